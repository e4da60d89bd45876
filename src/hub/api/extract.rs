//! The parts of a request, parsed or refused with this hub's problem documents.

use std::borrow::Cow;
use std::str::FromStr;

use axum::body::{Bytes, HttpBody as _};
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::IntoResponse as _;
use groundswell_protocol::{PostId, RatingKind, RequestOrder, SpaceId};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use super::{MAX_POSTS_PER_READ, MAX_POSTS_PER_STREAM};
use crate::error::Error;
use crate::hub::SharedHub;
use crate::space::SpaceIndex;
use crate::store::Place;

/// Says which of its sender's requests this is. No body could, because taking something back has none; and
/// no query, which proxies write into their logs.
const ORDER: HeaderName = HeaderName::from_static(RequestOrder::HEADER);

/// The space that the path names.
pub struct InSpace {
    pub index: SpaceIndex,
    pub id: SpaceId,
    pub kind: RatingKind,
    pub half_life_days: Option<u32>,
}

impl FromRequestParts<SharedHub> for InSpace {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, hub: &SharedHub) -> Result<Self, Error> {
        let name = path_parameter(parts, hub, "space").await?;
        let (index, space) = hub.spaces.find(&name)?;
        Ok(Self {
            index,
            id: space.id.clone(),
            kind: space.kind,
            half_life_days: space.half_life_days,
        })
    }
}

/// The space and the post that the path names.
pub struct AtPost {
    pub space: InSpace,
    pub place: Place,
}

impl FromRequestParts<SharedHub> for AtPost {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, hub: &SharedHub) -> Result<Self, Error> {
        let space = InSpace::from_request_parts(parts, hub).await?;
        let text = path_parameter(parts, hub, "post").await?;
        let place = Place {
            space: space.index,
            post: text.parse().map_err(|_| Error::UnknownPost)?,
        };
        Ok(Self { space, place })
    }
}

/// One part of the path, decoded. A path that is no text in UTF-8 leads nowhere.
pub async fn path_parameter(
    parts: &mut Parts,
    hub: &SharedHub,
    name: &str,
) -> Result<String, Error> {
    let parameters = RawPathParams::from_request_parts(parts, hub).await;
    let parameters = parameters.map_err(|_| Error::UnknownPath)?;
    let mut parameters = parameters.iter();
    let found = parameters.find(|(key, _)| *key == name);
    found
        .map(|(_, value)| value.to_owned())
        .ok_or(Error::UnknownPath)
}

/// The posts of `?posts=ID,ID`, as many as one read takes.
pub struct PostsToRead {
    pub posts: Vec<PostId>,
    /// Whether `looks=1` asks for their looks too.
    pub looks: bool,
}

/// The posts of `?posts=ID,ID`, as many as one stream watches, and what the client knows of them.
pub struct PostsToStream {
    pub posts: Vec<PostId>,
    /// The number of the last change it was told; 0 is none. Larger than any where what it names is no
    /// number of this hub.
    pub since: u64,
}

impl FromRequestParts<SharedHub> for PostsToRead {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &SharedHub) -> Result<Self, Error> {
        let mut query = parts.uri.query().unwrap_or_default().split('&');
        Ok(Self {
            posts: posts(parts, MAX_POSTS_PER_READ, Error::TooManyPostsToRead)?,
            looks: query.any(|pair| pair == "looks=1"),
        })
    }
}

impl FromRequestParts<SharedHub> for PostsToStream {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &SharedHub) -> Result<Self, Error> {
        Ok(Self {
            posts: posts(parts, MAX_POSTS_PER_STREAM, Error::TooManyPostsToStream)?,
            since: since(parts)?,
        })
    }
}

/// A browser that comes back by itself names the last event it saw; `?since=` is what its page knew
/// before that.
fn since(parts: &Parts) -> Result<u64, Error> {
    if let Some(last) = parts.headers.get("last-event-id") {
        let last = last.to_str().ok().and_then(|last| last.parse().ok());
        return Ok(last.unwrap_or(u64::MAX));
    }
    let query = parts.uri.query().unwrap_or_default();
    let mut pairs = query.split('&');
    let Some(since) = pairs.find_map(|pair| pair.strip_prefix("since=")) else {
        return Ok(0);
    };
    let since = since.parse();
    since.map_err(|_| Error::MalformedQuery("'since=' is no number of a change"))
}

