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

/// Nodes between two questions whether to rest.
const STRIDE: usize = 512;

/// Records between two such questions: each has many nodes.
const RECORDS: usize = 16;

/// A rest, or none. No `async fn`: each use of one would be compiled anew.
pub struct Resting(pub Option<Rest>);

impl Future for Resting {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        match &mut self.0 {
            Some(rest) => rest.as_mut().poll(context),
            None => Poll::Ready(()),
        }
    }
}

/// To be awaited: asks whether to rest.
pub(crate) fn rest(pause: Pause<'_>) -> Resting {
    Resting(pause())
}

/// The same at every so many steps of a loop.
pub(crate) fn rest_at(step: usize, pause: Pause<'_>) -> Resting {
    Resting(if is_due(step) { pause() } else { None })
}

/// The same in a loop over records.
pub(crate) fn rest_among(record: usize, pause: Pause<'_>) -> Resting {
    Resting(if record.is_multiple_of(RECORDS) {
        pause()
    } else {
        None
    })
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
