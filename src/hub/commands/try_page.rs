//! `groundswell try`: Groundswell on a page that does not have it yet.

use std::sync::Arc;

use groundswell_hub::{LogConfig, Notes, Preview, Settings, report_of_file};

use super::{Failure, address, announce, bind, complain};
use crate::cli::TryArgs;
use crate::{log, signals};

pub async fn run(args: TryArgs) -> Result<(), Failure> {
    if args.report {
        return report(&args);
    }
    if !args.listen.ip().is_loopback() {
        let why = "is not of this computer only; whoever reached it could read the page through it";
        return Err(Failure::of(format_args!("--listen {}: {why}", args.listen)));
    }
    let mut settings = Settings::default();
    settings.environment(std::env::vars_os());
    log::to_stderr(&LogConfig::read(&mut settings));
    let notes: Notes = Arc::new(complain);
    let preview = Preview::new(&args.page, args.rating, args.dist, notes).map_err(Failure::of)?;
    let listener = bind(args.listen).await?;
    let address = address(&listener, "http")?;
    let page = preview.path().trim_start_matches('/');
    announce(&format!("listening on {address}{page}"))?;
    complain(&preview.describe());
    let served = preview.serve(listener, signals::asked_to_stop()).await;
    served.map_err(Failure::of)
}

/// Tells what the scanner finds on a saved page, as it would where the preview shows it.
fn report(args: &TryArgs) -> Result<(), Failure> {
    if args.page.contains("://") {
        let why = "a report is of a saved page; save it, and name the file";
        return Err(Failure::of(format_args!("{}: {why}", args.page)));
    }
    let address = format!("http://{}/", args.listen);
    let report = report_of_file((&args.page).into(), &address).map_err(Failure::of)?;
    announce(report.trim_end())
}
