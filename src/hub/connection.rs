//! One connection: HTTP/1.1, until its client leaves or its socket becomes a stream.
//!
//! HTTP/1.1 only: without TLS no browser speaks another version, and the company's proxy in front,
//! which has the TLS, speaks it best.

use std::convert::Infallible;
use std::future::{Future, pending, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::response::Response;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Sleep, sleep};
use tower::ServiceExt as _;

use crate::client_address::Peer;
use crate::config::Limits;
use crate::live::{self, Socket, Watch};

/// Serves a connection until its client leaves, or `stopped` changes and the request under way is
/// answered, or an answer is a stream: then the socket is the streams'.
pub async fn serve(
    socket: impl Socket + 'static,
    peer: Peer,
    router: Router,
    limits: Limits,
    mut stopped: watch::Receiver<()>,
    slot: OwnedSemaphorePermit,
) {
    let exit = Arc::new(Exit::default());
    let service = service_fn(|mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        answer(router.clone(), Arc::clone(&exit), request)
    });
    let socket = Patient::new(socket, limits.stall, Arc::clone(&exit));
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .serve_connection(TokioIo::new(socket), service);
    let mut stopping = pin!(stopped.changed());
    let mut asked_to_stop = false;
    let left = poll_fn(|cx| {
        if !asked_to_stop && stopping.as_mut().poll(cx).is_ready() {
            asked_to_stop = true;
            Pin::new(&mut connection).graceful_shutdown();
        }
        match Pin::new(&mut connection).poll(cx) {
            Poll::Ready(ended) => Poll::Ready(ended.map(|()| None)),
            Poll::Pending => exit
                .take()
                .map_or(Poll::Pending, |leaving| Poll::Ready(Ok(Some(leaving)))),
        }
    });
    match left.await {
        Ok(Some(Leaving { head, watch })) => {
            // What the client sent after its request is dropped: no answer can follow a stream.
            let socket = connection.into_parts().io.into_inner().socket;
            watch.start(Box::new(socket), head, slot);
        }
        Ok(None) => {}
        Err(error) => tracing::debug!(%error, "connection ended"),
    }
}

/// Answers by the router. An answer that is a stream goes to the exit instead, and never comes.
async fn answer(
    router: Router,
    exit: Arc<Exit>,
    request: Request<Incoming>,
) -> Result<Response, Infallible> {
    let mut response = router.oneshot(request).await?;
    let Some(watch) = response.extensions_mut().remove::<Watch>() else {
        return Ok(response);
    };
    let head = live::head(&response.into_parts().0);
    exit.leave(Leaving { head, watch });
    pending().await
}

/// The way out of HTTP, where a service and the connection that it serves meet.
#[derive(Default)]
struct Exit {
    leaving: Mutex<Option<Leaving>>,
    /// Whether something waits to be written: the end of an earlier answer, which must go out first.
    clogged: AtomicBool,
}

/// What is needed to go on as a stream.
struct Leaving {
    head: Vec<u8>,
    watch: Watch,
}

impl Exit {
    fn leave(&self, leaving: Leaving) {
        *self.lock() = Some(leaving);
    }

    /// Whoever leaves, once everything before is written. To be asked right after the connection was
    /// polled: it has tried to write all it had by then.
    fn take(&self) -> Option<Leaving> {
        if self.clogged.load(Ordering::Relaxed) {
            return None;
        }
        self.lock().take()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Leaving>> {
        self.leaving.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that ends when its client takes nothing for too long: an answer to a laptop that
/// was closed must not be held for ever.
struct Patient<S> {
    socket: S,
    patience: Duration,
    /// Runs while a write waits for the client.
    waiting: Option<Pin<Box<Sleep>>>,
    exit: Arc<Exit>,
}

impl<S> Patient<S> {
    fn new(socket: S, patience: Duration, exit: Arc<Exit>) -> Self {
        Self {
            socket,
            patience,
            waiting: None,
            exit,
        }
    }

    /// Passes on what a write came to, or ends the waiting.
    fn judge<T>(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        self.exit
            .clogged
            .store(written.is_pending(), Ordering::Relaxed);
        if written.is_ready() {
            self.waiting = None;
            return written;
        }
        let patience = self.patience;
        let waiting = self
            .waiting
            .get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(waiting.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: Socket> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(cx, buf)
    }
}

impl<S: Socket> AsyncWrite for Patient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write(cx, buf);
        self.judge(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write_vectored(cx, bufs);
        self.judge(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::Seats;
    use crate::space::SpaceIndex;
    use std::task::Waker;
    use tokio::io::AsyncReadExt as _;

    fn leaving() -> Leaving {
        let seat = Seats::new(1, 1).take("10.0.0.0/24".parse().unwrap());
        let watch = Watch {
            feed: Arc::default(),
            space: SpaceIndex(0),
            posts: Arc::default(),
            since: 0,
            seat: Arc::new(seat.unwrap()),
        };
        let head = Vec::new();
        Leaving { head, watch }
    }

    #[tokio::test]
    async fn nobody_leaves_before_the_answer_to_others_is_written() {
        let (socket, mut client) = tokio::io::duplex(4);
        let exit = Arc::new(Exit::default());
        let mut socket = Patient::new(socket, Duration::from_secs(60), Arc::clone(&exit));
        let mut cx = Context::from_waker(Waker::noop());
        let mut write = |bytes| Pin::new(&mut socket).poll_write(&mut cx, bytes);
        assert!(matches!(write(b"answer"), Poll::Ready(Ok(4))));
        assert!(write(b"er").is_pending());
        exit.leave(leaving());
        assert!(exit.take().is_none());
        client.read_exact(&mut [0; 4]).await.unwrap();
        assert!(matches!(write(b"er"), Poll::Ready(Ok(2))));
        assert!(exit.take().is_some());
    }
}
