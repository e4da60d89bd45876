//! `/v1/admin/...`: what administrators take out of sight, put back, and did so far.

use std::str::FromStr as _;

use axum::Json as JsonAnswer;
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderName, Method, request::Parts};
use groundswell_protocol::PostId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::extract::{InSpace, OptionalJson, path_parameter, query_number};
use crate::administration::Administrator;
use crate::clock::unix_seconds;
use crate::error::Error;
use crate::hub::SharedHub;
use crate::identity::ReaderHash;
use crate::store::{self, Action, Hideable};
use crate::term;

/// Most characters of an administrator's reason.
pub const MAX_REASON: usize = 500;

/// Most entries in one answer.
pub const MAX_ENTRIES: u32 = 100;

/// Entries in an answer where none is asked for.
const DEFAULT_ENTRIES: u32 = 50;

/// Why something is hidden or shown.
#[derive(Default, Deserialize, ToSchema)]
pub struct Why {
    #[serde(default)]
    #[schema(max_length = 500)]
    reason: String,
}

/// One entry of the log.
#[derive(Serialize, ToSchema)]
pub struct Entry {
    id: i64,
    /// Seconds since 1970.
    at: u64,
    /// `administration token`, or `administrator` and the reader who it is in this space.
    actor: String,
    /// `hide-post`, `show-term` and so on.
    action: String,
    space: String,
    /// The post, term or reader.
    about: String,
    reason: String,
}

impl From<store::Entry> for Entry {
    fn from(entry: store::Entry) -> Self {
        Self {
            id: entry.id,
            at: entry.at,
            actor: entry.actor,
            action: entry.action,
            space: entry.space,
            about: entry.about,
            reason: entry.reason,
        }
    }
}

/// What the administrators did, the newest first.
#[derive(Serialize, ToSchema)]
pub struct Log {
    entries: Vec<Entry>,
}

/// A reader, and how much they rated.
#[derive(Serialize, ToSchema)]
pub struct ActiveReader {
    reader: String,
    ratings: u32,
    verified: bool,
    hidden: bool,
}

impl From<store::ActiveReader> for ActiveReader {
    fn from(reader: store::ActiveReader) -> Self {
        Self {
            reader: reader.reader.to_string(),
            ratings: reader.ratings,
            verified: reader.verified,
            hidden: reader.hidden,
        }
    }
}

/// The readers of a space who rated most.
#[derive(Serialize, ToSchema)]
pub struct ActiveReaders {
    readers: Vec<ActiveReader>,
}

/// An answer that nobody keeps.
pub type Answer<T> = Result<([(HeaderName, &'static str); 1], JsonAnswer<T>), Error>;

/// The answer as JSON.
pub fn answer<T>(answer: T) -> Answer<T> {
    Ok(([(CACHE_CONTROL, "no-store")], JsonAnswer(answer)))
}

/// What the path says is hidden or shown: a post, a term or a reader.
struct What(Hideable);

impl FromRequestParts<SharedHub> for What {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, hub: &SharedHub) -> Result<Self, Error> {
        if let Ok(post) = path_parameter(parts, hub, "post").await {
            let post = post.parse::<PostId>().map_err(|_| Error::UnknownPost)?;
            return Ok(Self(Hideable::Post(post)));
        }
        if let Ok(reader) = path_parameter(parts, hub, "reader").await {
            return Ok(Self(Hideable::Reader(ReaderHash::from_str(&reader)?)));
        }
        let term = path_parameter(parts, hub, "term").await?;
        let term = if parts.method == Method::DELETE {
            term::to_show(&term).ok_or(Error::UnknownTerm)?
        } else {
            term::to_hide(&term).map_err(Error::MalformedTerm)?
        };
        Ok(Self(Hideable::Term(term.to_owned())))
    }
}

/// What an administrator wants hidden or shown again, and why.
pub struct Order {
    hub: SharedHub,
    by: Administrator,
    space: InSpace,
    what: Hideable,
    why: Why,
}

impl FromRequest<SharedHub> for Order {
    type Rejection = Error;

    async fn from_request(request: Request, hub: &SharedHub) -> Result<Self, Error> {
        let (mut parts, body) = request.into_parts();
        let by = Administrator::from_request_parts(&mut parts, hub).await?;
        let space = InSpace::from_request_parts(&mut parts, hub).await?;
        let What(what) = What::from_request_parts(&mut parts, hub).await?;
        let request = Request::from_parts(parts, body);
        let OptionalJson(why) = OptionalJson::<Why>::from_request(request, hub).await?;
        if why.reason.chars().count() > MAX_REASON {
            return Err(Error::TextTooLong("reason", MAX_REASON));
        }
        let hub = SharedHub::clone(hub);
        Ok(Self {
            hub,
            by,
            space,
            what,
            why,
        })
    }
}

impl Order {
    async fn carry_out(self, hide: bool) -> Answer<Entry> {
        let action = Action {
            space: self.space.index,
            space_name: self.space.id.to_string(),
            what: self.what,
            hide,
            actor: self.by.actor(&self.hub, &self.space.id),
            reason: self.why.reason,
            at: unix_seconds(),
        };
        answer(self.hub.store.act(action).await?.into())
    }
}

/// Hides a post
#[utoipa::path(
    put, path = "/admin/spaces/{space}/posts/{post}/hidden", tag = "administration",
    request_body(content = Option<Why>),
    responses((status = 200, description = "It is done, and in the log", body = Entry)),
    security(("token" = []))
)]
pub async fn hide_post(order: Order) -> Answer<Entry> {
    order.carry_out(true).await
}

