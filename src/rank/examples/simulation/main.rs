//! Which order lets the most useful posts rise, and how soon, in a world whose truth is known.
//!
//! `cargo run -p groundswell-rank --release --example simulation`, or with another number of worlds to
//! average over `-- 8`. The world is described in `world.rs`, the rules in `rules.rs`.
//!
//! A post has come up when 25 visitors had it among their first ten. The share and the time are of
//! the best twentieth of posts; the time is the median, "never" where fewer than half came up. NDCG is that
//! of what every 250th visitor saw, from the second week on. A brigade's hours are counted visit by
//! visit, since each reader may have an order of their own.
#![allow(clippy::print_stdout)]

mod chance;
mod rules;
mod world;

use std::panic::resume_unwind;
use std::thread;

use rules::Rule;
use world::{BUSY, Outcome, QUIET, Setting, play};

/// Worlds to average over where no number is given.
const WORLDS: u64 = 4;

/// The first world's seed.
const FIRST: u64 = 100;

fn main() {
    let number = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok());
    let worlds = number.unwrap_or(WORLDS).max(1);
    for setting in [BUSY, QUIET] {
        println!("{}", setting.name);
        println!(
            "{:<18}{:<9}{:>9}{:>9}{:>11}{:>11}",
            "", "counts", "NDCG@10", "come up", "within h", "brigade h"
        );
        for rule in Rule::ALL {
            let [shown, hidden] = both(setting, rule, worlds);
            print(rule.name(), "shown", shown);
            print("", "hidden", hidden);
        }
        println!();
    }
}

fn print(rule: &str, counts: &str, outcome: Outcome) {
    let hours = match outcome.hours {
        hours if hours.is_finite() => format!("{hours:.1}"),
        _ => "never".to_owned(),
    };
    println!(
        "{rule:<18}{counts:<9}{:>9.3}{:>8.0}%{hours:>11}{:>11.1}",
        outcome.ndcg,
        outcome.reached * 100.0,
        outcome.brigade
    );
}

/// The averages with counts shown and hidden.
fn both(setting: Setting, rule: Rule, worlds: u64) -> [Outcome; 2] {
    thread::scope(|scope| {
        let played = [true, false].map(|shown| {
            scope.spawn(move || {
                let seeds = FIRST..FIRST + worlds;
                average(seeds.map(|seed| play(setting, rule, shown, seed)).collect())
            })
        });
        played.map(|played| played.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

/// Means; of the hours the median.
fn average(mut outcomes: Vec<Outcome>) -> Outcome {
    let mean = |figure: fn(&Outcome) -> f64| {
        outcomes.iter().map(figure).sum::<f64>() / outcomes.len() as f64
    };
    let (ndcg, reached, brigade) = (mean(|o| o.ndcg), mean(|o| o.reached), mean(|o| o.brigade));
    outcomes.sort_by(|a, b| a.hours.total_cmp(&b.hours));
    Outcome {
        ndcg,
        reached,
        hours: outcomes[outcomes.len() / 2].hours,
        brigade,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worlds that a test has time for.
    const FEW: u64 = 2;

    #[test]
    fn the_useful_rises_at_once_and_a_brigade_falls() {
        let others = both(BUSY, Rule::DrawnForAll, FEW);
        for (outcome, other) in both(BUSY, Rule::Drawn, FEW).into_iter().zip(others) {
            assert!(outcome.hours < other.hours, "{outcome:?}, {other:?}");
            assert!(outcome.ndcg > other.ndcg, "{outcome:?}, {other:?}");
            assert!(outcome.ndcg >= 0.93, "{outcome:?}");
            assert!(outcome.hours <= 6.0, "{outcome:?}");
            assert!(outcome.reached >= 0.85, "{outcome:?}");
            assert!(outcome.brigade <= 5.0, "{outcome:?}");
        }
    }

    #[test]
    fn votes_alone_bury_the_new() {
        for outcome in both(BUSY, Rule::Count, 1) {
            assert!(outcome.ndcg < 0.8 && outcome.reached < 0.5, "{outcome:?}");
        }
    }
}
