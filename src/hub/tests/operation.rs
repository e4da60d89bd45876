//! What an operator sees from outside: health, readiness and figures.

use crate::common::{TestHub, check_problem, client, header, post, settings};
use groundswell_hub::{Config, Hub, MetricsConfig, Networks};
use rusqlite::Connection;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// The value on the line that begins with `name`, labels and all.
fn figure(text: &str, name: &str) -> Option<f64> {
    let line = text.lines().find(|line| {
        let rest = line.strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with(' '))
    });
    line?.rsplit(' ').next()?.parse().ok()
}

async fn figures(hub: &TestHub) -> String {
    let answer = hub.get("/metrics").await;
    assert_eq!(answer.status(), 200);
    assert_eq!(
        header(&answer, "content-type"),
        Some("text/plain; version=0.0.4; charset=utf-8")
    );
    answer.text().await.unwrap()
}

#[tokio::test]
async fn a_hub_that_cannot_write_is_alive_and_not_ready() {
    let hub = TestHub::start().await;
    assert_eq!(hub.get("/readyz").await.status(), 200);
    let disk = Connection::open(hub.dir.path().join("hub.db")).unwrap();
    disk.execute_batch(
        "CREATE TRIGGER failing BEFORE UPDATE ON meta BEGIN SELECT RAISE(ABORT, 'no more'); END",
    )
    .unwrap();
    // An outcome stands for a moment.
    let failing = loop {
        let answer = hub.get("/readyz").await;
        if answer.status() != 200 {
            break answer;
        }
    };
    assert!(header(&failing, "retry-after").is_some());
    check_problem(failing, 503, "storage-unavailable").await;
    assert_eq!(hub.get("/healthz").await.status(), 200);
    disk.execute_batch("DROP TRIGGER failing").unwrap();
    while hub.get("/readyz").await.status() != 200 {}
}

#[tokio::test]
async fn figures_tell_what_was_done_and_of_nobody() {
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    for n in 1..=3 {
        hub.rate("team", post(n), &token, 1).await;
    }
    let malformed = hub
        .put("team", post(1), &token, "{\"value\":7}")
        .send()
        .await;
    assert_eq!(malformed.unwrap().status(), 422);
    hub.get("/made-up/by?anybody").await;
    let stream = hub
        .get(&format!("/v1/spaces/team/stream?posts={}", post(1)))
        .await;
    let text = figures(&hub).await;
    let route = "route=\"/v1/spaces/{space}/posts/{post}/rating\"";
    for (name, expected) in [
        ("groundswell_ratings_stored_total", 3.0),
        (
            &format!("groundswell_requests_total{{{route},status=\"200\"}}"),
            3.0,
        ),
        (
            &format!("groundswell_requests_total{{{route},status=\"422\"}}"),
            1.0,
        ),
        (
            "groundswell_requests_total{route=\"files\",status=\"404\"}",
            1.0,
        ),
        (
            "groundswell_refused_total{reason=\"value-out-of-range\"}",
            1.0,
        ),
        ("groundswell_commit_seconds_count", 3.0),
        ("groundswell_batch_orders_sum", 3.0),
        ("groundswell_streams", 1.0),
        ("groundswell_queue_orders", 0.0),
    ] {
        assert_eq!(figure(&text, name), Some(expected), "{name}\n{text}");
    }
    for name in ["process_resident_memory_bytes", "process_open_fds"] {
        assert!(
            figure(&text, name).is_some_and(|value| value > 0.0),
            "{name}"
        );
    }
    for personal in [token.as_str(), &post(1).to_string(), "made-up", "team"] {
        assert!(!text.contains(personal), "{personal}");
    }
    drop(stream);
}

#[tokio::test]
async fn only_listed_networks_read_figures() {
    let from = |hub: &TestHub, address: &str| {
        let request = hub.client.get(hub.url("/metrics"));
        request.header("X-Forwarded-For", address.to_owned()).send()
    };
    let hub = TestHub::start().await;
    let answer = from(&hub, "192.0.2.7").await.unwrap();
    check_problem(answer, 404, "unknown-path").await;
    let hub = TestHub::start_with(|config| {
        let network = "192.0.2.0/24".parse().unwrap();
        config.metrics.networks = Networks::new(vec![network]);
    });
    let hub = hub.await;
    assert_eq!(from(&hub, "192.0.2.7").await.unwrap().status(), 200);
    check_problem(hub.get("/metrics").await, 404, "unknown-path").await;
}

#[tokio::test]
async fn figures_may_have_a_listener_of_their_own() {
    let dir = tempfile::tempdir().unwrap();
    let config = Config::check(settings(dir.path())).unwrap();
    let config = Config {
        metrics: MetricsConfig {
            listen: Some("127.0.0.1:0".parse().unwrap()),
            ..MetricsConfig::default()
        },
        ..config
    };
    let [main, figures] = [bind().await, bind().await];
    let addresses = [&main, &figures].map(|listener| listener.local_addr().unwrap());
    let mut hub = Hub::open(config).unwrap();
    hub.figures_on(figures);
    let (stop, stopped) = oneshot::channel::<()>();
    let stopped = async { stopped.await.unwrap_or(()) };
    let running = tokio::spawn(hub.serve(main, stopped));
    let status = async |address, path| {
        let answer = client().get(format!("http://{address}{path}")).send().await;
        answer.unwrap().status().as_u16()
    };
    let [main, figures] = addresses;
    assert_eq!(status(main, "/metrics").await, 404);
    assert_eq!(status(main, "/healthz").await, 200);
    assert_eq!(status(figures, "/metrics").await, 200);
    assert_eq!(status(figures, "/healthz").await, 404);
    drop(stop);
    running.await.unwrap();
}

async fn bind() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}
