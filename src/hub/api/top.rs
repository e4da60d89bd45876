//! `/v1/spaces/{space}/top`: the posts of a whole space in the order of one reader and day.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderName;
use axum::http::header::{CACHE_CONTROL, VARY};
use axum::http::request::Parts;
use groundswell_protocol::{PostId, RatingKind, Tally};
use groundswell_rank::{Candidate, Evidence, HalfLife, Prior, Seed, goodness, order};
use serde::Serialize;
use utoipa::ToSchema;

use super::MAX_POSTS_PER_READ;
use super::extract::{InSpace, query_number};
use super::openapi::{Counts, Post};
use super::view::Shown;
use crate::client_address::ClientAddress;
use crate::clock::Hour;
use crate::error::Error;
use crate::hub::{Hub, SharedHub};
use crate::identity::AnyReader;
use crate::store::Standing;

/// Posts in an answer where no number is asked for.
const DEFAULT_POSTS: usize = 20;

/// Most posts that are ordered: of a larger space those that changed last.
pub const MAX_CANDIDATES: usize = 50_000;

/// From so many raters on a post's figures are shown to the whole space. With fewer, whoever knows the
/// others would know what the last one said.
pub const MIN_RATERS: u32 = 5;

/// Posts, the first place first.
#[derive(Serialize, ToSchema)]
pub struct Top {
    posts: Vec<Place>,
    /// Every change up to this number had its part in the order.
    seq: u64,
}

/// A post and, where enough readers rated it, what they said.
#[derive(Serialize, ToSchema)]
pub struct Place {
    #[schema(value_type = Post)]
    post: PostId,
    looks: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Counts>)]
    tally: Option<Tally>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Counts>)]
    unverified: Option<Tally>,
    /// The share of those who saw it that found it good, or the mean of its stars from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<f64>,
    /// The share is hardly less than this (2.5 %).
    #[serde(skip_serializing_if = "Option::is_none")]
    low: Option<f64>,
    /// The share is hardly more than this (2.5 %).
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<f64>,
}

type Answer = ([(HeaderName, &'static str); 2], Json<Top>);

/// The posts of a space in the order of this reader and day
#[utoipa::path(
    get, path = "/spaces/{space}/top", tag = "reader",
    params(("limit" = Option<u32>, Query, minimum = 1, maximum = 100)),
    responses((status = 200, description = "The posts, the first place first", body = Top)),
    security((), ("token" = []))
)]
pub async fn list(
    State(hub): State<SharedHub>,
    space: InSpace,
    from: ClientAddress,
    AnyReader(reader): AnyReader,
    parts: Parts,
) -> Result<Answer, Error> {
    hub.gate.read(from.prefix())?;
    let asked = query_number(&parts, "limit")?.unwrap_or(DEFAULT_POSTS);
    if !(1..=MAX_POSTS_PER_READ).contains(&asked) {
        return Err(Error::MalformedQuery("'limit' is 1 to 100"));
    }
    let now = Hour::now();
    let seed = Seed::new(hub.identity.order(&space.id, reader, now.day()));
    // All posts of a space, and some chance for each: not on a thread that others wait for.
    let drawn = tokio::task::spawn_blocking(move || draw(&hub, &space, seed, now, asked));
    let top = drawn.await;
    let top = top.map_err(|error| Error::Internal(error.to_string()))?;
    let headers = [(CACHE_CONTROL, "no-store"), (VARY, "Authorization")];
    Ok((headers, Json(top)))
}

/// A post with what counts of it.
struct Known {
    post: PostId,
    shown: Shown,
    tally: Tally,
    standing: Standing,
}

fn draw(hub: &Hub, space: &InSpace, seed: Seed, now: Hour, asked: usize) -> Top {
    // The number first: a change in between is then in the order without being claimed.
    let seq = hub.store.sequence();
    let known = posts(hub, space);
    let half_life = space.half_life();
    let candidates: Vec<Candidate> = known
        .iter()
        .map(|known| Candidate {
            post: u128::from_be_bytes(*known.post.as_bytes()),
            evidence: evidence(space.kind, &known.tally, known.standing.looks),
            factor: half_life.factor(now.seconds_since(known.standing.born)),
        })
        .collect();
    let prior = Prior::of(candidates.iter().map(|candidate| candidate.evidence));
    let first = order(&candidates, &prior, seed).into_iter().take(asked);
    let place = |index: usize| {
        let evidence = candidates.get(index)?.evidence;
        Some(Place::new(known.get(index)?, evidence, &prior))
    };
    Top {
        posts: first.filter_map(place).collect(),
        seq,
    }
}

fn posts(hub: &Hub, space: &InSpace) -> Vec<Known> {
    let mut known = Vec::new();
    hub.store.each(space.index, &mut |post, standing| {
        let shown = hub.show(&standing.counted);
        if let Some(tally) = shown.tally {
            known.push(Known {
                post,
                shown,
                tally,
                standing: *standing,
            });
        }
    });
    if known.len() > MAX_CANDIDATES {
        let last_first = |known: &Known| std::cmp::Reverse(known.standing.counted.changed);
        known.select_nth_unstable_by_key(MAX_CANDIDATES, last_first);
        known.truncate(MAX_CANDIDATES);
    }
    known
}

/// What a tally says in the terms of the order.
fn evidence(kind: RatingKind, tally: &Tally, looks: u32) -> Evidence {
    match kind {
        RatingKind::Useful => Evidence::useful(tally.count(1), looks),
        RatingKind::UpDown => Evidence::updown(tally.count(1), tally.count(-1), looks),
        RatingKind::Stars => {
            Evidence::stars([1, 2, 3, 4, 5].map(|stars| tally.count(stars)), looks)
        }
    }
}

impl Place {
    fn new(known: &Known, evidence: Evidence, prior: &Prior) -> Self {
        let told = |tally: &Tally| tally.raters() >= MIN_RATERS;
        let tally = Some(known.tally).filter(told);
        let goodness = tally.map(|_| goodness(evidence, prior));
        Self {
            post: known.post,
            looks: known.standing.looks,
            tally,
            unverified: known.shown.unverified.filter(told),
            share: goodness.map(|goodness| goodness.share),
            low: goodness.map(|goodness| goodness.low),
            high: goodness.map(|goodness| goodness.high),
        }
    }
}

impl InSpace {
    fn half_life(&self) -> HalfLife {
        let days = self.half_life_days.map(f64::from);
        days.map_or(HalfLife::NONE, |days| HalfLife::seconds(days * 86_400.0))
    }
}
