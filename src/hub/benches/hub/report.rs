//! Figures: the hub's, beside those of its peers in the same run, as a table and as JSON.

use std::fmt;

use serde::Serialize;

use crate::process::load_average;

/// What was measured, in rounds.
#[derive(Serialize)]
pub struct Figure {
    pub name: String,
    pub unit: &'static str,
    /// At most this is wanted of the hub.
    pub goal: Option<f64>,
    /// The hub first.
    pub servers: Vec<Measured>,
}

/// One server's part of a figure.
#[derive(Serialize)]
pub struct Measured {
    pub server: &'static str,
    /// In the order of the rounds.
    pub rounds: Vec<f64>,
}

impl Measured {
    /// Half of the rounds came to less, half to more.
    pub fn median(&self) -> f64 {
        let mut rounds = self.rounds.clone();
        rounds.sort_unstable_by(f64::total_cmp);
        rounds.get(rounds.len() / 2).copied().unwrap_or(f64::NAN)
    }
}

impl Figure {
    pub fn new(name: impl Into<String>, unit: &'static str) -> Self {
        Self {
            name: name.into(),
            unit,
            goal: None,
            servers: Vec::new(),
        }
    }

    pub fn at_most(mut self, goal: f64) -> Self {
        self.goal = Some(goal);
        self
    }

    /// One server's values, round by round, over another's.
    pub fn ratios(&self, of: usize, over: usize) -> Vec<f64> {
        let rounds = |n: usize| self.servers.get(n).into_iter().flat_map(|s| &s.rounds);
        rounds(of)
            .zip(rounds(over))
            .map(|(of, over)| of / over)
            .collect()
    }

    /// One more round of one server.
    pub fn add(&mut self, server: &'static str, value: f64) {
        let known = self.servers.iter_mut().find(|known| known.server == server);
        match known {
            Some(known) => known.rounds.push(value),
            None => self.servers.push(Measured {
                server,
                rounds: vec![value],
            }),
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((first, peers)) = self.servers.split_first() else {
            return Ok(());
        };
        let goal = self.goal.map(|goal| format!("<= {}", short(goal)));
        let value = short(first.median());
        write!(
            f,
            "{:<52} {:>6} {value:>9} {:>9} ",
            self.name,
            self.unit,
            goal.unwrap_or_default()
        )?;
        for peer in peers {
            let ratio = first.median() / peer.median();
            let (name, value) = (peer.server, short(peer.median()));
            write!(f, "  {name} {value} ({} x)", short(ratio))?;
        }
        Ok(())
    }
}

/// Three digits that count.
fn short(value: f64) -> String {
    let places = match value.abs() {
        v if v >= 100.0 => 0,
        v if v >= 10.0 => 1,
        v if v >= 0.1 => 2,
        _ => 4,
    };
    format!("{value:.places$}")
}

/// Everything that a run measured.
#[derive(Serialize)]
pub struct Report {
    pub quick: bool,
    pub cores: usize,
    /// Load average before the first round.
    pub load_before: String,
    pub load_after: String,
    pub figures: Vec<Figure>,
}

impl Report {
    pub fn begin(quick: bool) -> Self {
        Self {
            quick,
            cores: std::thread::available_parallelism().map_or(0, usize::from),
            load_before: load_average(),
            load_after: String::new(),
            figures: Vec::new(),
        }
    }

    pub fn end(&mut self) {
        self.load_after = load_average();
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} cores, load {} before and {} after; medians of rounds taken in turn{}",
            self.cores,
            self.load_before,
            self.load_after,
            if self.quick {
                "; QUICK: no figures to quote"
            } else {
                ""
            }
        )?;
        writeln!(
            f,
            "{:<52} {:>6} {:>9} {:>9}   peer (hub / peer)",
            "figure", "unit", "hub", "goal"
        )?;
        for figure in &self.figures {
            writeln!(f, "{figure}")?;
        }
        Ok(())
    }
}
