//! Connections: accepting them, bounding them, and letting them go. What is said on them is
//! `connection.rs`'s.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};
use tokio_rustls::server::TlsStream;

use crate::client_address::Peer;
use crate::config::Limits;
use crate::connection;
use crate::tls::Tls;

/// The pause after the system would not give a connection: it has no file handles left, say.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves until `shutdown` is done, then calls `stopping` and waits for what is under way.
pub async fn run(
    router: Router,
    listener: TcpListener,
    tls: Option<Arc<Tls>>,
    limits: Limits,
    shutdown: impl Future<Output = ()> + Send,
    stopping: impl FnOnce(),
) {
    let (stop, stopped) = watch::channel(());
    let slots = Arc::new(Semaphore::new(limits.connections));
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = async {
            let slot = Arc::clone(&slots).acquire_owned().await;
            (accept(&listener).await, slot)
        };
        let (stream, peer, slot) = tokio::select! {
            ((stream, peer), Ok(slot)) = accepted => (stream, peer, slot),
            () = &mut shutdown => break,
        };
        let (router, stopped, tls) = (router.clone(), stopped.clone(), tls.clone());
        let open = stopped.clone();
        tokio::spawn(async move {
            match tls {
                None => connection::serve(stream, peer, router, limits, stopped, slot).await,
                Some(tls) => {
                    if let Some(stream) = agree(&tls, stream, limits, stopped.clone()).await {
                        connection::serve(stream, peer, router, limits, stopped, slot).await;
                    }
                }
            }
            // Last, so that nothing of the hub is in use when all connections are closed.
            drop(open);
        });
    }
    drop((listener, stopped));
    stopping();
    stop.send(()).ok();
    if timeout(limits.drain, stop.closed()).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
}

/// The connection, encrypted, unless the client does not come to terms in time or the hub stops.
async fn agree(
    tls: &Tls,
    stream: TcpStream,
    limits: Limits,
    mut stopped: watch::Receiver<()>,
) -> Option<TlsStream<TcpStream>> {
    let agreed = tokio::select! {
        agreed = timeout(limits.head, tls.accept(stream)) => agreed,
        _ = stopped.changed() => return None,
    };
    let failed = |error: io::Error| tracing::debug!(%error, "no TLS");
    agreed
        .map_err(io::Error::from)
        .flatten()
        .map_err(failed)
        .ok()
}

async fn accept(listener: &TcpListener) -> (TcpStream, Peer) {
    loop {
        match listener.accept().await {
            Ok((stream, address)) => {
                // Events are small and are to arrive now.
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "no TCP_NODELAY");
                }
                return (stream, Peer(address.ip().to_canonical()));
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}
