//! Links of the page that name its own site in full, made to stay in the preview.

use lol_html::HandlerResult;
use lol_html::html_content::Element;
use lol_html::send::SendHandlerTypes;

/// Attributes that hold one address.
const ADDRESSES: &[&str] = &[
    "href",
    "src",
    "action",
    "formaction",
    "poster",
    "data",
    "background",
];

/// Attributes that hold several, or one among other words.
const LISTS: &[&str] = &["srcset", "imagesrcset"];

/// What ends the origin in an address.
const AFTER_ORIGIN: &[char] = &['/', '?', '#'];

/// The forms in which a page names its own origin.
#[derive(Clone, Debug)]
pub struct Links {
    /// `https://host:port`
    origin: String,
    /// `//host:port`, with whatever scheme the page has
    relative: String,
}

impl Links {
    /// Links to this origin; none where it is no origin.
    pub fn new(origin: &str) -> Option<Self> {
        let (_, authority) = origin.split_once("://")?;
        Some(Self {
            origin: origin.to_owned(),
            relative: format!("//{authority}"),
        })
    }

    /// The address within the preview, if it is one of this site.
    pub fn local(&self, address: &str) -> Option<String> {
        // ASCII space only: what else looks like space may be half of another encoding's letter.
        let address = address.trim_ascii_start();
        let rest = strip_prefix_ignore_case(address, &self.origin)
            .or_else(|| strip_prefix_ignore_case(address, &self.relative))?;
        if rest.is_empty() {
            return Some("/".to_owned());
        }
        if !rest.starts_with(AFTER_ORIGIN) {
            return None;
        }
        // A path that began with two slashes would name a host.
        let slash = if rest.starts_with('/') && !rest.starts_with("//") {
            ""
        } else {
            "/."
        };
        Some(match rest.strip_prefix('/') {
            Some(_) => format!("{slash}{rest}"),
            None => format!("/{rest}"),
        })
    }

    /// Changes the element's links; every attribute without one keeps its bytes.
    pub fn localise(&self, element: &mut Element<'_, '_, SendHandlerTypes>) -> HandlerResult {
        for name in ADDRESSES {
            let local = element.get_attribute(name).and_then(|a| self.local(&a));
            if let Some(local) = local {
                element.set_attribute(name, &local)?;
            }
        }
        for name in LISTS {
            let local = element
                .get_attribute(name)
                .and_then(|a| self.local_list(&a));
            if let Some(local) = local {
                element.set_attribute(name, &local)?;
            }
        }
        Ok(())
    }

    /// The list with its addresses within the preview, if there is one to change.
    fn local_list(&self, list: &str) -> Option<String> {
        let mut changed = false;
        let mut local = |word: &str| {
            let (bare, comma) = match word.strip_suffix(',') {
                Some(bare) => (bare, ","),
                None => (word, ""),
            };
            match self.local(bare) {
                Some(local) => {
                    changed = true;
                    format!("{local}{comma}")
                }
                None => word.to_owned(),
            }
        };
        let words: Vec<_> = list.split(' ').map(&mut local).collect();
        changed.then(|| words.join(" "))
    }
}

fn strip_prefix_ignore_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(address: &str, expected: Option<&str>) {
        let links = Links::new("https://intranet.example").unwrap();
        assert_eq!(links.local(address).as_deref(), expected, "{address}");
    }

    #[test]
    fn only_links_to_the_site_itself_are_changed() {
        check("https://intranet.example", Some("/"));
        check("https://intranet.example/", Some("/"));
        check("HTTPS://Intranet.Example/Blog?a#b", Some("/Blog?a#b"));
        check(" //intranet.example/a", Some("/a"));
        check("https://intranet.example?a", Some("/?a"));
        check("https://intranet.example#a", Some("/#a"));
        for other in [
            "",
            "/a",
            "a",
            "http://intranet.example/a",
            "https://intranet.example.org/a",
            "https://intranet.example:8443/a",
            "https://intranet.example@evil.example/",
            "mailto:a@intranet.example",
        ] {
            check(other, None);
        }
    }

    #[test]
    fn a_path_never_becomes_a_host() {
        check(
            "https://intranet.example//evil.example/a",
            Some("/.//evil.example/a"),
        );
    }

    #[test]
    fn lists_of_images_are_changed_word_by_word() {
        let links = Links::new("https://intranet.example").unwrap();
        let list = "https://intranet.example/a.png 1x, https://cdn.example/b.png 2x";
        let local = "/a.png 1x, https://cdn.example/b.png 2x";
        assert_eq!(links.local_list(list).as_deref(), Some(local));
        assert_eq!(links.local_list("/a.png 1x"), None);
    }
}
