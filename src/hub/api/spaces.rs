//! `/v1/spaces/{space}`: what a widget must know before it shows its controls.

use axum::Json;
use axum::extract::State;
use groundswell_protocol::{RatingKind, SpaceId};
use serde::Serialize;

use super::extract::InSpace;
use crate::hub::SharedHub;

/// A space as the widget sees it.
#[derive(Serialize)]
pub struct SpaceView {
    space: SpaceId,
    rating: RatingKind,
    /// Terms that an administrator took out of the space's clouds.
    hidden_terms: Vec<String>,
}

pub async fn show(State(hub): State<SharedHub>, space: InSpace) -> Json<SpaceView> {
    Json(SpaceView {
        hidden_terms: hub.store.hidden_terms(space.index),
        space: space.id,
        rating: space.kind,
    })
}
