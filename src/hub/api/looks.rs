//! `/v1/spaces/{space}/looks`: posts that a reader had on their screen.

use axum::extract::State;
use axum::http::StatusCode;
use groundswell_protocol::PostId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::MAX_POSTS_PER_READ;
use super::extract::{InSpace, Json};
use super::openapi::Post;
use crate::client_address::ClientAddress;
use crate::clock::Hour;
use crate::error::Error;
use crate::hub::SharedHub;
use crate::identity::Reader;
use crate::store::Looks;

/// What a reader sends.
#[derive(Deserialize, ToSchema)]
pub struct Seen {
    #[schema(value_type = Vec<Post>, max_items = 100)]
    posts: Vec<PostId>,
}

/// Counts looks, one of a reader, post and day
#[utoipa::path(
    post, path = "/spaces/{space}/looks", tag = "reader",
    request_body = Seen,
    responses((status = 204, description = "The looks are counted")),
    security(("token" = []))
)]
pub async fn add(
    State(hub): State<SharedHub>,
    space: InSpace,
    from: ClientAddress,
    reader: Reader,
    Json(seen): Json<Seen>,
) -> Result<StatusCode, Error> {
    if seen.posts.len() > MAX_POSTS_PER_READ {
        return Err(Error::TooManyPostsToRead);
    }
    hub.gate.looks(reader, from.prefix())?;
    let now = Hour::now();
    let mark = |post: PostId| {
        let mark = hub.identity.mark(&space.id, reader, post, now.day());
        (post, mark)
    };
    let posts = seen.posts.into_iter().map(mark).collect();
    let looks = Looks {
        space: space.index,
        posts,
        now,
    };
    hub.store.look(looks).await?;
    Ok(StatusCode::NO_CONTENT)
}
