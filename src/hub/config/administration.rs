//! Who administers: `[administration]`.

use std::fmt;
use std::str::FromStr;

use super::settings::Settings;
use super::{IdentityConfig, ProxyConfig};
use crate::identity::{SignOn, is_name};

/// Most administrators that can be listed.
pub const MAX_ADMINISTRATORS: usize = 1_000;

const SUBJECTS: &str = "administration.subjects";

/// Somebody who signs on, by the name that the way of signing on gives them.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// How they sign on.
    pub way: SignOn,
    /// Their name there.
    pub name: String,
}

/// Without the name, which is somebody's.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let person = f.debug_struct("Person").field("way", &self.way).finish();
        person.and_then(|()| f.write_str(".."))
    }
}

impl FromStr for Person {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A name may have colons itself.
        let (way, name) = text.split_once(':').unwrap_or_default();
        let way = SignOn::ALL.iter().find(|known| known.name() == way);
        let &way = way.ok_or_else(|| {
            let known: Vec<_> = SignOn::ALL.iter().map(|way| way.name()).collect();
            format!("is no WAY:NAME with a way of {}", known.join(", "))
        })?;
        if !is_name(name) {
            return Err("has a name that nobody can sign on by".into());
        }
        Ok(Self {
            way,
            name: name.to_owned(),
        })
    }
}

/// The people who administer. Each must be able to sign on: whoever is anonymous is nobody in particular.
pub(super) fn read(settings: &mut Settings, identity: &IdentityConfig) -> Vec<Person> {
    let people = settings.list::<Person>(SUBJECTS).unwrap_or_default();
    if people.len() > MAX_ADMINISTRATORS {
        let why = format_args!("are more than {MAX_ADMINISTRATORS}");
        settings.fault(SUBJECTS, why);
    }
    for way in SignOn::ALL {
        if people.iter().any(|person| person.way == *way) && !identity.offers(*way) {
            let (name, table) = (way.name(), way.table());
            let why = format_args!("has somebody of '{name}:', and there is no [{table}]");
            settings.fault(SUBJECTS, why);
        }
    }
    let never = |proxy: &ProxyConfig| people.iter().any(|person| never_named(proxy, person));
    if identity.proxy.as_ref().is_some_and(never) {
        settings.fault(SUBJECTS, "has a name that no proxy gives");
    }
    people
}

/// Whether the proxy can never mean the person: a list in one name, say, or nothing but a domain.
fn never_named(proxy: &ProxyConfig, person: &Person) -> bool {
    let Person { way, name } = person;
    *way == SignOn::Proxy && (name.contains(',') || !is_name(&proxy.names.written(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_a_way_and_a_name() {
        for (text, way, name) in [
            ("proxy:anna", SignOn::Proxy, "anna"),
            (
                "proxy:CORP\\Anna Müller",
                SignOn::Proxy,
                "CORP\\Anna Müller",
            ),
            ("page-token:urn:x:anna", SignOn::PageToken, "urn:x:anna"),
        ] {
            let person = text.parse::<Person>().unwrap();
            assert_eq!((person.way, person.name.as_str()), (way, name), "{text}");
            assert!(!format!("{person:?}").contains(name));
        }
        for text in [
            "",
            "anna",
            "anonymous:anna",
            "Proxy:anna",
            "proxy:",
            "proxy: anna",
        ] {
            assert!(text.parse::<Person>().is_err(), "{text}");
        }
    }
}
