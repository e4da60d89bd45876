//! The connection below a stream: how it begins, what else is said on it, how it ends.

use std::time::Duration;

use crate::common::events::{Events, get, stream_path};
use crate::common::{TestHub, post};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

fn path() -> String {
    stream_path("team", &[post(1)])
}

/// A change arrives on the stream, which began just now.
async fn check_alive(hub: &TestHub, events: &mut Events) {
    events.greeting().await;
    let token = hub.reader().await;
    hub.rate("team", post(1), &token, 1).await;
    events.tally().await;
}

#[tokio::test]
async fn a_stream_has_the_headers_of_every_answer() {
    let hub = TestHub::start_with(|config| {
        config.origins.allow("https://intranet.example").unwrap();
    });
    let hub = hub.await;
    let events = Events::ask(&hub, &get(&path(), "Origin: https://intranet.example\r\n")).await;
    for (name, value) in [
        ("access-control-allow-origin", "https://intranet.example"),
        ("vary", "Origin"),
        ("x-content-type-options", "nosniff"),
        ("connection", "close"),
    ] {
        assert_eq!(events.header(name), Some(value), "{name}");
    }
    assert!(events.header("x-request-id").is_some());
    assert!(events.header("date").is_some());
    // Its end is the end of the connection.
    assert_eq!(events.header("content-length"), None);
    assert_eq!(events.header("transfer-encoding"), None);
}

#[tokio::test]
async fn a_stream_may_begin_on_a_connection_that_was_used() {
    let hub = TestHub::start().await;
    let mut connection = TcpStream::connect(hub.address).await.unwrap();
    for _ in 0..2 {
        let request = get("/healthz", "");
        connection.write_all(request.as_bytes()).await.unwrap();
        assert_eq!(connection.read(&mut [0; 1024]).await.unwrap_or(0).min(1), 1);
    }
    connection
        .write_all(get(&path(), "").as_bytes())
        .await
        .unwrap();
    check_alive(&hub, &mut Events::hear(connection).await).await;
}

#[tokio::test]
async fn an_answer_before_the_stream_arrives_whole() {
    const LENGTH: usize = 8 << 20;
    let files = tempfile::tempdir().unwrap();
    std::fs::write(files.path().join("large.bin"), vec![b'x'; LENGTH]).unwrap();
    let dist = files.path().to_owned();
    let hub = TestHub::start_with(|config| config.dist = Some(dist)).await;
    let mut connection = TcpStream::connect(hub.address).await.unwrap();
    let both = get("/large.bin", "") + &get(&path(), "");
    connection.write_all(both.as_bytes()).await.unwrap();
    // The hub has both requests and cannot be done with the first: that takes reading.
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(connection.read_u8().await.unwrap());
    }
    let mut body = vec![0; LENGTH];
    connection.read_exact(&mut body).await.unwrap();
    assert!(body.iter().all(|byte| *byte == b'x'));
    check_alive(&hub, &mut Events::hear(connection).await).await;
}

#[tokio::test]
async fn what_is_said_after_the_request_is_ignored_as_long_as_it_is_little() {
    let hub = TestHub::start_with(|config| config.limits.streams = 1).await;
    let request = get(&path(), "") + &get("/healthz", "") + "\0 no HTTP at all";
    let mut events = Events::ask(&hub, &request).await;
    events.connection.write_all(b"more").await.unwrap();
    check_alive(&hub, &mut events).await;
    // Until the hub hangs up.
    while events.connection.write_all(&[0; 1024]).await.is_ok() {}
    while hub.get(&path()).await.status() != 200 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn who_asks_for_the_head_gets_the_head_and_takes_no_place() {
    let hub = TestHub::start_with(|config| config.limits.streams = 1).await;
    let mut connection = TcpStream::connect(hub.address).await.unwrap();
    let request = get(&path(), "").replacen("GET", "HEAD", 1);
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(connection.read_u8().await.unwrap());
    }
    let head = String::from_utf8(head).unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert!(
        head.contains("content-type: text/event-stream\r\n"),
        "{head}"
    );
    assert!(!head.contains("content-length"), "{head}");
    connection
        .write_all(get(&path(), "").as_bytes())
        .await
        .unwrap();
    check_alive(&hub, &mut Events::hear(connection).await).await;
}

#[tokio::test]
async fn an_older_http_will_do() {
    let hub = TestHub::start().await;
    let request = get(&path(), "").replacen("HTTP/1.1", "HTTP/1.0", 1);
    check_alive(&hub, &mut Events::ask(&hub, &request).await).await;
}

#[tokio::test]
async fn a_client_that_takes_nothing_of_a_stream_is_let_go() {
    let hub = TestHub::start_with(|config| {
        config.limits.stall = Duration::from_millis(50);
        config.limits.streams = 1;
    });
    let hub = hub.await;
    // More than the hub leaves to the system for a client that does not take it.
    let posts: Vec<_> = (0..200).map(post).collect();
    let token = hub.reader().await;
    let rates = posts.iter().map(|post| hub.rate("team", *post, &token, 1));
    futures_util::future::join_all(rates).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(2048).unwrap();
    let mut idle = socket.connect(hub.address).await.unwrap();
    let request = get(&stream_path("team", &posts), "");
    idle.write_all(request.as_bytes()).await.unwrap();
    assert_eq!(idle.read_u8().await.unwrap(), b'H');
    // The only place is free again once the hub has let the idle client go.
    while hub.get(&path()).await.status() != 200 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_hub_that_stops_says_goodbye() {
    let hub = TestHub::start().await;
    let mut events = Events::open(&hub, "team", &[post(1)]).await;
    events
        .connection
        .write_all(b"unread until the end")
        .await
        .unwrap();
    events.greeting().await;
    hub.stop().await;
    // An end, and no error.
    let mut rest = Vec::new();
    assert_eq!(events.connection.read_to_end(&mut rest).await.unwrap(), 0);
}
