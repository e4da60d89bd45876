//! What the operating system tells the process.

/// Done at Ctrl-C, or when the service manager says so.
pub async fn asked_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupt => {}
        () = terminated() => {}
    }
    tracing::info!("stopping");
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}

/// Does something whenever the process is told to read its files anew (SIGHUP).
#[cfg(unix)]
pub async fn at_hangup(reload: impl Fn()) {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut signal) = signal(SignalKind::hangup()) else {
        return;
    };
    while signal.recv().await.is_some() {
        reload();
    }
}

#[cfg(not(unix))]
pub async fn at_hangup(_: impl Fn()) {}
