//! Requests made of choices: mostly what the description says, with something in it that nobody
//! expects.

use arbitrary::{Result, Unstructured};
use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{Method, Request};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode, utf8_percent_encode};

use super::Sent;
use super::description::{Description, Operation, Part};
use super::stage::{ORIGIN, PROXY, PROXY_HEADER, People, STRANGER};
use crate::{json, page_token};

/// Names of parts of paths with values that the hub may know.
const KNOWN: [(&str, &[&str]); 4] = [
    ("space", &["team", "votes", "films", "nowhere"]),
    ("post", &POSTS),
    ("term", &["cloud", "release", "\u{dc}berstunden", "a b"]),
    (
        "reader",
        &[
            "00000000000000000000000000000000",
            "0123456789abcdef0123456789abcdef",
        ],
    ),
];

/// Few, so that requests meet.
const POSTS: [&str; 4] = [
    "AAAAAAAAAAAAAAAAAAAAAA",
    "AQEBAQEBAQEBAQEBAQEBAQ",
    "AgICAgICAgICAgICAgICAg",
    "_____________________w",
];

/// Headers that mean something to the hub, whatever is asked.
const HEADERS: [&str; 12] = [
    "if-none-match",
    "last-event-id",
    "x-forwarded-for",
    "forwarded",
    "host",
    "origin",
    "range",
    "groundswell-request",
    "cookie",
    "accept-encoding",
    "connection",
    PROXY_HEADER,
];

/// Values that some of them have.
const VALUES: [&str; 14] = [
    "1",
    "*",
    "W/\"1\"",
    "18446744073709551615",
    "-1",
    ORIGIN,
    "null",
    "bytes=0-1",
    "anna",
    "CORP\\Anna",
    "10.0.0.1",
    "for=\"[::1]:80\"",
    "gzip, br",
    "x-remote-user",
];

const METHODS: [&str; 8] = [
    "GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE",
];

/// Paths beside the described ones.
const OTHER_PATHS: [&str; 12] = [
    "/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/v1/openapi.json",
    "/v1/login",
    "/v1/login/callback",
    "/a.txt",
    "/%2e%2e/hub.db",
    "/v1",
    "/v1/",
    "/v1/spaces/team/posts",
];

/// What would end a part of a path.
const PART: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'~')
    .remove(b'.');

/// The next request; none where the choices come to nothing that can be sent.
pub fn request(
    u: &mut Unstructured<'_>,
    description: &Description,
    people: &People,
) -> Result<Option<Sent>> {
    let operation = if u.ratio(1, 12)? {
        None
    } else {
        Some(u.choose(&description.operations)?)
    };
    let method = match operation {
        Some(operation) if !u.ratio(1, 16)? => operation.method.clone(),
        _ => Method::from_bytes(u.choose(&METHODS)?.as_bytes()).unwrap_or_default(),
    };
    let mut address = path(u, operation)?;
    let query = query(u, operation)?;
    if !query.is_empty() {
        address = format!("{address}?{query}");
    }
    let mut request = Request::builder().method(method).uri(address);
    request = credential(u, people, request)?;
    request = headers(u, operation, request)?;
    let body = body(u, operation, description, &mut request)?;
    let peer = u.choose(&[STRANGER, PROXY, "127.0.0.1", "2001:db8::1"])?;
    let peer = peer.parse().expect("an address");
    Ok(request
        .body(Body::from(body))
        .ok()
        .map(|request| Sent { peer, request }))
}

fn path(u: &mut Unstructured<'_>, operation: Option<&Operation>) -> Result<String> {
    let Some(operation) = operation else {
        if u.arbitrary()? {
            return Ok(u.choose(&OTHER_PATHS)?.to_string());
        }
        return Ok(format!("/{}", u.arbitrary::<&str>()?));
    };
    let mut path = String::new();
    for part in &operation.path {
        path.push('/');
        match part {
            Part::Literal(text) => path.push_str(text),
            Part::Named(name) => path.push_str(&named(u, name)?),
        }
    }
    Ok(path)
}

fn named(u: &mut Unstructured<'_>, name: &str) -> Result<String> {
    if u.ratio(1, 8)? {
        return Ok(percent_encode(u.arbitrary::<&[u8]>()?, PART).to_string());
    }
    let known = KNOWN.iter().find(|(known, _)| *known == name);
    let value = match known {
        Some((_, values)) => *u.choose(values)?,
        None => u.arbitrary()?,
    };
    Ok(utf8_percent_encode(value, PART).to_string())
}

