//! `/v1/login`: a popup that goes to the provider and comes back with a session for the page that opened
//! it. The only pages that the hub makes itself.

use axum::extract::State;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, LOCATION, REFERRER_POLICY,
    SET_COOKIE, X_FRAME_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::percent_decode_str;
use serde::Serialize;

use super::readers::Issued;
use crate::client_address::ClientAddress;
use crate::clock::unix_seconds;
use crate::error::{Error, Problem};
use crate::hub::{Hub, SharedHub};
use crate::identity::{Arrival, LOGIN_COOKIE, Login, LoginError};

/// What the page that opened the popup is told.
#[derive(Serialize)]
struct SignedOn {
    r#type: &'static str,
    #[serde(flatten)]
    issued: Issued,
}

/// Sends a popup to the OpenID provider
///
/// Opened in a window, never fetched: a page learns the outcome from the window that comes back.
#[utoipa::path(
    get, path = "/login", tag = "reader",
    params(("origin" = String, Query, description = "The origin of the page that opens the window")),
    responses(
        (status = 303, description = "To the provider", headers(
            ("Location" = String),
            ("Set-Cookie" = String, description = "For the way there and back, and nothing else")
        )),
        (status = 403, description = "Pages of this origin may not do this",
            body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Readers do not sign on at a provider here",
            body = Problem, content_type = "application/problem+json"),
        (status = 502, description = "A page for the reader: the provider does not answer as it should",
            body = String, content_type = "text/html")
    )
)]
pub async fn begin(
    State(hub): State<SharedHub>,
    from: ClientAddress,
    parts: Parts,
) -> Result<Response, Error> {
    hub.gate.read(from.prefix())?;
    let login = hub.identity.login().ok_or(Error::UnknownPath)?;
    let origin = origin(&parts)?;
    if !login.is_own(&origin) && !hub.origins.allows(&origin) {
        return Err(Error::ForbiddenOrigin);
    }
    Ok(match login.begin(&origin, unix_seconds()).await {
        Ok(departure) => {
            let headers = [(LOCATION, departure.to), (SET_COOKIE, departure.cookie)];
            (
                StatusCode::SEE_OTHER,
                headers,
                [(CACHE_CONTROL, "no-store")],
            )
                .into_response()
        }
        Err(why) => not_signed_on(login, why),
    })
}

/// Takes the popup back, and hands the session to the page that opened it
///
/// Every page that it answers with ends the cookie.
#[utoipa::path(
    get, path = "/login/callback", tag = "reader",
    params(
        ("code" = Option<String>, Query, description = "What the provider gives the hub's token for"),
        ("state" = Option<String>, Query, description = "The question that this answers"),
        ("iss" = Option<String>, Query, description = "The provider"),
        ("error" = Option<String>, Query, description = "Why the provider signs nobody on"),
        ("groundswell-login" = Option<String>, Cookie, description = "As `/login` set it")
    ),
    responses(
        (status = 200, description = "A page that posts the session to its opener and closes: \
            `{type: 'groundswell:signed-on', token, verified, expires}`",
            body = String, content_type = "text/html",
            headers(("Set-Cookie" = String), ("Content-Security-Policy" = String))),
        (status = 400, description = "A page for the reader: nobody signed on",
            body = String, content_type = "text/html",
            headers(("Set-Cookie" = String), ("Content-Security-Policy" = String))),
        (status = 404, description = "Readers do not sign on at a provider here",
            body = Problem, content_type = "application/problem+json"),
        (status = 502, description = "A page for the reader: the provider does not answer as it should",
            body = String, content_type = "text/html",
            headers(("Set-Cookie" = String), ("Content-Security-Policy" = String)))
    )
)]
pub async fn finish(
    State(hub): State<SharedHub>,
    from: ClientAddress,
    parts: Parts,
) -> Result<Response, Error> {
    hub.gate.read(from.prefix())?;
    let login = hub.identity.login().ok_or(Error::UnknownPath)?;
    let query = parts.uri.query().unwrap_or_default();
    let arrival = login.finish(query, cookie(&parts.headers), unix_seconds());
    match arrival.await {
        Ok(arrival) => signed_on(&hub, login, &arrival),
        Err(why) => Ok(not_signed_on(login, why)),
    }
}

