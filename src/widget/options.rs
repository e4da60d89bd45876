//! What a page's owner asked for in the attributes of the script tag.

use std::fmt;

use groundswell_protocol::{RatingKind, SpaceId, TallyDisplay};
use groundswell_rank::Lens;
use groundswell_text::{Rules, Wrong};

use crate::identity::is_token;

/// Where the cloud stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CloudPlace {
    /// Behind a launcher at the edge of the window.
    #[default]
    Panel,
    /// Where the owner put `<groundswell-cloud>`; at the end of the page's main part if nowhere.
    Inline,
    /// Nowhere.
    Off,
}

/// The colours the widget's own surfaces take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeChoice {
    /// The page's: dark where its text is light.
    #[default]
    Auto,
    /// Dark text on a light ground.
    Light,
    /// Light text on a dark ground.
    Dark,
}

/// Where ratings are shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HubChoice {
    /// The hub that the script came from.
    Origin,
    /// Another hub, an absolute address.
    At(String),
    /// None: ratings stay in this browser.
    None,
}

/// CSS selectors by which an owner points out what the scanner should take, in the order of the
/// snapshot's mark bits. Empty: left to the scanner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selectors {
    /// Each post.
    pub posts: String,
    /// The text within a post.
    pub text: String,
    /// The author within a post.
    pub author: String,
    /// The time within a post.
    pub time: String,
    /// The link to a post itself.
    pub permalink: String,
    /// No selector: the hosts under which the page's site is reached, separated by spaces.
    pub hosts: String,
}

/// The script tag's attributes, read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// `data-space`.
    pub space: SpaceId,
    /// `data-rating`; the hub's setting of the space goes before it.
    pub rating: Option<RatingKind>,
    /// `data-tallies`; the hub's setting of the space goes before it.
    pub tallies: TallyDisplay,
    /// `data-cloud`.
    pub cloud: CloudPlace,
    /// `data-lens`: how words are weighed until the reader chooses.
    pub lens: Lens,
    /// `data-theme`.
    pub theme: ThemeChoice,
    /// `data-hub`.
    pub hub: HubChoice,
    /// `data-lang`: the language of the posts, where the page does not say it.
    pub language: Option<String>,
    /// `data-token`: what the page's own server says of its reader, for the hub to check.
    pub token: Option<String>,
    /// `data-posts` and its kin, and `data-hosts`.
    pub selectors: Selectors,
    /// `data-stop-words`, `data-synonyms` and `data-hidden-terms`; those of the hub's space are added.
    pub rules: Rules,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            space: SpaceId::default(),
            rating: None,
            tallies: TallyDisplay::default(),
            cloud: CloudPlace::default(),
            lens: Lens::default(),
            theme: ThemeChoice::default(),
            hub: HubChoice::Origin,
            language: None,
            token: None,
            selectors: Selectors::default(),
            rules: Rules::default(),
        }
    }
}

/// An attribute that could not be used; its default is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    attribute: &'static str,
    value: String,
    wanted: String,
}

/// Longest part of a broken value that is repeated in a warning, in characters.
const MAX_QUOTED: usize = 80;

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted: String = self.value.chars().take(MAX_QUOTED).collect();
        write!(
            f,
            "data-{}=\"{quoted}\" is ignored: {}",
            self.attribute, self.wanted
        )
    }
}

