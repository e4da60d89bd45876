//! `/v1/readers`: a session for a reader who has none, or one that lasts longer.

use axum::Json;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

use crate::client_address::ClientAddress;
use crate::error::Error;
use crate::hub::{Hub, SharedHub};
use crate::identity::Session;

/// The credential, once and only here.
#[derive(Serialize, ToSchema)]
pub struct Issued {
    token: String,
    /// Whether somebody vouches for the reader.
    verified: bool,
    /// When the token is of no more use, in seconds since 1970.
    expires: u64,
}

impl Issued {
    /// The credential for a session.
    pub fn new(hub: &Hub, session: &Session) -> Self {
        Self {
            token: hub.identity.token(session),
            verified: session.reader.verified,
            expires: session.expires,
        }
    }
}

type Created = (StatusCode, [(HeaderName, &'static str); 1], Json<Issued>);

/// A session, new or renewed
///
/// For whomever the request names by a page's token, by the signing-on proxy or by a session that is still
/// good; else for a new anonymous reader, where the hub takes such.
#[utoipa::path(
    post, path = "/readers", tag = "reader",
    responses((status = 201, description = "A credential", body = Issued)),
    security((), ("token" = []))
)]
pub async fn create(
    State(hub): State<SharedHub>,
    from: ClientAddress,
    parts: Parts,
) -> Result<Created, Error> {
    hub.gate.read(from.prefix())?;
    let session = match hub.identity.sign_on(&parts)? {
        Some(session) => session,
        None => {
            let session = hub.identity.newcomer()?;
            hub.gate.new_reader(from.prefix())?;
            session
        }
    };
    let headers = [(CACHE_CONTROL, "no-store")];
    let issued = Issued::new(&hub, &session);
    Ok((StatusCode::CREATED, headers, Json(issued)))
}
