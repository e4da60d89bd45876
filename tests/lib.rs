//! Support for the end-to-end tests: real browsers, a real hub, and pages to bring them together.
//!
//! A scenario is an `async fn` that is given a [`Stage`]; [`run`] plays it in one browser, and fails
//! it for whatever the pages complained about, expected or not looked for alike.
//!
//! What is missing or goes wrong here ends the test that asked for it, with a sentence saying why.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "everything here is part of a test, and ends by panicking as tests do"
)]

#[path = "support/access.rs"]
mod access;
#[path = "support/bidi.rs"]
mod bidi;
#[path = "support/engine.rs"]
mod engine;
#[path = "support/gateway.rs"]
mod gateway;
#[path = "support/given.rs"]
mod given;
/// An OpenID provider, which the hub's own tests ask too.
#[allow(missing_docs, dead_code, reason = "it belongs to the hub's tests")]
#[path = "../src/hub/tests/common/issuer.rs"]
pub mod issuer;
#[allow(missing_docs, dead_code, reason = "it belongs to the hub's tests")]
#[path = "../src/hub/tests/common/signer.rs"]
mod signer;

#[path = "support/http.rs"]
mod http;
#[path = "support/hub.rs"]
mod hub;
#[path = "support/messages.rs"]
mod messages;
#[path = "support/page.rs"]
mod page;
#[path = "support/program.rs"]
mod program;
#[path = "support/proxy.rs"]
mod proxy;
#[path = "support/reader.rs"]
mod reader;
#[path = "support/site.rs"]
mod site;
#[path = "support/stage.rs"]
mod stage;

pub use engine::{Engine, INTRANET, Setup};
pub use fantoccini::key::Key;
pub use gateway::{Gateway, Passed};
pub use given::{d3_cloud, demo_pages};
pub use hub::{Hub, HubOptions};
pub use messages::{Level, Message};
pub use page::{Page, comment};
pub use proxy::{Answer, Proxy};
pub use reader::Reader;
pub use site::Site;
pub use stage::{Stage, note, run};
