//! `/v1/spaces/{space}/tallies`: how a page's posts stand, and what this reader said about them.

use std::hash::BuildHasher as _;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use foldhash::quality::FixedState;
use groundswell_protocol::{RatingValue, Tally};
use serde::Serialize;
use utoipa::ToSchema;

use super::extract::{InSpace, PostsToRead};
use super::openapi::Counts;
use crate::client_address::ClientAddress;
use crate::error::Error;
use crate::hub::SharedHub;
use crate::identity::AnyReader;
use crate::store::Standing;

/// Bytes that the JSON of a full read seldom outgrows.
const BODY_LEN: usize = 2_048;

#[derive(Serialize, ToSchema)]
pub struct Tallies {
    /// In the order of the posts asked for; null of a hidden one.
    #[schema(value_type = Vec<Option<Counts>>)]
    tallies: Vec<Option<Tally>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Counts>>)]
    unverified: Option<Vec<Tally>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    looks: Option<Vec<u32>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mine: Option<Vec<Option<i8>>>,
    /// Every change up to this number is in the tallies.
    seq: u64,
}

/// How posts stand
#[utoipa::path(
    get, path = "/spaces/{space}/tallies", tag = "reader",
    params(
        ("posts" = String, Query, description = "Up to 100 posts, with commas between them",
         pattern = "^[A-Za-z0-9_-]{21}[AQgw](,[A-Za-z0-9_-]{21}[AQgw]){0,99}$"),
        ("looks" = Option<String>, Query, description = "`1` asks for the looks too"),
        ("If-None-Match" = Option<String>, Header, description = "The tallies that the client has")
    ),
    responses(
        (status = 200, description = "The tallies", body = Tallies,
         headers(("ETag" = String, description = "Stands for these tallies"))),
        (status = 304, description = "The tallies are those that the client has")
    ),
    security((), ("token" = []))
)]
pub async fn list(
    State(hub): State<SharedHub>,
    space: InSpace,
    from: ClientAddress,
    AnyReader(reader): AnyReader,
    PostsToRead { posts, looks }: PostsToRead,
    headers: HeaderMap,
) -> Result<Response, Error> {
    hub.gate.read(from.prefix())?;
    let mut mine = None;
    if let Some(reader) = reader {
        let hash = hub.identity.hash(&space.id, reader);
        let own = hub.store.own(space.index, hash, &posts).await?;
        let values = own.into_iter().map(|value| value.map(RatingValue::get));
        mine = Some(values.collect());
    }
    // The number first: a change in between is then in the tallies without being claimed.
    let seq = hub.store.sequence();
    let standings = hub.store.standings(space.index, &posts);
    let shown = standings.iter().map(|standing| {
        let counted = standing.map(|standing| standing.counted);
        hub.show(&counted.unwrap_or_default())
    });
    let (tallies, unverified): (Vec<_>, Vec<_>) =
        shown.map(|shown| (shown.tally, shown.unverified)).unzip();
    let any = unverified.iter().any(Option::is_some);
    let unverified = unverified.into_iter().map(Option::unwrap_or_default);
    let look_count = |standing: &Option<Standing>| match standing {
        Some(standing) if !standing.counted.hidden => standing.looks,
        _ => 0,
    };
    let tallies = Tallies {
        tallies,
        unverified: any.then(|| unverified.collect()),
        looks: looks.then(|| standings.iter().map(look_count).collect()),
        mine,
        seq,
    };
    answer(&headers, &tallies)
}

/// The tallies, or only the news that they are those the client has.
fn answer(asked: &HeaderMap, tallies: &Tallies) -> Result<Response, Error> {
    let etag = etag(tallies);
    let known = asked.get_all(IF_NONE_MATCH).iter();
    let mut known = known
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    let mut response = if known.any(|known| known.trim() == etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut body = Vec::with_capacity(BODY_LEN);
        serde_json::to_writer(&mut body, tallies)
            .map_err(|error| Error::Internal(error.to_string()))?;
        ([(CONTENT_TYPE, "application/json")], body).into_response()
    };
    let headers = response.headers_mut();
    // Kept, but asked about each time: what anybody may see differs from what a reader may.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(VARY, HeaderValue::from_static("Authorization"));
    let etag = HeaderValue::try_from(etag).map_err(|error| Error::Internal(error.to_string()))?;
    headers.insert(ETAG, etag);
    Ok(response)
}

/// Stands for the tallies and the reader's own ratings. Not for the number: it changes with every
/// rating of any post, and an older one is as true of the same tallies.
///
/// The tag tells one state of these posts from the next and guards nothing, so any good hash will do;
/// it is the same in every process of one version.
fn etag(tallies: &Tallies) -> String {
    let Tallies {
        tallies,
        unverified,
        looks,
        mine,
        seq: _,
    } = tallies;
    let hash = FixedState::default().hash_one((tallies, unverified, looks, mine));
    format!("W/\"{hash:016x}\"")
}
