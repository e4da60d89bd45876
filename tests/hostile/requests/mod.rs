//! Any requests to a whole hub, with its real database: each is answered as the hub's own description
//! says, and never by a mistake of the hub.
//!
//! An input is a few requests, one after the other: written out, as the seeds are (`written.rs`), or the
//! choices of which requests are made (`made.rs`) for the operations of the description
//! (`description.rs`). A hub (`stage.rs`) answers many inputs, so what one did is there for the next;
//! `judge.rs` says what is wrong with an answer.

mod description;
mod judge;
mod made;
mod stage;
mod written;

use std::cell::RefCell;
use std::net::IpAddr;

use arbitrary::Unstructured;
use axum::body::Body;
use axum::http::Request;

use stage::Stage;

/// Most requests of one input.
const MAX_REQUESTS: usize = 8;

/// Inputs to one hub; then it has grown enough.
const INPUTS: usize = 20_000;

thread_local! {
    static STAGE: RefCell<Option<Stage>> = const { RefCell::new(None) };
}

/// A request, and who sends it.
pub struct Sent {
    peer: IpAddr,
    request: Request<Body>,
}

/// Takes requests as they are written, or the choices of which they are made.
pub fn run(data: &[u8]) {
    STAGE.with_borrow_mut(|stage| {
        stage.take_if(|stage| stage.inputs >= INPUTS);
        let stage = stage.get_or_insert_with(Stage::new);
        stage.inputs += 1;
        match written::text(data) {
            Some(text) => {
                for sent in written::requests(text, &stage.people).take(MAX_REQUESTS) {
                    stage.ask(sent);
                }
            }
            None => make(stage, data),
        }
    });
}

/// Asks as long as there are choices left.
fn make(stage: &Stage, data: &[u8]) {
    let mut u = Unstructured::new(data);
    for _ in 0..MAX_REQUESTS {
        match made::request(&mut u, &stage.description, &stage.people) {
            Ok(Some(sent)) => stage.ask(sent),
            Ok(None) => {}
            Err(_) => return,
        }
        if u.is_empty() {
            return;
        }
    }
}