impl Options {
    /// Reads attributes through `lookup` (attribute name without `data-`), telling what is broken.
    /// `is_selector` is the browser's own judgement of a CSS selector.
    pub fn read(
        lookup: impl Fn(&str) -> Option<String>,
        is_selector: impl Fn(&str) -> bool,
    ) -> (Self, Vec<Fault>) {
        let mut reader = Reader {
            lookup,
            faults: Vec::new(),
        };
        let space = reader.parsed("space", |v| v.parse::<SpaceId>().map_err(|e| e.to_string()));
        let rating = reader.parsed("rating", |v| {
            v.parse::<RatingKind>().map_err(|e| e.to_string())
        });
        let tallies = reader.parsed("tallies", |v| {
            v.parse::<TallyDisplay>().map_err(|e| e.to_string())
        });
        let mut options = Self {
            rules: Rules::default(),
            space: space.unwrap_or_default(),
            rating,
            tallies: tallies.unwrap_or_default(),
            cloud: reader.parsed("cloud", cloud_place).unwrap_or_default(),
            lens: reader.parsed("lens", lens).unwrap_or_default(),
            theme: reader.parsed("theme", theme_choice).unwrap_or_default(),
            hub: reader
                .parsed("hub", hub_choice)
                .unwrap_or(HubChoice::Origin),
            language: reader.parsed("lang", language_tag),
            token: reader.secret("token", page_token),
            selectors: Selectors {
                posts: reader.selector("posts", &is_selector),
                text: reader.selector("text", &is_selector),
                author: reader.selector("author", &is_selector),
                time: reader.selector("time", &is_selector),
                permalink: reader.selector("permalink", &is_selector),
                hosts: reader.parsed("hosts", hosts).unwrap_or_default(),
            },
        };
        let rules = &mut options.rules;
        reader.rules("stop-words", rules, Rules::add_stop_words);
        reader.rules("synonyms", rules, Rules::add_synonyms);
        reader.rules("hidden-terms", rules, Rules::add_hidden_terms);
        // A page that shares nothing is one without a hub.
        if reader.parsed("share", share_choice) == Some(Share::Nothing) {
            options.hub = HubChoice::None;
        }
        (options, reader.faults)
    }
}

/// What `dataset` calls an attribute (without `data-`): a letter after a hyphen is a capital there (HTML, section 3.2.6.6).
pub fn dataset_name(attribute: &str) -> String {
    let mut name = String::new();
    let mut is_capital = false;
    for c in attribute.chars() {
        match c {
            '-' => is_capital = true,
            c if std::mem::take(&mut is_capital) => name.push(c.to_ascii_uppercase()),
            c => name.push(c),
        }
    }
    name
}

struct Reader<L> {
    lookup: L,
    faults: Vec<Fault>,
}

impl<L: Fn(&str) -> Option<String>> Reader<L> {
    fn parsed<T>(
        &mut self,
        attribute: &'static str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let value = (self.lookup)(attribute)?;
        match parse(value.trim()) {
            Ok(parsed) => Some(parsed),
            Err(wanted) => {
                self.faults.push(Fault {
                    attribute,
                    value,
                    wanted,
                });
                None
            }
        }
    }

    /// Like [`parsed`](Self::parsed) for what must not be repeated in a warning.
    fn secret<T>(
        &mut self,
        attribute: &'static str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let parsed = self.parsed(attribute, parse);
        for fault in &mut self.faults {
            if fault.attribute == attribute {
                fault.value = "…".to_owned();
            }
        }
        parsed
    }

