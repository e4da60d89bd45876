//! `/v1/spaces/{space}`: what a widget must know before it shows its controls.

use axum::Json;
use axum::extract::State;
use groundswell_protocol::{RatingKind, SpaceId, TallyDisplay};
use serde::Serialize;
use utoipa::ToSchema;

use super::extract::InSpace;
use crate::error::Error;
use crate::hub::SharedHub;
use crate::identity::Ways;

/// A space as the widget sees it.
#[derive(Serialize, ToSchema)]
pub struct SpaceView {
    #[schema(value_type = String)]
    space: SpaceId,
    /// `useful`, `updown` or `stars`.
    #[schema(value_type = String)]
    rating: RatingKind,
    /// When readers see how others rated: `always` or `after-rating`.
    #[schema(value_type = String)]
    tallies: TallyDisplay,
    /// How readers may sign on.
    sign_on: Ways,
    /// Words that tell no subject in the space's clouds; an entry may have several with commas between.
    stop_words: Vec<String>,
    /// What means the same in the space's clouds: `VPN = Virtual Private Network`. What stands first is shown.
    synonyms: Vec<String>,
    /// Terms that an administrator took out of the space's clouds.
    hidden_terms: Vec<String>,
}

/// How a space is rated
#[utoipa::path(
    get, path = "/spaces/{space}", tag = "reader",
    responses((status = 200, description = "The space", body = SpaceView))
)]
pub async fn show(State(hub): State<SharedHub>, space: InSpace) -> Result<Json<SpaceView>, Error> {
    let (_, settings) = hub.spaces.find(space.id.as_str())?;
    Ok(Json(SpaceView {
        tallies: settings.tallies,
        stop_words: settings.stop_words.clone(),
        synonyms: settings.synonyms.clone(),
        hidden_terms: hub.store.hidden_terms(space.index),
        sign_on: hub.identity.ways(),
        space: space.id,
        rating: space.kind,
    }))
}
