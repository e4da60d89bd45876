//! The spaces: in short as `spaces = ["team", "ideas:updown"]`, or one `[[space]]` table each.

use std::fmt;
use std::str::FromStr;

use groundswell_protocol::{RatingKind, SpaceId};

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
    let id = settings.required(&key("name"));
    let kind = settings.parsed_or(&key("rating"), RatingKind::default());
    let half_life_days = settings.days(&key("half_life_days"));
    let seal_after_days = settings.days(&key("seal_after_days"));
    let space = Space {
        half_life_days,
        seal_after_days,
        ..Space::new(id?, kind)
    };
    Some((key("name"), space))
}