    /// Adds what can be used; the rest is one fault, told by its first part.
    fn rules(
        &mut self,
        attribute: &'static str,
        rules: &mut Rules,
        add: fn(&mut Rules, &str, Wrong<'_>),
    ) {
        let mut left_out = 0;
        let value = (self.lookup)(attribute).unwrap_or_default();
        let mut fault = None;
        add(rules, &value, &mut |part, why| {
            left_out += 1;
            fault.get_or_insert_with(|| (part.to_owned(), why));
        });
        if let Some((value, why)) = fault {
            let wanted = match left_out {
                1 => format!("it {why}"),
                _ => format!("it {why}; and {} more", left_out - 1),
            };
            self.faults.push(Fault {
                attribute,
                value,
                wanted,
            });
        }
    }

    fn selector(&mut self, attribute: &'static str, valid: impl Fn(&str) -> bool) -> String {
        let parse = |v: &str| {
            if valid(v) {
                Ok(v.to_owned())
            } else {
                Err("it is no CSS selector".to_owned())
            }
        };
        self.parsed(attribute, parse).unwrap_or_default()
    }
}

fn cloud_place(value: &str) -> Result<CloudPlace, String> {
    match value {
        "panel" => Ok(CloudPlace::Panel),
        "inline" => Ok(CloudPlace::Inline),
        "off" => Ok(CloudPlace::Off),
        _ => Err("the cloud is one of panel, inline, off".to_owned()),
    }
}

fn lens(value: &str) -> Result<Lens, String> {
    Lens::from_name(value).ok_or_else(|| {
        let names = Lens::ALL.map(Lens::name).join(", ");
        format!("the lens is one of {names}")
    })
}

fn theme_choice(value: &str) -> Result<ThemeChoice, String> {
    match value {
        "auto" => Ok(ThemeChoice::Auto),
        "light" => Ok(ThemeChoice::Light),
        "dark" => Ok(ThemeChoice::Dark),
        _ => Err("the theme is one of auto, light, dark".to_owned()),
    }
}

fn hub_choice(value: &str) -> Result<HubChoice, String> {
    if value == "none" {
        Ok(HubChoice::None)
    } else if value.starts_with("https://") || value.starts_with("http://") {
        Ok(HubChoice::At(value.to_owned()))
    } else {
        Err("the hub is an address that begins with http, or none".to_owned())
    }
}

fn page_token(value: &str) -> Result<String, String> {
    if is_token(value) {
        Ok(value.to_owned())
    } else {
        Err("a token is printable ASCII without spaces, and not too long".to_owned())
    }
}

/// Most hosts that one site is said to have.
const MAX_HOSTS: usize = 16;

/// Longest name of a host with its port (RFC 1035 section 2.3.4).
const MAX_HOST_LEN: usize = 259;

fn hosts(value: &str) -> Result<String, String> {
    let is_part = |b: u8| b.is_ascii_alphanumeric() || b".-:[]".contains(&b) || !b.is_ascii();
    let is_host = |host: &str| host.len() <= MAX_HOST_LEN && host.bytes().all(is_part);
    let hosts: Vec<&str> = value.split_whitespace().collect();
    if (1..=MAX_HOSTS).contains(&hosts.len()) && hosts.iter().all(|host| is_host(host)) {
        Ok(hosts.join(" "))
    } else {
        Err(format!(
            "hosts are names such as blog.example, at most {MAX_HOSTS} with spaces between"
        ))
    }
}

/// What the hub is told of posts. Nobody tells it any terms yet.
#[derive(PartialEq)]
enum Share {
    Ratings,
    Nothing,
}

fn share_choice(value: &str) -> Result<Share, String> {
    match value {
        "terms" | "ratings" => Ok(Share::Ratings),
        "none" => Ok(Share::Nothing),
        _ => Err("what is shared is one of terms, ratings, none".to_owned()),
    }
}

/// Longest language tag that is taken (RFC 5646 section 4.4.1 advises 35).
const MAX_LANGUAGE_LEN: usize = 35;

fn language_tag(value: &str) -> Result<String, String> {
    let plain = value
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if plain && (2..=MAX_LANGUAGE_LEN).contains(&value.len()) {
        Ok(value.to_owned())
    } else {
        Err("a language is a tag such as de or en-GB".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> (Options, Vec<String>) {
        let lookup = |name: &str| {
            pairs
                .iter()
                .find(|(n, _)| *n == name)
                .map(|(_, value)| (*value).to_owned())
        };
        let (options, faults) = Options::read(lookup, |s| !s.contains("[["));
        (options, faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_bare_tag_has_the_defaults() {
        assert_eq!(read(&[]), (Options::default(), vec![]));
    }

    #[test]
    fn every_attribute_is_read() {
        let (options, faults) = read(&[
            ("space", "engineering"),
            ("rating", "updown"),
            ("cloud", "inline"),
            ("lens", "trending"),
            ("theme", "dark"),
            ("hub", "none"),
            ("lang", "de"),
            ("token", "a.b.c"),
            ("share", "ratings"),
            ("hosts", "blog.example  www2.example:8080"),
            ("posts", ".post"),
        ]);
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(options.space.as_str(), "engineering");
        assert_eq!(options.rating, Some(RatingKind::UpDown));
        assert_eq!(
            (options.cloud, options.theme),
            (CloudPlace::Inline, ThemeChoice::Dark)
        );
        assert_eq!(options.lens, Lens::Trending);
        assert_eq!(options.hub, HubChoice::None);
        assert_eq!(options.language.as_deref(), Some("de"));
        assert_eq!(options.token.as_deref(), Some("a.b.c"));
        assert_eq!(options.selectors.hosts, "blog.example www2.example:8080");
        assert_eq!(options.selectors.posts, ".post");
    }

    #[test]
    fn a_page_that_shares_nothing_has_no_hub() {
        let hub = ("hub", "https://groundswell.example/");
        let (options, faults) = read(&[hub, ("share", "none")]);
        assert_eq!((options.hub, faults.len()), (HubChoice::None, 0));
        let (options, _) = read(&[hub, ("share", "terms")]);
        assert_eq!(options.hub, HubChoice::At(hub.1.to_owned()));
    }

    #[test]
    fn each_broken_attribute_is_named_once_and_its_default_used() {
        let (options, faults) = read(&[
            ("space", "Not A Space"),
            ("rating", "thumbs"),
            ("cloud", "sideways"),
            ("lens", "microscope"),
            ("theme", "neon"),
            ("hub", "javascript:alert(1)"),
            ("lang", "<b>"),
            ("share", "everything"),
            ("hosts", "https://blog.example/"),
            ("posts", "[["),
        ]);
        assert_eq!(options, Options::default());
        assert_eq!(faults.len(), 10);
        for (fault, name) in faults.iter().zip([
            "space", "rating", "cloud", "lens", "theme", "hub", "lang", "posts", "hosts", "share",
        ]) {
            assert!(fault.starts_with(&format!("data-{name}=")), "{fault}");
        }
    }

    #[test]
    fn a_site_has_no_more_hosts_than_the_limit() {
        let many = |n: usize| vec!["a.test"; n].join(" ");
        assert_eq!(read(&[("hosts", &many(MAX_HOSTS))]).1.len(), 0);
        assert_eq!(read(&[("hosts", &many(MAX_HOSTS + 1))]).1.len(), 1);
        assert_eq!(read(&[("hosts", &"a".repeat(MAX_HOST_LEN))]).1.len(), 0);
        assert_eq!(read(&[("hosts", &"a".repeat(MAX_HOST_LEN + 1))]).1.len(), 1);
    }

    #[test]
    fn of_rules_that_are_broken_in_part_the_rest_is_kept() {
        let (options, faults) = read(&[
            ("stop-words", "hello, dear"),
            ("synonyms", "VPN; TV = telly; HR"),
            ("hidden-terms", "gossip, Project X"),
        ]);
        let mut expected = Rules::default();
        expected.add_stop_words("hello, dear", &mut |_, _| {});
        expected.add_synonyms("TV = telly", &mut |_, _| {});
        expected.add_hidden_terms("gossip, Project X", &mut |_, _| {});
        assert_eq!(options.rules, expected);
        assert_eq!(faults.len(), 1);
        assert!(faults[0].starts_with("data-synonyms=\"VPN\" is ignored: it does not say"));
        assert!(faults[0].ends_with("; and 1 more"), "{faults:?}");
    }

    #[test]
    fn attributes_have_the_names_that_scripts_know_them_by() {
        for (attribute, name) in [
            ("space", "space"),
            ("stop-words", "stopWords"),
            ("hidden-terms", "hiddenTerms"),
        ] {
            assert_eq!(dataset_name(attribute), name);
        }
    }

    #[test]
    fn a_token_is_never_repeated() {
        let (options, faults) = read(&[("token", "secret secret")]);
        assert_eq!(options.token, None);
        assert!(faults[0].starts_with("data-token=") && !faults[0].contains("secret"));
    }

    #[test]
    fn a_huge_value_is_not_repeated_whole() {
        let (_, faults) = read(&[("theme", &"x".repeat(100_000))]);
        assert!(faults[0].len() < 200);
    }
}