/// Shows a post again
#[utoipa::path(
    delete, path = "/admin/spaces/{space}/posts/{post}/hidden", tag = "administration",
    request_body(content = Option<Why>),
    responses((status = 200, description = "It is done, and in the log", body = Entry)),
    security(("token" = []))
)]
pub async fn show_post(order: Order) -> Answer<Entry> {
    order.carry_out(false).await
}

/// Hides a term
#[utoipa::path(
    put, path = "/admin/spaces/{space}/terms/{term}/hidden", tag = "administration",
    request_body(content = Option<Why>),
    responses((status = 200, description = "It is done, and in the log", body = Entry)),
    security(("token" = []))
)]
pub async fn hide_term(order: Order) -> Answer<Entry> {
    order.carry_out(true).await
}

/// Shows a term again
#[utoipa::path(
    delete, path = "/admin/spaces/{space}/terms/{term}/hidden", tag = "administration",
    request_body(content = Option<Why>),
    responses((status = 200, description = "It is done, and in the log", body = Entry)),
    security(("token" = []))
)]
pub async fn show_term(order: Order) -> Answer<Entry> {
    order.carry_out(false).await
}

/// Hides a reader's ratings
#[utoipa::path(
    put, path = "/admin/spaces/{space}/readers/{reader}/hidden", tag = "administration",
    request_body(content = Option<Why>),
    responses((status = 200, description = "It is done, and in the log", body = Entry)),
    security(("token" = []))
)]
pub async fn hide_reader(order: Order) -> Answer<Entry> {
    order.carry_out(true).await
}

/// Shows a reader's ratings again
#[utoipa::path(
    delete, path = "/admin/spaces/{space}/readers/{reader}/hidden", tag = "administration",
    request_body(content = Option<Why>),
    responses((status = 200, description = "It is done, and in the log", body = Entry)),
    security(("token" = []))
)]
pub async fn show_reader(order: Order) -> Answer<Entry> {
    order.carry_out(false).await
}

/// What administrators did, the newest first
#[utoipa::path(
    get, path = "/admin/audit", tag = "administration",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100),
        ("before" = Option<i64>, Query, description = "Entries before this one only")
    ),
    responses((status = 200, description = "The log", body = Log)),
    security(("token" = []))
)]
pub async fn audit(State(hub): State<SharedHub>, _: Administrator, parts: Parts) -> Answer<Log> {
    let before = query_number(&parts, "before")?;
    let entries = hub.store.audit(before, how_many(&parts)?).await?;
    answer(Log {
        entries: entries.into_iter().map(Entry::from).collect(),
    })
}

/// The readers of a space who rated most
#[utoipa::path(
    get, path = "/admin/spaces/{space}/readers", tag = "administration",
    params(("limit" = Option<u32>, Query, minimum = 1, maximum = 100)),
    responses((status = 200, description = "The readers", body = ActiveReaders)),
    security(("token" = []))
)]
pub async fn readers(
    State(hub): State<SharedHub>,
    _: Administrator,
    space: InSpace,
    parts: Parts,
) -> Answer<ActiveReaders> {
    let readers = hub.store.active_readers(space.index, how_many(&parts)?);
    let readers = readers.await?.into_iter().map(ActiveReader::from);
    answer(ActiveReaders {
        readers: readers.collect(),
    })
}

fn how_many(parts: &Parts) -> Result<u32, Error> {
    let asked = query_number(parts, "limit")?.unwrap_or(DEFAULT_ENTRIES);
    if (1..=MAX_ENTRIES).contains(&asked) {
        Ok(asked)
    } else {
        Err(Error::MalformedQuery("'limit' is 1 to 100"))
    }
}
