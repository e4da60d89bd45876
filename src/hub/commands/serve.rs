//! `groundswell serve`: the hub, until it is asked to stop.

use groundswell_hub::{Hub, Settings, Tls};

use super::{Failure, address, announce, bind, explained};
use crate::cli::ServeArgs;
use crate::{log, open_files, signals};

pub async fn run(args: ServeArgs) -> Result<(), Failure> {
    let only_check = args.check;
    let (config, effective) = explained(Settings::from(args))?;
    if only_check {
        return announce(effective.trim_end());
    }
    log::to_stderr(&config.log);
    open_files::raise(&config.limits);
    let listener = bind(config.listen).await?;
    let figures = match config.metrics.listen {
        Some(address) => Some(bind(address).await?),
        None => None,
    };
    let mut hub = Hub::open(config).map_err(Failure::of)?;
    let tls = hub.tls();
    let scheme = if tls.is_some() { "https" } else { "http" };
    if let Some(tls) = tls {
        tokio::spawn(signals::at_hangup(move || reload(&tls)));
    }
    announce(&format!("listening on {}", address(&listener, scheme)?))?;
    if let Some(figures) = figures {
        announce(&format!("figures on {}metrics", address(&figures, "http")?))?;
        hub.figures_on(figures);
    }
    hub.serve(listener, signals::asked_to_stop()).await;
    Ok(())
}

fn reload(tls: &Tls) {
    match tls.reload() {
        Ok(()) => tracing::info!("the certificate was read anew"),
        Err(error) => tracing::error!(%error, "the certificate stays as it was"),
    }
}
