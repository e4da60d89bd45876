//! What can go wrong with a request, and the problem document (RFC 9457) that says so.
//!
//! A reader is told what they can act on. What only the operator can act on goes to the log, inside
//! the request's span, and so under the request id that the answer carries.

use std::time::Duration;

use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use groundswell_protocol::ValueError;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::{MAX_BODY, MAX_POSTS_PER_READ, MAX_POSTS_PER_STREAM};
use crate::identity::VERIFIED_LIFE;
use crate::store::MAX_HIDDEN_TERMS;
use crate::term::MAX_TERM;

/// How long a client that met a full hub should stay away.
const RETRY: Duration = Duration::from_secs(2);

/// Why a request was not answered as asked.
#[derive(Debug)]
pub enum Error {
    /// Nothing lives at this path.
    UnknownPath,
    /// The path is known, the method is not.
    MethodNotAllowed,
    /// The hub has no space of this name.
    UnknownSpace,
    /// The text is no post's identity.
    UnknownPost,
    /// A query parameter is absent or cannot be read.
    MalformedQuery(&'static str),
    /// The header that says which of its sender's requests this is cannot be read.
    MalformedOrder,
    /// One read asks for more than [`MAX_POSTS_PER_READ`].
    TooManyPostsToRead,
    /// One stream asks for more than [`MAX_POSTS_PER_STREAM`].
    TooManyPostsToStream,
    /// The body is not the JSON that this path takes.
    MalformedJson(String),
    /// The body is not declared as JSON.
    NotJson,
    /// The body is longer than [`MAX_BODY`].
    BodyTooLarge,
    /// The body stopped before its end.
    BodyInterrupted,
    /// The number is no rating of the space's kind.
    ValueOutOfRange(ValueError),
    /// No credential, or one that this hub did not issue.
    NoCredential,
    /// The hub takes no readers whom nobody vouches for.
    SignOnRequired,
    /// A page's token that the hub does not take.
    PageTokenRefused,
    /// The header that names the reader, from somebody who is not the proxy.
    UntrustedProxyHeader,
    /// The header that names the reader, with a name that nobody has.
    MalformedProxyHeader,
    /// A page of this origin may not ask this.
    ForbiddenOrigin,
    /// The text is no reader's hash.
    UnknownReader,
    /// Nobody in the space signs on under the name.
    NobodyOfThatName,
    /// The text cannot have been hidden as a term.
    UnknownTerm,
    /// No widget could hide the text as a term, for this reason.
    MalformedTerm(&'static str),
    /// Not an administrator.
    NotAdministrator,
    /// As many terms are hidden as can be.
    TooManyTerms,
    /// A text is longer than its limit.
    TextTooLong(&'static str, usize),
    /// So many requests of one reader, network or space at once; how long to wait.
    TooManyRequests(Duration),
    /// Neither a token nor our own header: a form or link of a foreign page could have sent it.
    ForbiddenRequest,
    /// An administrator hid the post.
    PostHidden,
    /// The post takes no more ratings.
    PostSealed,
    /// More ratings are waiting to be stored than the hub will hold.
    Busy,
    /// As many streams are open as the hub allows.
    TooManyStreams,
    /// The disk has no room for one more rating.
    StorageFull,
    /// The store could not do its work. The text is for the log.
    Storage(String),
    /// The hub itself failed. The text is for the log.
    Internal(String),
}

/// In the extensions of a refusal's answer: its name, for the figures.
#[derive(Clone, Copy, Debug)]
pub struct Refusal(pub &'static str);

/// What went wrong (RFC 9457).
#[derive(Serialize, ToSchema)]
pub struct Problem {
    /// Names the kind of problem: `/problems/unknown-post`.
    r#type: String,
    /// The kind of problem, for people.
    #[schema(value_type = String)]
    title: &'static str,
    /// The status of the answer.
    status: u16,
    /// What it was this time.
    detail: String,
}

impl Error {
    /// Status, the last part of the problem's type, and its title.
    fn kind(&self) -> (StatusCode, &'static str, &'static str) {
        use StatusCode as S;
        match self {
            Self::UnknownPath => (S::NOT_FOUND, "unknown-path", "Nothing is here"),
            Self::MethodNotAllowed => (
                S::METHOD_NOT_ALLOWED,
                "method-not-allowed",
                "This cannot be done here",
            ),
            Self::UnknownSpace => (S::NOT_FOUND, "unknown-space", "No such space"),
            Self::UnknownPost => (S::NOT_FOUND, "unknown-post", "No such post"),
            Self::MalformedQuery(_) => (S::BAD_REQUEST, "malformed-query", "The query is wrong"),
            Self::MalformedOrder => (S::BAD_REQUEST, "malformed-order", "The order is wrong"),
            Self::TooManyPostsToRead | Self::TooManyPostsToStream => {
                (S::BAD_REQUEST, "too-many-posts", "Too many posts at once")
            }
            Self::MalformedJson(_) => (S::BAD_REQUEST, "malformed-json", "The JSON is wrong"),
            Self::BodyInterrupted => (S::BAD_REQUEST, "body-interrupted", "The body broke off"),
            Self::NotJson => (
                S::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "The body is not JSON",
            ),
            Self::BodyTooLarge => (
                S::PAYLOAD_TOO_LARGE,
                "body-too-large",
                "The body is too large",
            ),
            Self::ValueOutOfRange(_) => (
                S::UNPROCESSABLE_ENTITY,
                "value-out-of-range",
                "No such rating",
            ),
            Self::NoCredential => (
                S::UNAUTHORIZED,
                "credential-required",
                "The hub does not know who is rating",
            ),
            Self::SignOnRequired => (
                S::UNAUTHORIZED,
                "sign-on-required",
                "Readers sign on here before they rate",
            ),
            Self::PageTokenRefused => (
                S::UNAUTHORIZED,
                "page-token-refused",
                "The page's token is not taken",
            ),
            Self::UntrustedProxyHeader => (
                S::BAD_REQUEST,
                "untrusted-proxy-header",
                "The request names its reader and may not",
            ),
            Self::MalformedProxyHeader => (
                S::BAD_REQUEST,
                "malformed-proxy-header",
                "The name of the reader is wrong",
            ),
            Self::ForbiddenOrigin => (
                S::FORBIDDEN,
                "forbidden-origin",
                "Pages of this origin may not do this",
            ),
            Self::UnknownReader | Self::NobodyOfThatName => {
                (S::NOT_FOUND, "unknown-reader", "No such reader")
            }
            Self::UnknownTerm => (S::NOT_FOUND, "unknown-term", "No such term"),
            Self::MalformedTerm(_) => (
                S::BAD_REQUEST,
                "malformed-term",
                "The term cannot be hidden",
            ),
            Self::NotAdministrator => (
                S::FORBIDDEN,
                "administrators-only",
                "Only administrators may do this",
            ),
            Self::TooManyTerms => (S::CONFLICT, "too-many-terms", "Too many terms are hidden"),
            Self::TextTooLong(..) => (
                S::UNPROCESSABLE_ENTITY,
                "text-too-long",
                "The text is too long",
            ),
            Self::TooManyRequests(_) => (
                S::TOO_MANY_REQUESTS,
                "too-many-requests",
                "Too many requests",
            ),
            Self::ForbiddenRequest => (
                S::FORBIDDEN,
                "forbidden-request",
                "The request does not say that it is meant",
            ),
            Self::PostHidden => (S::FORBIDDEN, "post-hidden", "The post is hidden"),
            Self::PostSealed => (
                S::FORBIDDEN,
                "post-sealed",
                "The post takes no more ratings",
            ),
            Self::Busy => (S::SERVICE_UNAVAILABLE, "busy", "The hub is busy"),
            Self::StorageFull => (
                S::INSUFFICIENT_STORAGE,
                "storage-full",
                "The hub has no room for ratings",
            ),
            Self::TooManyStreams => (
                S::SERVICE_UNAVAILABLE,
                "too-many-streams",
                "Too many open streams",
            ),
            Self::Storage(_) => (
                S::SERVICE_UNAVAILABLE,
                "storage-unavailable",
                "The hub cannot store or read ratings just now",
            ),
            Self::Internal(_) => (
                S::INTERNAL_SERVER_ERROR,
                "internal",
                "The hub made a mistake",
            ),
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::UnknownPath => "the hub serves nothing under this path".into(),
            Self::MethodNotAllowed => "the Allow header names the methods of this path".into(),
            Self::UnknownSpace => "the hub is not configured with a space of this name".into(),
            Self::UnknownPost => groundswell_protocol::ParsePostIdError.to_string(),
            Self::MalformedQuery(why) => (*why).into(),
            Self::MalformedOrder => groundswell_protocol::ParseRequestOrderError.to_string(),
            Self::TooManyPostsToRead => {
                format!("a read takes at most {MAX_POSTS_PER_READ} posts")
            }
            Self::TooManyPostsToStream => {
                format!("a stream takes at most {MAX_POSTS_PER_STREAM} posts")
            }
            Self::MalformedJson(why) => why.clone(),
            Self::NotJson => "send the body with 'Content-Type: application/json'".into(),
            Self::BodyTooLarge => format!("a body has at most {MAX_BODY} bytes"),
            Self::BodyInterrupted => "the connection ended before the body did".into(),
            Self::ValueOutOfRange(error) => error.to_string(),
            Self::NoCredential => {
                "send 'Authorization: Bearer' with a token from POST v1/readers".into()
            }
            Self::SignOnRequired => "sign on at this site, then rate".into(),
            Self::PageTokenRefused => "the operator finds why in the log".into(),
            Self::UntrustedProxyHeader => {
                "only the proxy of the site may send this header; the operator lists its network"
                    .into()
            }
            Self::MalformedProxyHeader => {
                "the proxy of the site sends the header once, with one name".into()
            }
            Self::ForbiddenOrigin => {
                "the operator allows an origin with the hub's option --origin; for the hub's own \
                 pages the proxy must pass the Host header on"
                    .into()
            }
            Self::UnknownReader => "a reader is 32 hexadecimal digits".into(),
            Self::NobodyOfThatName => {
                "nobody who signs on under this name is known in the space".into()
            }
            Self::UnknownTerm => format!("a term has 1 to {MAX_TERM} characters, none invisible"),
            Self::MalformedTerm(why) => format!("the term {why}"),
            Self::NotAdministrator => {
                format!(
                    "send 'Authorization: Bearer' with the hub's administration token, or ask from the \
                     hub's own site as a listed administrator who signed on less than {} hours ago",
                    VERIFIED_LIFE / 3_600
                )
            }
            Self::TooManyTerms => format!("a space hides at most {MAX_HIDDEN_TERMS} terms"),
            Self::TextTooLong(field, most) => {
                format!("'{field}' has at most {most} characters")
            }
            Self::TooManyRequests(wait) => {
                format!("nothing was stored; try again in {} s", seconds(*wait))
            }
            Self::ForbiddenRequest => {
                "send 'Authorization: Bearer' with a token, or 'Groundswell-Request: 1'".into()
            }
            Self::PostHidden => "an administrator of the space hid it".into(),
            Self::PostSealed => "it is so old that its ratings were closed".into(),
            Self::Busy => "nothing was stored; try again in a moment".into(),
            Self::StorageFull => {
                "nothing was stored; the operator has to make room on the disk".into()
            }
            Self::TooManyStreams => "read the tallies instead, and try again later".into(),
            Self::Storage(_) => "nothing was stored; the operator finds why in the log".into(),
            Self::Internal(_) => "the operator finds why in the log".into(),
        }
    }

    /// When the same request may succeed.
    fn retry_after(&self, status: StatusCode) -> Option<Duration> {
        match (self, status) {
            (Self::TooManyRequests(wait), _) => Some(*wait),
            (_, StatusCode::SERVICE_UNAVAILABLE | StatusCode::INSUFFICIENT_STORAGE) => Some(RETRY),
            _ => None,
        }
    }

    /// Says in the log what the answer does not say.
    fn log(&self) {
        match self {
            Self::Storage(why) => tracing::error!(why, "the store failed"),
            Self::Internal(why) => tracing::error!(why, "the hub failed"),
            Self::StorageFull => tracing::error!("the disk is full"),
            Self::Busy => tracing::warn!("the queue of ratings is full"),
            Self::MalformedProxyHeader => tracing::warn!("the proxy named a reader wrongly"),
            Self::TooManyStreams => tracing::warn!("no stream is free"),
            _ => tracing::debug!(?self, "refused"),
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        self.log();
        let (status, name, title) = self.kind();
        let problem = Problem {
            r#type: format!("/problems/{name}"),
            title,
            status: status.as_u16(),
            detail: self.detail(),
        };
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (status, body).into_response();
        response.extensions_mut().insert(Refusal(name));
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if let Some(wait) = self.retry_after(status) {
            headers.insert(RETRY_AFTER, seconds(wait).into());
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// Whole seconds, never too few.
fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

/// A 405 that names what can be done instead.
pub fn method_not_allowed(allow: &'static str) -> Response {
    let mut response = Error::MethodNotAllowed.into_response();
    response
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static(allow));
    response
}
