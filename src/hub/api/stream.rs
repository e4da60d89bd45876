//! `/v1/spaces/{space}/stream`: the tallies of posts, now and from now on, as server-sent events.

use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, HeaderName};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::{self, Stream};
use groundswell_protocol::{PostId, Tally};
use serde::Serialize;
use tokio::sync::OwnedSemaphorePermit;

use super::extract::{InSpace, PostsToStream};
use crate::client_address::ClientAddress;
use crate::error::Error;
use crate::feed::Subscription;
use crate::hub::SharedHub;
use crate::store::{Change, Place};

/// How long a browser waits before it opens a lost stream again.
const RETRY: Duration = Duration::from_secs(3);

/// Asks nginx and those who imitate it not to hold events back.
const ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

#[derive(Serialize)]
struct TallyEvent {
    post: PostId,
    tally: Option<Tally>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unverified: Option<Tally>,
    /// The event's id once more, where the page's script has it at hand.
    seq: u64,
}

/// How posts stand, and every change from now on
#[utoipa::path(
    get, path = "/spaces/{space}/stream", tag = "reader",
    params(
        ("posts" = String, Query, description = "Up to 200 posts, with commas between them",
         pattern = "^[A-Za-z0-9_-]{21}[AQgw](,[A-Za-z0-9_-]{21}[AQgw]){0,199}$"),
        ("since" = Option<u64>, Query, description = "The last change that the client knows"),
        ("Last-Event-ID" = Option<String>, Header, description = "The same, and wins over it")
    ),
    responses((status = 200, description = "Events named `tally`", content_type = "text/event-stream"))
)]
pub async fn open(
    State(hub): State<SharedHub>,
    space: InSpace,
    from: ClientAddress,
    PostsToStream(mut posts): PostsToStream,
) -> Result<Response, Error> {
    hub.gate.read(from.prefix())?;
    let permit = std::sync::Arc::clone(&hub.streams).try_acquire_owned();
    let permit = permit.map_err(|_| Error::TooManyStreams)?;
    posts.sort_unstable();
    posts.dedup();
    let place = |post: &PostId| Place {
        space: space.index,
        post: *post,
    };
    // Watch first, read second: a change in between comes twice and is told once. The other way round
    // it would not come at all.
    let subscription = hub.feed.subscribe(posts.iter().map(place).collect());
    let standings = hub.store.standings(space.index, &posts);
    let opening = posts.iter().map(place).zip(standings);
    // Change 0: seen, but never rated.
    let opening = opening.filter_map(|(place, standing)| {
        let counted = standing?.counted;
        (counted.changed > 0).then_some(Change { place, counted })
    });
    let watch = Watch::new(
        SharedHub::clone(&hub),
        opening.collect(),
        subscription,
        permit,
    );
    let events = watch.events();
    let keep_alive = KeepAlive::new()
        .interval(hub.limits.keep_alive)
        .text("keep-alive");
    let mut response = Sse::new(events).keep_alive(keep_alive).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(ACCEL_BUFFERING, HeaderValue::from_static("no"));
    Ok(response)
}

/// One open stream.
struct Watch {
    hub: SharedHub,
    waiting: VecDeque<Change>,
    /// The number of the change that was last told, for each post of which anything was.
    told: HashMap<Place, u64>,
    greeted: bool,
    subscription: Subscription,
    _permit: OwnedSemaphorePermit,
}

impl Watch {
    /// `opening` is the state that was read after `subscription` began.
    fn new(
        hub: SharedHub,
        mut opening: Vec<Change>,
        subscription: Subscription,
        permit: OwnedSemaphorePermit,
    ) -> Self {
        // Event ids must rise: a browser that comes back names the last it saw.
        opening.sort_unstable_by_key(|change| change.counted.changed);
        Self {
            hub,
            waiting: opening.into(),
            told: HashMap::new(),
            greeted: false,
            subscription,
            _permit: permit,
        }
    }

    fn events(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, |mut watch| async move {
            let event = watch.next().await?;
            Some((Ok(event), watch))
        })
    }

    async fn next(&mut self) -> Option<Event> {
        if !self.greeted {
            self.greeted = true;
            return Some(Event::default().retry(RETRY));
        }
        loop {
            while let Some(change) = self.waiting.pop_front() {
                if let Some(event) = self.tell(change) {
                    return Some(event);
                }
            }
            self.waiting.extend(self.subscription.next().await?);
        }
    }

    /// The event for a change, unless what was told already includes it.
    fn tell(&mut self, change: Change) -> Option<Event> {
        let number = change.counted.changed;
        if self
            .told
            .get(&change.place)
            .is_some_and(|told| *told >= number)
        {
            return None;
        }
        self.told.insert(change.place, number);
        let shown = self.hub.show(&change.counted);
        let data = TallyEvent {
            post: change.place.post,
            tally: shown.tally,
            unverified: shown.unverified,
            seq: number,
        };
        self.hub.metrics.event_sent();
        let event = Event::default().event("tally").id(number.to_string());
        event.json_data(data).ok()
    }
}
