//! The spaces: in short as `spaces = ["team", "ideas:updown"]`, or one `[[space]]` table each.

use std::fmt;
use std::str::FromStr;

use groundswell_protocol::{RatingKind, SpaceId, TallyDisplay};
use groundswell_text::{Rules, Wrong};

use super::settings::Settings;
use crate::space::Space;

/// `NAME` or `NAME:KIND`.
struct Short(Space);

impl FromStr for Short {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, kind) = match text.split_once(':') {
            Some((name, kind)) => (name, kind.parse::<RatingKind>()),
            None => (text, Ok(RatingKind::default())),
        };
        let named = |error: &dyn fmt::Display| error.to_string();
        let id = name.parse::<SpaceId>().map_err(|error| named(&error))?;
        let kind = kind.map_err(|error| named(&error))?;
        Ok(Self(Space::new(id, kind)))
    }
}

/// At least one space, no name twice. The short form wins, so that a flag can say it all anew.
pub(super) fn read(settings: &mut Settings) -> Vec<Space> {
    let tables = 0..settings.tables("space");
    let long: Vec<_> = tables.filter_map(|n| table(settings, n)).collect();
    let spaces = match settings.list::<Short>("spaces") {
        Some(short) => {
            let spaces = short.into_iter();
            spaces
                .map(|Short(space)| ("spaces".to_owned(), space))
                .collect()
        }
        None => long,
    };
    let mut known: Vec<Space> = Vec::new();
    for (key, space) in spaces {
        if known.iter().any(|other| other.id == space.id) {
            settings.fault(&key, format_args!("names '{}' twice", space.id));
        } else {
            known.push(space);
        }
    }
    if known.is_empty() {
        known.push(Space::new(SpaceId::default(), RatingKind::default()));
    }
    known
}

/// One `[[space]]`, with the setting that names it.
fn table(settings: &mut Settings, number: usize) -> Option<(String, Space)> {
    let key = |setting: &str| format!("space.{number}.{setting}");
    let id: Option<SpaceId> = settings.required(&key("name"));
    let kind = settings.parsed_or(&key("rating"), RatingKind::default());
    let tallies = settings.parsed_or(&key("tallies"), TallyDisplay::default());
    let half_life_days = settings.days(&key("half_life_days"));
    let seal_after_days = settings.days(&key("seal_after_days"));
    let mut words = |setting, add| words(settings, &key(setting), id.as_ref(), add);
    let stop_words = words("stop_words", Rules::add_stop_words);
    let synonyms = words("synonyms", Rules::add_synonyms);
    let space = Space {
        tallies,
        half_life_days,
        seal_after_days,
        stop_words,
        synonyms,
        ..Space::new(id?, kind)
    };
    Some((key("name"), space))
}

/// Rules for words as the widget takes them, `add` being how: what it would leave out is a fault.
fn words(
    settings: &mut Settings,
    key: &str,
    space: Option<&SpaceId>,
    add: fn(&mut Rules, &str, Wrong<'_>),
) -> Vec<String> {
    let texts: Vec<String> = settings.list(key).unwrap_or_default();
    let whose = space.map_or_else(String::new, |id| format!(" of space '{id}'"));
    let mut wrong =
        |text: &str, why: &str| settings.fault(key, format_args!("'{text}'{whose} {why}"));
    let mut all = Rules::default();
    for text in &texts {
        add(&mut all, text, &mut wrong);
        if is_nothing(text, add) {
            wrong(text, "has no word in it");
        }
    }
    texts
}

/// Whether there is neither a rule in a text nor anything wrong with it.
fn is_nothing(text: &str, add: fn(&mut Rules, &str, Wrong<'_>)) -> bool {
    let (mut alone, mut faults) = (Rules::default(), 0);
    add(&mut alone, text, &mut |_, _| faults += 1);
    alone.is_empty() && faults == 0
}
