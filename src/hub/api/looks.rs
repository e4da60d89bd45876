//! `/v1/spaces/{space}/looks`: posts that a reader had on their screen.

use axum::extract::State;
use axum::http::StatusCode;
use groundswell_protocol::PostId;
use serde::Deserialize;

use super::MAX_POSTS_PER_READ;
use super::extract::{InSpace, Json};
use crate::clock::Hour;
use crate::error::Error;
use crate::hub::SharedHub;
use crate::reader::Reader;
use crate::store::Looks;

/// What a reader sends.
#[derive(Deserialize)]
pub struct Seen {
    posts: Vec<PostId>,
}

pub async fn add(
    State(hub): State<SharedHub>,
    space: InSpace,
    reader: Reader,
    Json(seen): Json<Seen>,
) -> Result<StatusCode, Error> {
    if seen.posts.len() > MAX_POSTS_PER_READ {
        return Err(Error::TooManyPostsToRead);
    }
    let now = Hour::now();
    let mark = |post: PostId| {
        let mark = hub.credentials.mark(&space.id, reader, post, now.day());
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
