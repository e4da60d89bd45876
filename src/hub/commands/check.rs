//! `groundswell check`.

use clap::Args;
use groundswell_hub::Findings;

use super::{Failure, announce, settled};
use crate::cli::DataArgs;

#[derive(Args)]
pub struct CheckArgs {
    #[command(flatten)]
    data: DataArgs,
}

pub fn run(args: CheckArgs) -> Result<(), Failure> {
    let config = settled(args.data.settings())?;
    let database = &config.database;
    let findings = groundswell_hub::check(database, Some(&config.key));
    let findings = findings.map_err(Failure::of)?;
    let name = database.display();
    for note in &findings.notes {
        announce(&format!("{name}: {note}"))?;
    }
    if !findings.faults.is_empty() {
        let faults = findings.faults.iter();
        return Err(Failure(
            faults.map(|fault| format!("{name}: {fault}")).collect(),
        ));
    }
    announce(&format!("{name}: sound, {}", describe(&findings)))
}

/// What a sound database holds.
pub fn describe(findings: &Findings) -> String {
    let Findings {
        schema,
        posts,
        ratings,
        sequence,
        ..
    } = findings;
    format!("{ratings} ratings, {posts} posts, last change {sequence}, schema {schema}")
}
