//! Work in turns: how a scan of a long page lets the page react in between.
//!
//! Whether a turn is over is decided by whoever asked for the scan: this crate knows no clock.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// A rest that somebody wants the scan to take before it goes on.
pub type Rest = Pin<Box<dyn Future<Output = ()>>>;

/// Asked now and then between two pieces of work, none of which is long; `None`: go on.
pub type Pause<'a> = &'a mut dyn FnMut() -> Option<Rest>;

/// Work that takes turns. Boxed, so that it is compiled once for those who rest and those who do not.
pub(crate) type Work<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Nodes or records between two questions whether to rest.
const STRIDE: usize = 512;

/// Asks whether to rest, and does.
pub(crate) async fn rest(pause: Pause<'_>) {
    if let Some(rest) = pause() {
        rest.await;
    }
}

/// Asks at every so many steps of a loop.
pub(crate) async fn rest_at(step: usize, pause: Pause<'_>) {
    if is_due(step) {
        rest(pause).await;
    }
}

/// Whether to ask at this step: loops of many short steps look before they wait for anything.
pub(crate) const fn is_due(step: usize) -> bool {
    step.is_multiple_of(STRIDE)
}

/// What `work` comes to without any rest: it was given [`never`].
/// Nothing but a rest is ever awaited, so there always is a result.
pub(crate) fn at_once<T>(mut work: Work<T>) -> Option<T> {
    let mut context = Context::from_waker(Waker::noop());
    match work.as_mut().poll(&mut context) {
        Poll::Ready(result) => Some(result),
        Poll::Pending => None,
    }
}

/// Never rests.
pub(crate) fn never() -> Option<Rest> {
    None
}
