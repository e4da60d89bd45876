//! `/v1/readers`: a credential for a reader who has none.

use axum::Json;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderName, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

use crate::client_address::ClientAddress;
use crate::clock::unix_seconds;
use crate::error::Error;
use crate::hub::SharedHub;

/// The credential, once and only here.
#[derive(Serialize, ToSchema)]
pub struct Issued {
    token: String,
}

type Created = (StatusCode, [(HeaderName, &'static str); 1], Json<Issued>);

/// A credential for a reader
#[utoipa::path(
    post, path = "/readers", tag = "reader",
    responses((status = 201, description = "A credential", body = Issued)),
    security((), ("token" = []))
)]
pub async fn create(State(hub): State<SharedHub>, from: ClientAddress) -> Result<Created, Error> {
    hub.gate.new_reader(from.prefix())?;
    let token = hub.credentials.issue(unix_seconds());
    let token = token.map_err(|error| Error::Internal(error.to_string()))?;
    let headers = [(CACHE_CONTROL, "no-store")];
    Ok((StatusCode::CREATED, headers, Json(Issued { token })))
}
