//! `/v1/spaces/{space}/posts/{post}/rating`: what one reader says about one post.
//!
//! Both methods may be repeated for ever without changing more than the first time did. A request that says
//! which of its sender's it is (`Groundswell-Order`) changes nothing if a later one of them came first: what
//! a network held back does not undo what the reader said since. Of two senders, and of requests that say
//! nothing of the kind, whichever comes last counts.

use axum::Json as JsonAnswer;
use axum::extract::State;
use axum::http::HeaderName;
use axum::http::header::CACHE_CONTROL;
use groundswell_protocol::{PostId, RatingValue, Tally};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::extract::{AtPost, Json, Ordered};
use super::openapi::{Counts, Order, Post};
use crate::client_address::ClientAddress;
use crate::clock::Hour;
use crate::error::Error;
use crate::hub::{Hub, SharedHub};
use crate::identity::Reader;
use crate::store::{Judgement, Stamp};

/// What a reader sends.
#[derive(Deserialize, ToSchema)]
pub struct Rating {
    /// 1 in a space of kind `useful`, -1 or 1 in one of kind `updown`, 1 to 5 in one of kind `stars`.
    #[schema(minimum = -1, maximum = 5)]
    value: i64,
}

/// What they get: the post as it stands now.
#[derive(Serialize, ToSchema)]
pub struct Rated {
    #[schema(value_type = Post)]
    post: PostId,
    #[schema(value_type = Counts)]
    tally: Tally,
    /// Ratings that nobody vouches for, where others are vouched for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Counts>)]
    unverified: Option<Tally>,
    /// This reader's rating now: another than was asked for where a later request of the sender came first.
    mine: Option<i8>,
    /// The number of the change that made the tally so, to be compared with those of the stream.
    seq: u64,
}

type Answer = ([(HeaderName, &'static str); 1], JsonAnswer<Rated>);

/// Sets this reader's rating
#[utoipa::path(
    put, path = "/spaces/{space}/posts/{post}/rating", tag = "reader",
    params(("Groundswell-Order" = inline(Option<Order>), Header)),
    request_body = Rating,
    responses((status = 200, description = "The rating, or a later one, is on disk", body = Rated)),
    security(("token" = []))
)]
pub async fn set(
    State(hub): State<SharedHub>,
    at: AtPost,
    from: ClientAddress,
    reader: Reader,
    order: Ordered,
    Json(rating): Json<Rating>,
) -> Result<Answer, Error> {
    let value = RatingValue::new(at.space.kind, rating.value).map_err(Error::ValueOutOfRange)?;
    rate(&hub, &at, from, reader, order, Some(value)).await
}

/// Takes this reader's rating back
#[utoipa::path(
    delete, path = "/spaces/{space}/posts/{post}/rating", tag = "reader",
    params(("Groundswell-Order" = inline(Option<Order>), Header)),
    responses((status = 200, description = "No rating, or a later one, is on disk", body = Rated)),
    security(("token" = []))
)]
pub async fn remove(
    State(hub): State<SharedHub>,
    at: AtPost,
    from: ClientAddress,
    reader: Reader,
    order: Ordered,
) -> Result<Answer, Error> {
    rate(&hub, &at, from, reader, order, None).await
}

async fn rate(
    hub: &Hub,
    at: &AtPost,
    from: ClientAddress,
    reader: Reader,
    Ordered(order): Ordered,
    value: Option<RatingValue>,
) -> Result<Answer, Error> {
    hub.gate.rating(reader, from.prefix(), at.space.index)?;
    let stamp = order.map(|order| Stamp {
        sender: hub.identity.sender(&at.space.id, reader, order.sender),
        number: order.number.cast_signed(),
    });
    let judgement = Judgement {
        place: at.place,
        reader: hub.identity.hash(&at.space.id, reader),
        verified: reader.verified,
        value,
        stamp,
        now: Hour::now(),
    };
    let judged = hub.store.rate(judgement).await?;
    let shown = hub.show(&judged.counted);
    let rated = Rated {
        post: at.place.post,
        tally: shown.tally.ok_or(Error::PostHidden)?,
        unverified: shown.unverified,
        mine: judged.mine.map(RatingValue::get),
        seq: judged.counted.changed,
    };
    Ok(([(CACHE_CONTROL, "no-store")], JsonAnswer(rated)))
}
