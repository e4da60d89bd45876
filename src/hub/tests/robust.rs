//! Whatever is sent to it, the hub answers, and never by its own mistake.

use std::net::SocketAddr;

use crate::common::{TestHub, post};
use proptest::prelude::*;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;

/// Sends bytes, and gives all that comes back until the hub hangs up.
async fn send(address: SocketAddr, request: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // A hub that has read enough may hang up before it has read all.
    stream.write_all(request).await.ok();
    stream.shutdown().await.ok();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.ok();
    answer
}

fn status(answer: &[u8]) -> Option<u16> {
    let line = answer.strip_prefix(b"HTTP/1.1 ")?;
    std::str::from_utf8(line.get(..3)?).ok()?.parse().ok()
}

fn method() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec!["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "PATCH"])
            .prop_map(String::from),
        1 => "[A-Z]{1,9}",
    ]
}

fn path() -> impl Strategy<Value = String> {
    let post = post(1).to_string();
    let known = vec![
        "v1".to_owned(),
        "readers".into(),
        "spaces".into(),
        "team".into(),
        "films".into(),
        "posts".into(),
        "rating".into(),
        "healthz".into(),
        "tallies".into(),
        "..".into(),
        format!("tallies?posts={post}"),
        format!("posts/{post}/rating"),
        post,
    ];
    let part = prop_oneof![
        4 => prop::sample::select(known),
        1 => "[!-~]{0,12}",
        1 => "(%[0-9A-F]{2}){1,6}",
        1 => "[a-z]{250,300}",
    ];
    prop::collection::vec(part, 0..7).prop_map(|parts| format!("/{}", parts.join("/")))
}

fn headers() -> impl Strategy<Value = String> {
    let header = prop_oneof![
        Just("Content-Type: application/json".to_owned()),
        Just("Authorization: Bearer x".to_owned()),
        Just("Origin: null".to_owned()),
        Just("Range: bytes=0-18446744073709551615".to_owned()),
        "(Authorization|Origin|Accept-Encoding|If-None-Match|Range|Host): [ -~]{0,40}",
        "[A-Za-z-]{1,12}: [ -~]{0,20}",
    ];
    prop::collection::vec(header, 0..5).prop_map(|headers| headers.join("\r\n"))
}

#[test]
fn no_request_makes_the_hub_fail() {
    let runtime = Runtime::new().unwrap();
    let files = tempfile::tempdir().unwrap();
    std::fs::write(files.path().join("healthz.txt"), "a").unwrap();
    let dist = files.path().to_owned();
    let hub = runtime.block_on(TestHub::start_with(|config| config.dist = Some(dist)));
    let address = hub.address;
    let request = (
        method(),
        path(),
        headers(),
        prop::collection::vec(any::<u8>(), 0..60),
    );
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 400,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let result = runner.run(&request, |(method, path, headers, body)| {
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\
             Content-Length: {length}\r\n{headers}\r\n\r\n"
        );
        let answer = runtime.block_on(send(address, &[head.as_bytes(), &body].concat()));
        // Silence is allowed for what is no HTTP; an answer of the hub's own failing is not.
        prop_assert!(status(&answer).is_none_or(|status| status < 500), "{head}");
        Ok(())
    });
    result.unwrap();
    assert_eq!(runtime.block_on(hub.get("/healthz")).status(), 200);
}

#[tokio::test]
async fn a_target_that_is_no_path_leads_nowhere() {
    let files = tempfile::tempdir().unwrap();
    std::fs::write(files.path().join("index.html"), "a page").unwrap();
    let dist = files.path().to_owned();
    let hub = TestHub::start_with(|config| config.pages = Some(dist)).await;
    for (target, expected) in [("/", 200), ("host", 404), ("host:80", 404), ("*", 404)] {
        let head = format!("GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        // Not `send`, which hangs up: an answer from a file comes a moment later.
        let mut stream = TcpStream::connect(hub.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        assert_eq!(status(&answer), Some(expected), "{target}");
    }
}

#[tokio::test]
async fn a_client_that_never_ends_its_head_is_let_go() {
    let patience = std::time::Duration::from_millis(20);
    let hub = TestHub::start_with(|config| config.limits.head = patience).await;
    let mut stream = TcpStream::connect(hub.address).await.unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nHos")
        .await
        .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.ok();
    assert!(status(&answer).is_none_or(|status| status == 408));
}

#[tokio::test]
async fn a_client_that_takes_nothing_is_let_go() {
    let files = tempfile::tempdir().unwrap();
    let large = files.path().join("large.bin");
    // More than the socket's buffers hold on either side.
    std::fs::File::create(&large)
        .unwrap()
        .set_len(64 << 20)
        .unwrap();
    let dist = files.path().to_owned();
    let hub = TestHub::start_with(|config| {
        config.dist = Some(dist);
        config.limits.stall = std::time::Duration::from_millis(20);
        config.limits.connections = 1;
    });
    let hub = hub.await;
    let mut idle = TcpStream::connect(hub.address).await.unwrap();
    let request = b"GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n";
    idle.write_all(request).await.unwrap();
    // The only connection is taken; the next is served once the hub has let the idle one go.
    assert_eq!(hub.get("/healthz").await.status(), 200);
    let mut taken = Vec::new();
    idle.read_to_end(&mut taken).await.ok();
    assert!(taken.len() < 64 << 20);
}
