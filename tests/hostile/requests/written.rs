//! Requests as people write them, for seeds: a line `> METHOD /path`, headers, an empty line and the
//! body, as often as one likes. `$reader`, `$verified`, `$page` and `$administrator` stand for what
//! these people say to be known, and the header `peer` for the address that a request comes from.

use axum::body::Body;
use axum::http::Request;

use super::Sent;
use super::stage::{People, STRANGER};

/// What a request begins with.
const MARK: &str = "> ";

/// The input as text, if it is written.
pub fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data)
        .ok()
        .filter(|text| text.starts_with(MARK))
}

/// The requests that can be sent.
pub fn requests<'a>(text: &'a str, people: &'a People) -> impl Iterator<Item = Sent> + 'a {
    let all = text.strip_prefix(MARK).unwrap_or(text).split("\n> ");
    all.filter_map(|request| read(request, people))
}

fn read(text: &str, people: &People) -> Option<Sent> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let (method, address) = lines.next()?.split_once(' ')?;
    let mut request = Request::builder().method(method).uri(address);
    let mut peer = STRANGER.parse().ok()?;
    for line in lines {
        let (name, value) = line.split_once(':')?;
        let value = named(value.trim(), people);
        if name == "peer" {
            peer = value.parse().ok()?;
        } else {
            request = request.header(name, value);
        }
    }
    let request = request
        .body(Body::from(body.trim_end_matches('\n').to_owned()))
        .ok()?;
    Some(Sent { peer, request })
}

fn named(value: &str, people: &People) -> String {
    let tokens = [
        ("$reader", &people.reader),
        ("$verified", &people.verified),
        ("$page", &people.page),
        ("$administrator", &people.administrator),
    ];
    tokens
        .iter()
        .fold(value.to_owned(), |value, (name, token)| {
            value.replace(name, token)
        })
}