fn query(u: &mut Unstructured<'_>, operation: Option<&Operation>) -> Result<String> {
    let names = operation.map_or(&[][..], |operation| &operation.query);
    let mut pairs = Vec::new();
    for name in names {
        for _ in 0..u
            .int_in_range(0..=9)?
            .min(2_u8)
            .saturating_sub(u8::from(u.ratio(1, 2)?))
        {
            pairs.push(format!("{name}={}", query_value(u)?));
        }
    }
    if u.ratio(1, 12)? {
        pairs.push(percent_encode(u.arbitrary::<&[u8]>()?, PART).to_string());
    }
    Ok(pairs.join("&"))
}

fn query_value(u: &mut Unstructured<'_>) -> Result<String> {
    Ok(match u.int_in_range(0..=5)? {
        0 | 1 => {
            let count = u.int_in_range(1..=4)?;
            let posts = (0..count).map(|_| Ok(*u.choose(&POSTS)?));
            posts.collect::<Result<Vec<_>>>()?.join(",")
        }
        2 => u.int_in_range(0..=120_u8)?.to_string(),
        3 => u.arbitrary::<i128>()?.to_string(),
        4 => POSTS[0].to_owned() + &",AAAAAAAAAAAAAAAAAAAAAA".repeat(u.int_in_range(90..=220)?),
        _ => percent_encode(u.arbitrary::<&[u8]>()?, PART).to_string(),
    })
}

/// Who says they are asking.
fn credential(u: &mut Unstructured<'_>, people: &People, request: Builder) -> Result<Builder> {
    let token = match u.int_in_range(0..=9)? {
        0 | 1 => people.reader.clone(),
        2 => people.verified.clone(),
        3..=5 => people.administrator.clone(),
        6 => people.page.clone(),
        7 => page_token::made(u, page_token::unix_seconds())?.text,
        8 => spoiled(u, &people.reader)?,
        _ => return Ok(request.header("groundswell-request", "1")),
    };
    Ok(request.header("authorization", format!("Bearer {token}")))
}

/// A token with one letter changed.
fn spoiled(u: &mut Unstructured<'_>, token: &str) -> Result<String> {
    let mut letters = token.as_bytes().to_vec();
    let place = u.choose_index(letters.len())?;
    letters[place] = *u.choose(b"Aa0_-.=/")?;
    Ok(String::from_utf8_lossy(&letters).into_owned())
}

fn headers(
    u: &mut Unstructured<'_>,
    operation: Option<&Operation>,
    mut request: Builder,
) -> Result<Builder> {
    let own = operation.map_or(&[][..], |operation| &operation.headers);
    for _ in 0..u.int_in_range(0..=9)?.max(6_u8) - 6 {
        let name = match (u.int_in_range(0..=9)?, own.first()) {
            (0..=2, Some(name)) => name.as_str(),
            (9, _) => u.arbitrary()?,
            _ => *u.choose(&HEADERS)?,
        };
        let value = if u.ratio(1, 3)? {
            u.arbitrary()?
        } else {
            u.choose(&VALUES)?.as_bytes()
        };
        request = request.header(name, value);
    }
    Ok(request)
}

fn body(
    u: &mut Unstructured<'_>,
    operation: Option<&Operation>,
    description: &Description,
    request: &mut Builder,
) -> Result<Vec<u8>> {
    let takes_body = operation.is_some_and(|operation| operation.takes_body);
    if !takes_body && !u.ratio(1, 16)? {
        return Ok(Vec::new());
    }
    let kind = match u.int_in_range(0..=15)? {
        0 => "text/plain",
        1 => "application/json; charset=utf-8",
        _ => "application/json",
    };
    *request = std::mem::take(request).header("content-type", kind);
    let values = POSTS.map(String::from);
    Ok(match u.int_in_range(0..=7)? {
        0 => u.arbitrary::<&[u8]>()?.to_vec(),
        1 => json::any(u, &description.fields, &values)?
            .to_string()
            .into_bytes(),
        2 => {
            let whole = json::object(u, &description.fields, &values)?.to_string();
            let kept = u.int_in_range(0..=whole.len())?;
            whole.into_bytes()[..kept].to_vec()
        }
        3 => format!("{{\"value\":{}}}", u.int_in_range(-2_i8..=6)?).into_bytes(),
        4 => {
            let count = u.int_in_range(0..=4)?;
            let posts = (0..count).map(|_| Ok(*u.choose(&POSTS)?));
            let posts: Vec<_> = posts.collect::<Result<_>>()?;
            serde_json::json!({ "posts": posts })
                .to_string()
                .into_bytes()
        }
        _ => json::object(u, &description.fields, &values)?
            .to_string()
            .into_bytes(),
    })
}
