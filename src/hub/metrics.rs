//! Figures for Prometheus: how much the hub does, how long the disk takes, what it turned away.
//!
//! Invariant: no label names a reader, a post, an address or anything else that requests can make up;
//! each comes from a list in this program.

use std::time::Duration;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use metrics::{Counter, Gauge, Histogram, Key, KeyName, Label, Level, Metadata, Recorder as _};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusRecorder};
use metrics_process::Collector;

use crate::client_address::ClientAddress;
use crate::error::Error;
use crate::hub::{Hub, SharedHub};

/// How often figures that pile up are summed, where nobody asks for them.
pub const UPKEEP: Duration = Duration::from_secs(10);

/// The format of Prometheus' text, in its only version.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

const METADATA: Metadata<'_> = Metadata::new("groundswell", Level::INFO, None);

const COMMIT_SECONDS: &str = "groundswell_commit_seconds";
const BATCH_ORDERS: &str = "groundswell_batch_orders";
const REQUESTS: &str = "groundswell_requests_total";
const REFUSED: &str = "groundswell_refused_total";

/// Every figure of the hub itself, and what it says.
const COUNTERS: &[(&str, &str)] = &[
    (
        "groundswell_ratings_stored_total",
        "Ratings set, changed or taken back, and durable",
    ),
    (
        "groundswell_looks_stored_total",
        "Reports of looks that are durable",
    ),
    ("groundswell_events_sent_total", "Tallies sent on streams"),
    (REQUESTS, "Requests answered, by route and status"),
    (REFUSED, "Requests turned away, by reason"),
];
const GAUGES: &[(&str, &str)] = &[
    (
        "groundswell_queue_orders",
        "Ratings and looks that wait to be written",
    ),
    ("groundswell_streams", "Open streams"),
    ("groundswell_build_info", "1; the version is a label"),
];
const HISTOGRAMS: &[(&str, &str)] = &[
    (
        COMMIT_SECONDS,
        "Time from taking a batch to its being on disk",
    ),
    (BATCH_ORDERS, "Ratings and looks in one transaction"),
];

/// From a memory disk to one that is failing.
const SECONDS: &[f64] = &[
    0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5,
    10.0,
];

/// To the most that one transaction holds.
const ORDERS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0];

/// The figures of one hub.
pub struct Metrics {
    recorder: PrometheusRecorder,
    process: Collector,
    ratings: Counter,
    looks: Counter,
    events: Counter,
    queue: Gauge,
    streams: Gauge,
    commit: Histogram,
    batch: Histogram,
}

impl Metrics {
    /// All at nothing.
    pub fn new() -> Result<Self, BuildError> {
        let full = |name: &str| Matcher::Full(name.to_owned());
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(full(COMMIT_SECONDS), SECONDS)?
            .set_buckets_for_metric(full(BATCH_ORDERS), ORDERS)?
            .build_recorder();
        describe(&recorder);
        let build = vec![Label::from_static_parts(
            "version",
            env!("CARGO_PKG_VERSION"),
        )];
        let build = Key::from_parts("groundswell_build_info", build);
        recorder.register_gauge(&build, &METADATA).set(1.0);
        let process = Collector::default();
        metrics::with_local_recorder(&recorder, || process.describe());
        let counter = |name| recorder.register_counter(&Key::from_static_name(name), &METADATA);
        let gauge = |name| recorder.register_gauge(&Key::from_static_name(name), &METADATA);
        let histogram = |name| recorder.register_histogram(&Key::from_static_name(name), &METADATA);
        Ok(Self {
            ratings: counter("groundswell_ratings_stored_total"),
            looks: counter("groundswell_looks_stored_total"),
            events: counter("groundswell_events_sent_total"),
            queue: gauge("groundswell_queue_orders"),
            streams: gauge("groundswell_streams"),
            commit: histogram(COMMIT_SECONDS),
            batch: histogram(BATCH_ORDERS),
            process,
            recorder,
        })
    }

    /// A batch of so many orders is on disk.
    pub fn committed(&self, ratings: usize, looks: usize, took: Duration) {
        let count = |n| u64::try_from(n).unwrap_or(u64::MAX);
        self.ratings.increment(count(ratings));
        self.looks.increment(count(looks));
        self.commit.record(took);
        let orders = u32::try_from(ratings.saturating_add(looks));
        self.batch.record(orders.unwrap_or(u32::MAX));
    }

    /// So many tallies went out on a stream.
    pub fn events_sent(&self, events: u64) {
        self.events.increment(events);
    }

    /// A request was answered. `route` is as the router knows it, never the path that was asked for.
    pub fn answered(&self, route: &str, status: u16) {
        let labels = vec![
            Label::new("route", route.to_owned()),
            Label::new("status", status.to_string()),
        ];
        let key = Key::from_parts(REQUESTS, labels);
        self.recorder.register_counter(&key, &METADATA).increment(1);
    }

    /// A request was turned away for a reason out of [`Error`].
    pub fn refused(&self, reason: &'static str) {
        let key = Key::from_parts(REFUSED, vec![Label::from_static_parts("reason", reason)]);
        self.recorder.register_counter(&key, &METADATA).increment(1);
    }

    /// Sums what has piled up since the last time.
    pub fn keep_up(&self) {
        self.recorder.handle().run_upkeep();
    }

    fn render(&self) -> String {
        metrics::with_local_recorder(&self.recorder, || self.process.collect());
        self.recorder.handle().render()
    }
}

fn describe(recorder: &PrometheusRecorder) {
    let name = |name: &'static str| KeyName::from_const_str(name);
    for (key, about) in COUNTERS {
        recorder.describe_counter(name(key), None, (*about).into());
    }
    for (key, about) in GAUGES {
        recorder.describe_gauge(name(key), None, (*about).into());
    }
    for (key, about) in HISTOGRAMS {
        recorder.describe_histogram(name(key), None, (*about).into());
    }
}

/// `/metrics` on the hub's own address: for those whom the operator lists, and nothing for others.
pub async fn show(State(hub): State<SharedHub>, from: ClientAddress) -> Result<Response, Error> {
    if hub
        .metrics_for
        .as_ref()
        .is_some_and(|networks| from.is_in(networks))
    {
        Ok(text(&hub))
    } else {
        Err(Error::UnknownPath)
    }
}

/// `/metrics` on a listener of its own, which the operator keeps others from.
pub async fn show_all(State(hub): State<SharedHub>) -> Response {
    text(&hub)
}

fn text(hub: &Hub) -> Response {
    let size = |n| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    hub.metrics.streams.set(size(hub.seats.taken()));
    hub.metrics.queue.set(size(hub.store.waiting()));
    ([(CONTENT_TYPE, TEXT)], hub.metrics.render()).into_response()
}
