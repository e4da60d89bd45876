//! The requests that a server is loaded with, as the bytes on the wire, and the readers who send them.

use std::net::SocketAddr;
use std::ops::Range;
use std::sync::Arc;

use anyhow::Context as _;
use groundswell_protocol::{MAX_ORDER, PostId};

use crate::load::{Connection, Requests};

/// Posts that are rated, all in turn.
pub const POSTS: u64 = 1_000;

/// Posts in one read.
pub const READ: u64 = 100;

/// The post numbered `n`.
pub fn post(n: u64) -> PostId {
    PostId::from_locator(&format!("intranet.example/blog/{n}"))
}

/// Comma-separated.
pub fn posts(numbers: Range<u64>) -> String {
    let posts: Vec<_> = numbers.map(|n| post(n).to_string()).collect();
    posts.join(",")
}

/// Credentials of as many new readers.
pub async fn readers(hub: SocketAddr, count: u64) -> anyhow::Result<Arc<[String]>> {
    let request = "POST /v1/readers HTTP/1.1\r\nhost: hub\r\ngroundswell-request: 1\r\n\
                   content-length: 0\r\n\r\n";
    let mut connection = Connection::to(hub);
    let mut tokens = Vec::new();
    for _ in 0..count {
        let reply = connection.ask(request.as_bytes()).await?;
        let said: serde_json::Value = serde_json::from_slice(reply.body)?;
        let token = said.get("token").and_then(serde_json::Value::as_str);
        let token = token.with_context(|| format!("no credential but {said}"))?;
        tokens.push(token.to_owned());
    }
    Ok(tokens.into())
}

/// Which reader rates which post with request `n`: every pair comes once, neighbours share neither.
fn pair(n: u64, readers: u64) -> (u64, u64) {
    let (round, post) = (n / POSTS, n % POSTS);
    ((post * 7 + round) % readers, post)
}

/// Ratings by these readers of [`POSTS`] posts in turn.
pub fn hub_ratings(readers: &Arc<[String]>) -> Requests {
    let readers = Arc::clone(readers);
    Arc::new(move |n| {
        let (reader, post) = pair(n, readers.len() as u64);
        hub_rating(&readers, reader, post)
    })
}

/// The rating of one post by one of the readers, as the widget sends it from a browser of their own.
pub fn hub_rating(readers: &[String], reader: u64, number: u64) -> Vec<u8> {
    let sender = MAX_ORDER - reader;
    let token = usize::try_from(reader).ok().and_then(|n| readers.get(n));
    let token = token.map_or("", String::as_str);
    let post = post(number);
    format!(
        "PUT /v1/spaces/default/posts/{post}/rating HTTP/1.1\r\nhost: hub\r\n\
         authorization: Bearer {token}\r\ngroundswell-request: 1\r\n\
         groundswell-order: {sender} {number}\r\n\
         content-type: application/json\r\ncontent-length: 11\r\n\r\n{{\"value\":1}}"
    )
    .into_bytes()
}

/// The same ratings for the floor, which believes whoever asks.
pub fn floor_ratings(readers: u64) -> Requests {
    Arc::new(move |n| {
        let (reader, post) = pair(n, readers);
        floor_rating(reader, post)
    })
}

/// The rating of one post by the reader of this number.
pub fn floor_rating(reader: u64, number: u64) -> Vec<u8> {
    let post = post(number);
    format!(
        "PUT /posts/{post} HTTP/1.1\r\nhost: floor\r\nreader: {reader}\r\ncontent-length: 0\r\n\r\n"
    )
    .into_bytes()
}

/// The page that is read: [`READ`] posts, numbered after those that are rated.
fn page_posts() -> Range<u64> {
    POSTS..POSTS + READ
}

/// Ratings that make the tallies of the page as different as those of a real one: a few posts have
/// many, most have few, some none. Also their number. At most 200 readers are needed.
pub fn page(rating: impl Fn(u64, u64) -> Vec<u8> + Send + Sync + 'static) -> (Requests, u64) {
    let ratings = page_posts().flat_map(|post| {
        let rank = post * 37 % READ;
        let raters = if rank < 90 { 200 / (rank + 1) } else { 0 };
        (0..raters).map(move |reader| (reader, post))
    });
    let ratings: Vec<_> = ratings.collect();
    let count = ratings.len() as u64;
    let requests = move |n| {
        let pair = usize::try_from(n).ok().and_then(|n| ratings.get(n));
        pair.map_or_else(Vec::new, |(reader, post)| rating(*reader, *post))
    };
    (Arc::new(requests), count)
}

/// A read of that page, the same each time.
pub fn read(path: &str, header: &str) -> Requests {
    let posts = posts(page_posts());
    let request = format!("GET {path}?posts={posts} HTTP/1.1\r\nhost: hub\r\n{header}\r\n");
    let request = request.into_bytes();
    Arc::new(move |_| request.clone())
}

/// A read of the tally of one post.
pub fn read_one(path: &str, number: u64) -> Vec<u8> {
    let post = post(number);
    format!("GET {path}?posts={post} HTTP/1.1\r\nhost: hub\r\n\r\n").into_bytes()
}
