//! What the scanner finds on a saved page, as text.

use std::borrow::Cow;
use std::path::PathBuf;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use groundswell_scan::{Evidence, LeftOut, PageSnapshot, Post, Reason, from_html, report};

use super::{PreviewError, file};

/// How far into a page its character set is looked for (HTML standard, prescan of a byte stream).
const PRESCAN: usize = 1024;

/// What stands before the name of a character set.
const CHARSET: &[u8] = b"charset=";

/// Longest excerpt of a post, in characters.
const EXCERPT: usize = 100;

/// The posts of the saved page at `path`, why each was taken for one, and what was left out and why.
/// The page is read as if it stood at `address`.
///
/// # Errors
/// [`PreviewError`] where there is no such file, or it is no HTML.
pub fn of_file(path: PathBuf, address: &str) -> Result<String, PreviewError> {
    let path = file::check(path)?;
    let bytes = std::fs::read(&path).map_err(|error| PreviewError::File(path, error))?;
    let page = from_html(address, &decode(&bytes));
    let found = report(&page);
    let mut out = match found.posts.len() {
        0 => "No post was found.\n".to_owned(),
        1 => "1 post was found.\n".to_owned(),
        many => format!("{many} posts were found.\n"),
    };
    for (number, post) in (1..).zip(&found.posts) {
        out.push_str(&told(number, post));
    }
    if !found.left_out.is_empty() {
        out.push_str("\nThis looked like posts and was left out:\n");
    }
    for left in &found.left_out {
        out.push_str(&told_left_out(&page, left));
    }
    Ok(out)
}

/// What a browser would read: the byte order mark's encoding, UTF-8 where the bytes are that, or what
/// the page names.
fn decode(page: &[u8]) -> Cow<'_, str> {
    let named = || {
        let head = page.get(..PRESCAN).unwrap_or(page).to_ascii_lowercase();
        let at = head.windows(CHARSET.len()).position(|w| w == CHARSET)?;
        let rest = head.get(at + CHARSET.len()..)?;
        let label = rest.trim_ascii_start();
        let label = label.strip_prefix(b"\"").unwrap_or(label);
        let is_part = |b: &u8| b.is_ascii_alphanumeric() || b"-_:".contains(b);
        let end = label
            .iter()
            .position(|b| !is_part(b))
            .unwrap_or(label.len());
        Encoding::for_label(label.get(..end)?)
    };
    let encoding = match std::str::from_utf8(page) {
        Ok(_) => UTF_8,
        Err(_) => named().unwrap_or(WINDOWS_1252),
    };
    encoding.decode(page).0
}

fn told(number: usize, post: &Post) -> String {
    let name = match &post.title {
        Some(title) => excerpt(title),
        None => excerpt(&post.text),
    };
    let mut out = format!("\n{number:>4}  {}: {name}\n", post.kind.name());
    let none = || "none found".to_owned();
    let facts = [
        ("why", Some(why(post.evidence).to_owned())),
        ("engine", post.engine.map(str::to_owned)),
        ("author", Some(post.author.clone().unwrap_or_else(none))),
        ("time", Some(post.time.clone().unwrap_or_else(none))),
        ("address", Some(post.permalink.clone().unwrap_or_else(none))),
        ("likes", post.likes.map(|likes| likes.to_string())),
        ("language", post.lang.clone()),
        (
            "words",
            Some(post.text.split_whitespace().count().to_string()),
        ),
        ("identity", Some(post.locator.clone())),
    ];
    for (name, fact) in facts {
        if let Some(fact) = fact {
            out.push_str(&format!("      {name:<9} {}\n", printable(&fact)));
        }
    }
    out
}

fn told_left_out(page: &PageSnapshot, left: &LeftOut) -> String {
    let selector = printable(&left.selector(page));
    format!(
        "\n      {} x {selector}\n      {}\n      To take them as posts: data-posts=\"{selector}\"\n",
        left.count,
        why_not(left.reason)
    )
}

fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut excerpt: String = line.chars().take(EXCERPT).collect();
    if excerpt.len() < line.len() {
        excerpt.push('…');
    }
    printable(&excerpt)
}

/// Page text as a terminal may be shown it: control characters could make it do other things.
fn printable(text: &str) -> String {
    let plain = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    text.chars().map(plain).collect()
}

fn why(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Owner => "you marked it",
        Evidence::JsonLd => "the page describes it in JSON-LD",
        Evidence::Microdata => "the page describes it by microdata",
        Evidence::Microformats => "its classes are microformats",
        Evidence::Engine => "it is written the way its engine writes posts",
        Evidence::Talk => "it ends with a signature and a time",
        Evidence::Semantic => "it is an article element",
        Evidence::Repeated => {
            "it repeats, each time with words and an author, a time or an address"
        }
        Evidence::Density => "it is the one long text on the page",
    }
}

fn why_not(reason: Reason) -> &'static str {
    match reason {
        Reason::Links => "Most of its words are links.",
        Reason::Words => "It says too little.",
        Reason::Evidence => "Too few of them show an author, a time or an address.",
        Reason::Elsewhere => "It stands apart from the discussion on the page.",
        Reason::Part => "It is a part of a post, or wraps one.",
        Reason::Teaser => "It is a teaser of another page.",
        Reason::Unreliable => {
            "The page describes it as posts, but most have no words, author or time."
        }
        Reason::Empty => "Nothing is left of it without quotes and buttons.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_decoded(page: &[u8], expected: &str) {
        assert_eq!(decode(page), expected);
    }

    #[test]
    fn a_page_is_read_in_its_own_character_set() {
        check_decoded("<p>Größe".as_bytes(), "<p>Größe");
        check_decoded(b"<p>Gr\xf6\xdfe", "<p>Größe");
        let cyrillic = b"<meta charset=\"windows-1251\"><p>\xc4\xe0";
        check_decoded(cyrillic, "<meta charset=\"windows-1251\"><p>Да");
        check_decoded(b"\xef\xbb\xbf<p>a", "<p>a");
        check_decoded(
            b"<meta charset=none-such><p>\xe9",
            "<meta charset=none-such><p>é",
        );
    }

    #[test]
    fn nothing_in_a_page_commands_the_terminal() {
        assert_eq!(printable("a\u{1b}[2Jb"), "a\u{fffd}[2Jb");
        assert_eq!(excerpt("one\n\u{7}two"), "one \u{fffd}two");
    }

    #[test]
    fn an_excerpt_is_short() {
        assert_eq!(excerpt(&"x".repeat(10_000)).chars().count(), EXCERPT + 1);
    }
}
