//! `/v1/spaces/{space}/tallies`: how a page's posts stand, and what this reader said about them.

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use groundswell_protocol::{RatingValue, Tally};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::extract::{InSpace, PostsToRead};
use crate::error::Error;
use crate::hub::SharedHub;
use crate::reader::AnyReader;

#[derive(Serialize)]
struct Tallies {
    tallies: Vec<Tally>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mine: Option<Vec<Option<i8>>>,
}

pub async fn list(
    State(hub): State<SharedHub>,
    space: InSpace,
    AnyReader(reader): AnyReader,
    PostsToRead(posts): PostsToRead,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let mut mine = None;
    if let Some(reader) = reader {
        let hash = hub.credentials.hash(&space.id, reader);
        let own = hub.store.own(space.index, hash, &posts).await?;
        let values = own.into_iter().map(|value| value.map(RatingValue::get));
        mine = Some(values.collect());
    }
    let counted = hub.store.tallies(space.index, &posts);
    let tally = |counted: Option<crate::store::Counted>| counted.unwrap_or_default().tally;
    let body = serde_json::to_vec(&Tallies {
        tallies: counted.into_iter().map(tally).collect(),
        mine,
    });
    let body = body.map_err(|error| Error::Internal(error.to_string()))?;
    Ok(answer(&headers, body))
}

/// The body, or only the news that it is the one the client has.
fn answer(asked: &HeaderMap, body: Vec<u8>) -> Response {
    let digest: [u8; 32] = Sha256::digest(&body).into();
    let digest = digest
        .first_chunk::<12>()
        .map_or_else(String::new, |head| URL_SAFE_NO_PAD.encode(head));
    let etag = format!("\"{digest}\"");
    let known = asked.get_all(IF_NONE_MATCH).iter();
    let mut known = known
        .filter_map(|value| value.to_str().ok())
        .flat_map(|v| v.split(','));
    let headers = [
        // Kept, but asked about each time: what anybody may see differs from what a reader may.
        (CACHE_CONTROL, "no-cache".to_owned()),
        (VARY, "Authorization".to_owned()),
        (ETAG, etag.clone()),
    ];
    if known.any(|known| known.trim().trim_start_matches("W/") == etag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, [(CONTENT_TYPE, "application/json")], body).into_response()
}
