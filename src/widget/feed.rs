//! What the hub says of some posts as it happens: by its stream, and where that does not come through,
//! by asking again and again.
//!
//! The stream is read by `fetch` and not by `EventSource`, which says neither why it failed nor that
//! nothing comes at all: the hub sends something every few seconds, so silence means a dead connection,
//! or a proxy that keeps what it should pass on.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use groundswell_protocol::PostId;
use js_sys::{JSON, Math, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, ReadableStreamDefaultReader, Response, Window};

use crate::answer::Failure;
use crate::client::{Client, MAX_POSTS_PER_READ};
use crate::event_stream::{Event, EventReader};
use crate::handles::Timer;
use crate::slices::now;
use crate::standing::{Standing, State, read_event, read_standings};
use crate::sync::wait_after;
use crate::tabs::Plan;

/// A stream without a byte for so long is dead or held back, milliseconds. The hub is never silent for
/// half as long.
const SILENCE_MS: i32 = 30_000;

/// How long a stream that is held back is left alone before it is tried again, milliseconds.
const STREAM_AGAIN_MS: f64 = 300_000.0;

/// A stream that lasted so long was a good one: after it, waits begin anew, milliseconds.
const GOOD_STREAM_MS: f64 = 10_000.0;

/// After so many streams in a row that were soon cut, the hub is asked meanwhile.
const CUTS_BEFORE_POLLING: u32 = 2;

/// First and shortest wait between two questions, milliseconds.
const FIRST_POLL_MS: f64 = 5_000.0;

/// Longest wait between two questions, milliseconds.
const LONGEST_POLL_MS: f64 = 60_000.0;

/// How much longer a wait becomes while nothing changes.
const POLL_GROWTH: f64 = 1.5;

/// What is heard from the hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// How a post stands.
    Standing(Standing),
    /// All that came so far are all changes up to this one.
    Reached(u64),
    /// The hub is there.
    Open,
    /// The stream was cut; it is opened again in a while.
    Cut,
    /// The hub counts its changes anew: numbers known so far mean nothing.
    Reset,
}

/// Follows some posts until dropped.
pub struct Feed(Rc<Inner>);

struct Inner {
    window: Window,
    client: Rc<Client>,
    posts: Vec<PostId>,
    since: Cell<u64>,
    tell: Box<dyn Fn(Heard)>,
    failures: Cell<u32>,
    /// The stream that is open or being opened.
    open: RefCell<Option<AbortController>>,
    silence: RefCell<Option<Timer>>,
    reopen: RefCell<Option<Timer>>,
    poll: RefCell<Option<Timer>>,
    polls: Cell<bool>,
    poll_wait: Cell<f64>,
    answers: RefCell<Vec<Answer>>,
    this: Weak<Inner>,
}

/// The last answer about some posts.
#[derive(Clone, Default)]
struct Answer {
    text: String,
    seq: u64,
    states: Vec<State>,
}

/// How a stream ended.
enum End {
    /// There was no answer, or it broke off.
    Cut,
    /// The hub, or what is before it, would not open it.
    Refused,
    /// Nothing ever came.
    Held,
}

impl Feed {
    /// Follows the posts of `plan`; `tell` hears of every change after the one it names.
    pub fn open(
        window: &Window,
        client: Rc<Client>,
        plan: Plan,
        tell: impl Fn(Heard) + 'static,
    ) -> Self {
        let inner = Rc::new_cyclic(|this| Inner {
            window: window.clone(),
            client,
            posts: plan.posts,
            since: Cell::new(plan.since),
            tell: Box::new(tell),
            failures: Cell::default(),
            open: RefCell::default(),
            silence: RefCell::default(),
            reopen: RefCell::default(),
            poll: RefCell::default(),
            polls: Cell::default(),
            poll_wait: Cell::new(FIRST_POLL_MS),
            answers: RefCell::default(),
            this: this.clone(),
        });
        inner.stream();
        Self(inner)
    }

    /// There may be a way to the hub again: waits no longer.
    pub fn try_now(&self) {
        if self.0.reopen.replace(None).is_some() {
            self.0.stream();
        }
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        let inner = &self.0;
        inner.reopen.replace(None);
        inner.silence.replace(None);
        inner.stop_polling();
        if let Some(open) = inner.open.replace(None) {
            open.abort();
        }
    }
}