fn posts(parts: &Parts, most: usize, too_many: Error) -> Result<Vec<PostId>, Error> {
    let list = posts_parameter(parts.uri.query().unwrap_or_default())?;
    // Counted before anything is parsed: a long list costs its sender more than the hub.
    let count = 1 + list.bytes().filter(|byte| *byte == b',').count();
    if count > most {
        return Err(too_many);
    }
    // All are of one length, so that no comma need be looked for.
    let texts = list.as_bytes().chunks(PostId::TEXT_LEN + 1);
    let mut posts = Vec::with_capacity(count);
    for text in texts {
        let text = text.strip_suffix(b",").unwrap_or(text);
        posts.push(text.try_into().map_err(|_| Error::UnknownPost)?);
    }
    // A comma behind the last is one too many.
    (posts.len() == count)
        .then_some(posts)
        .ok_or(Error::UnknownPost)
}

/// The value of `posts`, decoded. Other parameters are for others.
fn posts_parameter(query: &str) -> Result<Cow<'_, str>, Error> {
    let mut values = query
        .split('&')
        .filter_map(|pair| pair.strip_prefix("posts="));
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(Error::MalformedQuery(
            "the query is '?posts=' with post ids, once",
        ));
    };
    if value.is_empty() {
        return Err(Error::MalformedQuery("'?posts=' names no post"));
    }
    // Some clients encode the commas. Decoding goes byte by byte, also where nothing is encoded.
    if !value.contains('%') {
        return Ok(value.into());
    }
    let value = percent_decode_str(value).decode_utf8();
    value.map_err(|_| Error::MalformedQuery("'?posts=' is no text"))
}

/// A number of the query; none where it is not asked for.
pub fn query_number<T: FromStr>(parts: &Parts, name: &str) -> Result<Option<T>, Error> {
    let mut pairs = parts.uri.query().unwrap_or_default().split('&');
    let value = pairs.find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    value
        .map(str::parse)
        .transpose()
        .map_err(|_| Error::MalformedQuery("a parameter is no number"))
}

/// Which of its sender's requests this is, where the sender keeps count.
pub struct Ordered(pub Option<RequestOrder>);

impl FromRequestParts<SharedHub> for Ordered {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &SharedHub) -> Result<Self, Error> {
        let mut values = parts.headers.get_all(ORDER).iter();
        let Some(value) = values.next() else {
            return Ok(Self(None));
        };
        let order = value.to_str().ok().filter(|_| values.next().is_none());
        let order = order.and_then(|order| order.parse().ok());
        order
            .map(|order| Self(Some(order)))
            .ok_or(Error::MalformedOrder)
    }
}

/// A body that is the JSON of `T`, or no body at all.
pub struct OptionalJson<T>(pub T);

impl<T: DeserializeOwned + Default> FromRequest<SharedHub> for OptionalJson<T> {
    type Rejection = Error;

    async fn from_request(request: Request, hub: &SharedHub) -> Result<Self, Error> {
        if request.body().is_end_stream() {
            return Ok(Self(T::default()));
        }
        Json::from_request(request, hub)
            .await
            .map(|Json(body)| Self(body))
    }
}

/// A body that is the JSON of `T` and nothing else.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<SharedHub> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, hub: &SharedHub) -> Result<Self, Error> {
        if !is_json(request.headers()) {
            return Err(Error::NotJson);
        }
        let body = Bytes::from_request(request, hub).await.map_err(|refusal| {
            match refusal.into_response().status() {
                StatusCode::PAYLOAD_TOO_LARGE => Error::BodyTooLarge,
                _ => Error::BodyInterrupted,
            }
        })?;
        // Serde would also take an array of the object's values, in order.
        if body.trim_ascii_start().first() != Some(&b'{') {
            return Err(Error::MalformedJson("the body is no JSON object".into()));
        }
        parse(&body).map(Self)
    }
}

/// What is wrong is told with the place of the field that it is wrong in.
fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut json);
    let value = value.map_err(|error| Error::MalformedJson(error.to_string()))?;
    json.end()
        .map_err(|error| Error::MalformedJson(error.to_string()))?;
    Ok(value)
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok());
    let essence = value.and_then(|value| value.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}
