//! `/v1/spaces/{space}`: what a widget must know before it shows its controls.

use axum::Json;
use groundswell_protocol::{RatingKind, SpaceId};
use serde::Serialize;

use super::extract::InSpace;

/// A space as the widget sees it.
#[derive(Serialize)]
pub struct SpaceView {
    space: SpaceId,
    rating: RatingKind,
}

pub async fn show(space: InSpace) -> Json<SpaceView> {
    Json(SpaceView {
        space: space.id,
        rating: space.kind,
    })
}