impl Inner {
    fn weakly(&self, run: impl FnOnce(Rc<Self>) + 'static) -> impl FnOnce() + 'static {
        let this = self.this.clone();
        move || {
            if let Some(inner) = this.upgrade() {
                run(inner);
            }
        }
    }

    fn stream(&self) {
        let (Some(inner), Ok(controller)) = (self.this.upgrade(), AbortController::new()) else {
            return;
        };
        self.open.replace(Some(controller.clone()));
        spawn_local(async move {
            let begun = now();
            let end = inner.listen(&controller).await;
            inner.silence.replace(None);
            // Where another is open by now, or none is wanted, this one was given up by ourselves.
            let current = inner.open.borrow().as_ref() == Some(&controller);
            if current {
                inner.open.replace(None);
                inner.ended(&end, now() - begun);
            }
        });
    }

    /// Listens until the stream ends.
    async fn listen(&self, controller: &AbortController) -> End {
        self.expect_a_byte(controller);
        let signal = controller.signal();
        let asked = self.client.stream(&self.posts, self.since.get(), &signal);
        let response = match asked.await {
            Ok(response) => response,
            Err(_) if signal.aborted() => return End::Held,
            Err(Failure::Away) => return End::Cut,
            Err(_) => return End::Refused,
        };
        let Some(reader) = reader_of(&response) else {
            return End::Refused;
        };
        let mut events = EventReader::default();
        let mut heard_any = false;
        while let Ok(Some(bytes)) = next_bytes(&reader).await {
            if signal.aborted() {
                break;
            }
            self.expect_a_byte(controller);
            if !heard_any {
                heard_any = true;
                self.stop_polling();
                (self.tell)(Heard::Open);
            }
            for event in events.read(&bytes) {
                self.hear(&event);
            }
        }
        if heard_any { End::Cut } else { End::Held }
    }

    fn expect_a_byte(&self, controller: &AbortController) {
        let controller = controller.clone();
        let silence = Timer::after(&self.window, SILENCE_MS, move || controller.abort());
        self.silence.replace(silence);
    }

    fn hear(&self, event: &Event) {
        match event.name.as_str() {
            "tally" => {
                if let Some(standing) = read_event(&event.data) {
                    self.since.set(standing.seq.max(self.since.get()));
                    (self.tell)(Heard::Standing(standing));
                    (self.tell)(Heard::Reached(standing.seq));
                }
            }
            "reset" => self.reset(),
            _ => {}
        }
    }

    fn reset(&self) {
        self.since.set(0);
        self.answers.borrow_mut().clear();
        (self.tell)(Heard::Reset);
    }

    fn ended(&self, end: &End, lasted: f64) {
        if lasted >= GOOD_STREAM_MS {
            self.failures.set(0);
        }
        let wait = match end {
            End::Cut => {
                (self.tell)(Heard::Cut);
                // Where streams alone fail, over and over, something between here and the hub ends them.
                if self.failures.get() >= CUTS_BEFORE_POLLING {
                    self.start_polling();
                }
                wait_after(&self.failures)
            }
            End::Refused => {
                self.start_polling();
                wait_after(&self.failures)
            }
            End::Held => {
                self.start_polling();
                (STREAM_AGAIN_MS * (1.0 - Math::random() / 4.0)) as i32
            }
        };
        let again = self.weakly(|inner| {
            inner.reopen.replace(None);
            inner.stream();
        });
        self.reopen.replace(Timer::after(&self.window, wait, again));
    }

    fn start_polling(&self) {
        if !self.polls.replace(true) {
            self.poll_wait.set(FIRST_POLL_MS);
            self.poll();
        }
    }

    fn stop_polling(&self) {
        self.polls.set(false);
        self.poll.replace(None);
        // The stream goes on from here, and what was last asked will be long past when it is needed.
        self.answers.borrow_mut().clear();
    }

    /// Asks once, and again after a wait.
    fn poll(&self) {
        let Some(inner) = self.this.upgrade() else {
            return;
        };
        spawn_local(async move {
            let changed = inner.ask().await;
            if !inner.polls.get() {
                return;
            }
            let wait = match changed {
                Ok(true) => FIRST_POLL_MS,
                _ => (inner.poll_wait.get() * POLL_GROWTH).min(LONGEST_POLL_MS),
            };
            inner.poll_wait.set(wait);
            // Up to a quarter less by chance, so that readers do not come all at once.
            let wait = (wait * (1.0 - Math::random() / 4.0)) as i32;
            let again = inner.weakly(|inner| inner.poll());
            let timer = Timer::after(&inner.window, wait, again);
            inner.poll.replace(timer);
        });
    }

    /// Asks how all posts stand; whether anything has changed since the last time.
    async fn ask(&self) -> Result<bool, Failure> {
        let chunks = self.posts.chunks(MAX_POSTS_PER_READ);
        let mut changed = false;
        for (i, posts) in chunks.enumerate() {
            // The browser asks the hub whether what it keeps still holds, and then gives that.
            let text = self.client.standings_text(posts).await?;
            if !self.polls.get() {
                return Ok(false);
            }
            changed |= self.take(i, posts, text);
        }
        let reached = self.answers.borrow().iter().map(|answer| answer.seq).min();
        (self.tell)(Heard::Reached(reached.unwrap_or(0)));
        (self.tell)(Heard::Open);
        Ok(changed)
    }

    /// Tells what is new in an answer about the posts of chunk `i`; whether it is another than before.
    fn take(&self, i: usize, posts: &[PostId], text: String) -> bool {
        let mut before = self.answers.borrow().get(i).cloned().unwrap_or_default();
        if before.text == text {
            return false;
        }
        let standings = JSON::parse(&text).ok();
        let standings = standings.and_then(|answer| read_standings(posts, &answer));
        let Some(standings) = standings else {
            return false;
        };
        let seq = standings.first().map_or(0, |standing| standing.seq);
        if seq < before.seq {
            self.reset();
            before = Answer::default();
        }
        let states = standings.iter().map(|standing| standing.state).collect();
        let mut answers = self.answers.borrow_mut();
        let len = answers.len().max(i + 1);
        answers.resize(len, Answer::default());
        if let Some(answer) = answers.get_mut(i) {
            *answer = Answer { text, seq, states };
        }
        drop(answers);
        for (i, standing) in standings.into_iter().enumerate() {
            if before.states.get(i) != Some(&standing.state) {
                (self.tell)(Heard::Standing(standing));
            }
        }
        true
    }
}

fn reader_of(response: &Response) -> Option<ReadableStreamDefaultReader> {
    response.body()?.get_reader().dyn_into().ok()
}

/// The next bytes of a stream; `None` at its end.
async fn next_bytes(reader: &ReadableStreamDefaultReader) -> Result<Option<Vec<u8>>, JsValue> {
    let read: Promise = reader.read();
    let result = JsFuture::from(read).await?;
    let value = Reflect::get(&result, &JsValue::from_str("value"))?;
    Ok(value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec))
}
