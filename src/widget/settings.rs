//! What the hub says of a space: how its posts are rated, and how its readers are known.

use groundswell_protocol::{RatingKind, TallyDisplay};
use groundswell_text::{MAX_RULES, Rules, Wrong};
use wasm_bindgen::JsValue;

use crate::standing::{get, list, text};

/// A space's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How posts are rated.
    pub kind: RatingKind,
    /// When readers see how others rated, if the hub says so.
    pub tallies: Option<TallyDisplay>,
    /// How readers are known.
    pub sign_on: SignOn,
    /// The space's stop words and synonyms, and the terms that its administrators took out of its clouds. What
    /// cannot be used is left out.
    pub rules: Rules,
}

/// The ways in which a hub knows its readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignOn {
    /// Anybody may rate; the hub knows the browser only.
    pub anonymous: bool,
    /// A proxy before the hub says who asks.
    pub proxy: bool,
    /// The page brings a token that names its reader.
    pub page_token: bool,
    /// The reader signs on in a window of the hub.
    pub login: bool,
}

impl Default for SignOn {
    fn default() -> Self {
        Self {
            anonymous: true,
            proxy: false,
            page_token: false,
            login: false,
        }
    }
}

impl SignOn {
    /// Whether the hub can tell who somebody is, and so counts those apart of whom it cannot.
    pub fn verifies(&self) -> bool {
        self.proxy || self.page_token || self.login
    }
}

impl Settings {
    /// Reads the hub's answer; a member that is missing has its default.
    pub fn read(answer: &JsValue) -> Option<Self> {
        let sign_on = get(answer, "sign_on");
        let default = SignOn::default();
        let flag = |name, default| get(&sign_on, name).as_bool().unwrap_or(default);
        let mut rules = Rules::default();
        let mut add = |name, add: fn(&mut Rules, &str, Wrong<'_>)| {
            let texts = list(answer, name).unwrap_or_default();
            let texts = texts.iter().filter_map(|text| text.as_string());
            for text in texts.take(MAX_RULES) {
                add(&mut rules, &text, &mut |_, _| {});
            }
        };
        add("stop_words", Rules::add_stop_words);
        add("synonyms", Rules::add_synonyms);
        add("hidden_terms", Rules::add_hidden_terms);
        Some(Self {
            rules,
            kind: text(answer, "rating")?.parse().ok()?,
            tallies: text(answer, "tallies").and_then(|name| name.parse().ok()),
            sign_on: SignOn {
                anonymous: flag("anonymous", default.anonymous),
                proxy: flag("proxy", default.proxy),
                page_token: flag("page_token", default.page_token),
                login: flag("login", default.login),
            },
        })
    }
}