/// The page's origin, which the query names once.
fn origin(parts: &Parts) -> Result<String, Error> {
    let pairs = parts.uri.query().unwrap_or_default().split('&');
    let mut values = pairs.filter_map(|pair| pair.strip_prefix("origin="));
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(Error::MalformedQuery(
            "the query is '?origin=' with the page's origin, once",
        ));
    };
    let value = percent_decode_str(value).decode_utf8();
    let value = value.map_err(|_| Error::MalformedQuery("'?origin=' is no text"))?;
    Ok(value.into_owned())
}

/// The cookie's value, if there is one such cookie.
fn cookie(headers: &HeaderMap) -> Option<&str> {
    let lines = headers.get_all(COOKIE).iter();
    let mut values = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter_map(|(name, value)| (name == LOGIN_COOKIE).then_some(value));
    match (values.next(), values.next()) {
        (Some(value), None) => Some(value),
        _ => None,
    }
}

fn signed_on(hub: &Hub, login: &Login, arrival: &Arrival) -> Result<Response, Error> {
    let Some(session) = hub.identity.arrived(login, &arrival.subject) else {
        return Ok(not_signed_on(
            login,
            LoginError::Strange("the subject's name is unfit"),
        ));
    };
    let told = SignedOn {
        r#type: "groundswell:signed-on",
        issued: Issued::new(hub, &session),
    };
    let (told, origin) = (script_text(&told)?, script_text(&arrival.origin)?);
    let script = format!("if (opener) opener.postMessage({told}, {origin}); close()");
    let text = "You are signed on. You can close this window.";
    page(login, StatusCode::OK, text, &script)
}

fn not_signed_on(login: &Login, why: LoginError) -> Response {
    tracing::warn!(%why, "refused a login");
    let status = match why {
        LoginError::Provider(_) => StatusCode::BAD_GATEWAY,
        _ => StatusCode::BAD_REQUEST,
    };
    let text = "You are not signed on. Close this window and try again.";
    page(login, status, text, "").unwrap_or_else(Error::into_response)
}

/// A value as a script may have it inside a page: nothing in it can end the script.
fn script_text(value: &impl Serialize) -> Result<String, Error> {
    let json = serde_json::to_string(value).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(json
        .replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029"))
}

/// A page that does what `script` says and nothing else, and that nobody can frame.
fn page(login: &Login, status: StatusCode, text: &str, script: &str) -> Result<Response, Error> {
    let mut nonce = [0; 16];
    getrandom::fill(&mut nonce).map_err(|error| Error::Internal(error.to_string()))?;
    let nonce = URL_SAFE_NO_PAD.encode(nonce);
    // An empty icon: browsers would ask for one and complain that they may not.
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Groundswell</title>\
         <link rel=\"icon\" href=\"data:,\"><p>{text}</p>\
         <script nonce=\"{nonce}\">{script}</script></html>"
    );
    let policy = format!(
        "default-src 'none'; img-src data:; script-src 'nonce-{nonce}'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'"
    );
    let mut response = (status, html).into_response();
    let headers = response.headers_mut();
    let fixed = HeaderValue::from_static;
    headers.insert(CONTENT_TYPE, fixed("text/html; charset=utf-8"));
    headers.insert(CACHE_CONTROL, fixed("no-store"));
    headers.insert(REFERRER_POLICY, fixed("no-referrer"));
    headers.insert(X_FRAME_OPTIONS, fixed("DENY"));
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, policy),
        (SET_COOKIE, login.no_cookie()),
    ] {
        let value = HeaderValue::from_str(&value);
        headers.insert(
            name,
            value.map_err(|error| Error::Internal(error.to_string()))?,
        );
    }
    Ok(response)
}
