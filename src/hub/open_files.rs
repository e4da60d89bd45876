//! How many files the process may have open. A live stream is one, and what systems allow at first is often
//! a tenth of what they allow to whoever asks.

use groundswell_hub::Limits;

/// Files that are open beside connections, with some to spare: the database and its readers, the log, the
/// listeners, files of the widget that are being sent.
const BESIDE: u64 = 64;

/// Allows the process as many open files as the system lets it, and says in the log what came of it.
pub fn raise(limits: &Limits) {
    let most = match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(most) => most,
        Err(error) => {
            tracing::warn!(%error, "open files stay limited as they were");
            return;
        }
    };
    tracing::info!(most, "open files");
    let wanted = wanted(limits);
    if most < wanted {
        tracing::warn!(
            most,
            wanted,
            "fewer open files than limits.streams and limits.connections need: some pages will not be \
             answered; raise the system's limit (LimitNOFILE, ulimit -n) or lower these"
        );
    }
}

/// Every stream is a connection, and the hub takes no more connections than their limit.
fn wanted(limits: &Limits) -> u64 {
    let connections = u64::try_from(limits.connections).unwrap_or(u64::MAX);
    connections.saturating_add(BESIDE)
}
