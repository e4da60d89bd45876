//! What the person at the terminal sees: steps with their times on standard error, results on
//! standard output.
#![allow(
    clippy::print_stdout,
    reason = "a command-line tool's results go to its standard output"
)]

use std::fmt::Display;
use std::time::Instant;

/// Announces a step, runs it, and says how long it took when that was noticeable.
pub fn step<T>(name: &str, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    eprintln!("==> {name}");
    let start = Instant::now();
    let result = work()?;
    let seconds = start.elapsed().as_secs_f32();
    if seconds >= 1.0 {
        eprintln!("    done in {seconds:.0} s");
    }
    Ok(result)
}

/// Something worth knowing on the way.
pub fn note(message: impl Display) {
    eprintln!("    {message}");
}

/// A result, for people or for other programs.
pub fn result(text: impl Display) {
    println!("{text}");
}

/// Why the command failed, with each cause below it.
pub fn error(error: &anyhow::Error) {
    eprintln!("error: {error}");
    for cause in error.chain().skip(1) {
        eprintln!("  because: {cause}");
    }
}
