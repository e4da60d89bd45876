//! A client of the live stream that shows every byte of it.

use std::collections::VecDeque;

use groundswell_protocol::PostId;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{TestHub, list, without_number};

/// The path of a stream.
pub fn stream_path(space: &str, posts: &[PostId]) -> String {
    format!("/v1/spaces/{space}/stream?posts={}", list(posts))
}

/// The head of a request that asks for this path.
pub fn get(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: hub\r\n{headers}\r\n")
}

/// One open stream, read event by event.
pub struct Events {
    pub connection: TcpStream,
    /// The head of the answer, lines without their ends.
    pub head: Vec<String>,
    unread: VecDeque<u8>,
}

impl Events {
    /// Opens a stream, which the hub must grant.
    pub async fn open(hub: &TestHub, space: &str, posts: &[PostId]) -> Self {
        Self::ask(hub, &get(&stream_path(space, posts), "")).await
    }

    /// Opens a stream by this very request, on a connection of its own.
    pub async fn ask(hub: &TestHub, request: &str) -> Self {
        let mut connection = TcpStream::connect(hub.address).await.unwrap();
        connection.write_all(request.as_bytes()).await.unwrap();
        Self::hear(connection).await
    }

    /// Takes a connection on which a stream was asked for.
    pub async fn hear(connection: TcpStream) -> Self {
        let mut events = Self {
            connection,
            head: Vec::new(),
            unread: VecDeque::new(),
        };
        let head = events.until("\r\n\r\n").await.expect("the hub hung up");
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
        events.head = head.lines().map(String::from).collect();
        events
    }

    /// The value of a header of the answer.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.iter();
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    /// The next block; `None` once the stream has ended as it should.
    pub async fn block(&mut self) -> Option<String> {
        self.until("\n\n").await
    }

    /// The first block: clients tell by it that no proxy holds the stream back.
    pub async fn greeting(&mut self) {
        let block = self.block().await.unwrap();
        let (comment, retry) = block.split_once('\n').unwrap();
        assert_eq!(comment, ": welcome");
        let retry: u64 = retry.strip_prefix("retry: ").unwrap().parse().unwrap();
        assert!((2_000..4_000).contains(&retry), "{retry}");
    }

    /// The next event: its name, its number and its data.
    pub async fn event(&mut self) -> (String, u64, Value) {
        loop {
            let block = self.block().await.expect("the stream has ended");
            let field = |name: &str| {
                let mut lines = block.lines();
                lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
            };
            if let Some(event) = field("event") {
                let id = field("id").unwrap().parse().unwrap();
                let data = serde_json::from_str(field("data").unwrap()).unwrap();
                return (event.to_owned(), id, data);
            }
        }
    }

    /// The next event, which is a tally: its number and its data.
    pub async fn tally(&mut self) -> (u64, Value) {
        let (event, id, data) = self.event().await;
        assert_eq!(event, "tally");
        assert_eq!(data["seq"], id);
        (id, without_number(data))
    }

    /// What comes before `end`; `None` if nothing does.
    async fn until(&mut self, end: &str) -> Option<String> {
        let mut text = Vec::new();
        loop {
            while let Some(byte) = self.unread.pop_front() {
                text.push(byte);
                if text.ends_with(end.as_bytes()) {
                    text.truncate(text.len() - end.len());
                    return Some(String::from_utf8(text).unwrap());
                }
            }
            let mut bytes = [0; 4096];
            let read = self.connection.read(&mut bytes).await.unwrap();
            self.unread.extend(&bytes[..read]);
            if read == 0 {
                assert!(text.is_empty(), "the stream ended within a block");
                return None;
            }
        }
    }
}
