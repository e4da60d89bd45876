//! The browser's event channel (WebDriver BiDi): scripts that run before any of a page's, and what
//! pages write to the console.

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// The channel of one session.
pub struct Bidi {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    last_id: u64,
    entries: Vec<Value>,
}

impl Bidi {
    /// Opens the channel and begins to listen to consoles; `preload` is a function's source, to be
    /// called in every document before its own scripts.
    pub async fn open(url: &str, preload: &str) -> Self {
        let (socket, _) = connect_async(url).await.unwrap();
        let mut bidi = Self {
            socket,
            last_id: 0,
            entries: Vec::new(),
        };
        let log = json!({ "events": ["log.entryAdded"] });
        bidi.call("session.subscribe", log).await;
        let function = json!({ "functionDeclaration": preload });
        bidi.call("script.addPreloadScript", function).await;
        bidi
    }

    /// What was written to consoles since the last time, as `log.Entry`.
    pub async fn entries(&mut self) -> Vec<Value> {
        // Events come in order: whatever happened before this is answered has been told by then.
        self.call("session.status", json!({})).await;
        std::mem::take(&mut self.entries)
    }

    /// Gives a command, and what it results in.
    pub async fn call(&mut self, method: &str, params: Value) -> Value {
        self.last_id += 1;
        let command = json!({ "id": self.last_id, "method": method, "params": params });
        let frame = Frame::text(command.to_string());
        self.socket.send(frame).await.unwrap();
        loop {
            let message = self.next().await;
            if message["id"] == self.last_id {
                assert_eq!(message["type"], "success", "{method}: {message}");
                return message["result"].clone();
            }
            if message["method"] == "log.entryAdded" {
                self.entries.push(message["params"].clone());
            }
        }
    }

    async fn next(&mut self) -> Value {
        loop {
            let frame = self.socket.next().await;
            let frame = frame.expect("the browser keeps the channel open").unwrap();
            if let Frame::Text(text) = frame {
                return serde_json::from_str(&text).unwrap();
            }
        }
    }
}
