//! Where the records of a set have their times and in which order they write a day's numbers. One record
//! alone could not tell; what all of them taught tells it of another one like them.

use crate::dates::{self, Day, Order};
use crate::fields;
use crate::found::Found;
use crate::record::{Context, Record, Region};
use crate::url::Url;

use super::candidates::{Candidate, Value};
use super::told_or_any;

/// Places that are told apart within a set.
const PLACES: usize = 1024;

/// What the times of a set teach.
#[derive(Default)]
pub(crate) struct Habit {
    /// How loud each place speaks in all of the set; empty where nothing shows a time.
    weights: Vec<u32>,
    /// How loud one time speaks at most.
    loudest: u32,
    /// The order of the numbers in dates, for each mark between them.
    orders: Vec<(char, Order)>,
    /// Whether hours are told by halves of the day.
    half_days: bool,
    /// The place that speaks loudest, if every record has a time there and takes it.
    common: Option<usize>,
    /// How many records may go before it could be another, or come where there is no common place.
    holds_for: usize,
}

/// A record by its number, and its time.
pub(super) type Chosen = (usize, Value);

impl Habit {
    /// That of a set in which nothing shows a time.
    pub(super) fn none() -> Self {
        Self {
            holds_for: usize::MAX,
            ..Self::default()
        }
    }

    /// Learns which place speaks loudest in a set, and takes for each record the time there.
    pub(super) fn of(set: Vec<(usize, Vec<Candidate>)>) -> (Self, Vec<Chosen>) {
        let mut habit = Self {
            weights: vec![0; PLACES],
            ..Self::default()
        };
        for (_, candidates) in &set {
            for (n, candidate) in candidates.iter().enumerate() {
                habit.loudest = habit.loudest.max(candidate.score);
                let mut before = candidates.iter().take(n);
                let again = before.any(|before| before.place == candidate.place);
                if let Some(weight) = habit.weights.get_mut(slot(candidate)).filter(|_| !again) {
                    *weight = weight.saturating_add(candidate.score);
                }
            }
        }
        habit.common = habit.common_place(&set);
        let lead = set
            .iter()
            .filter_map(|(_, candidates)| habit.lead(candidates));
        habit.holds_for = lead.min().map_or(usize::MAX, |lead| habit.changes_to(lead));
        let mut chosen = Vec::with_capacity(set.len());
        for (at, candidates) in set {
            chosen.extend(habit.best(candidates).map(|value| (at, value)));
        }
        (habit, chosen)
    }

    fn weight(&self, candidate: &Candidate) -> u32 {
        self.weights.get(slot(candidate)).copied().unwrap_or(0)
    }

    fn best(&self, candidates: Vec<Candidate>) -> Option<Value> {
        // Of equals the first.
        let loudest = candidates
            .into_iter()
            .rev()
            .max_by_key(|candidate| (self.weight(candidate), candidate.score));
        loudest.map(|candidate| candidate.value)
    }

    /// How much louder the loudest of these places speaks than the next; `None` where there is but one.
    fn lead(&self, candidates: &[Candidate]) -> Option<u32> {
        let loudest = candidates
            .iter()
            .max_by_key(|candidate| self.weight(candidate))?;
        let others = candidates
            .iter()
            .filter(|other| slot(other) != slot(loudest));
        let next = others.map(|other| self.weight(other)).max()?;
        Some(self.weight(loudest) - next)
    }

    /// How many records may come or go until so much of a lead could be lost.
    fn changes_to(&self, lead: u32) -> usize {
        (lead.saturating_sub(1) / self.loudest.max(1)) as usize
    }

    fn common_place(&self, set: &[(usize, Vec<Candidate>)]) -> Option<usize> {
        let weights = self.weights.iter().zip(0..);
        let (_, place) = weights.max()?;
        let has = |(_, candidates): &(usize, Vec<Candidate>)| is_loudest(candidates, place);
        set.iter().all(has).then_some(place)
    }

    /// Learns the order of the numbers in a set's dates.
    pub(super) fn learn_orders(&mut self, cx: &Context, found: &Found, chosen: &[Chosen]) {
        let mut written: Vec<(char, Vec<_>)> = Vec::new();
        for (_, value) in chosen {
            let Value::Shown(shown) = value else { continue };
            self.half_days |= shown.half_days;
            if let Day::Numbers(numbers, mark) = shown.day {
                match written.iter_mut().find(|(known, _)| *known == mark) {
                    Some((_, dates)) => dates.push(numbers),
                    None => written.push((mark, vec![numbers])),
                }
            }
        }
        if written.is_empty() {
            return;
        }
        let root = chosen
            .first()
            .and_then(|(at, _)| found.records.get(*at))
            .map_or(0, |record| record.root);
        let lang = fields::lang(cx.page, root).unwrap_or_default();
        let host = Url::parse(cx.page.url()).map_or("", |url| url.host);
        let today = today(cx);
        for (mark, dates) in written {
            let expected = dates::expected(&lang, host, mark, self.half_days);
            let order = dates::decide(&dates, today, expected);
            self.orders.push((mark, order));
            self.holds_for = self.holds_for.min(dates::holds_for(&dates, today, order));
        }
    }

    /// How many records may go before it could be another.
    pub(crate) fn holds_for(&self) -> usize {
        self.holds_for
    }

    /// Whether records that [`Habit::read`] reads may come in any number.
    pub(crate) fn is_common(&self) -> bool {
        self.common.is_some()
    }

    /// Notes when another record of the set was written. `None` where it could teach the set otherwise.
    pub(crate) fn read(&self, cx: &Context, record: &mut Record, region: &Region) -> Option<()> {
        if record.time.is_some() {
            return Some(());
        }
        let candidates = told_or_any(cx, record, region);
        let is_clear = match self.common {
            Some(place) => is_loudest(&candidates, place),
            None => self
                .lead(&candidates)
                .is_none_or(|lead| self.changes_to(lead) > self.holds_for),
        };
        let is_known = candidates
            .iter()
            .all(|candidate| candidate.score <= self.loudest && self.weight(candidate) > 0);
        if !is_clear || !is_known {
            return None;
        }
        if let Some(value) = self.best(candidates) {
            if let Value::Shown(shown) = &value {
                let may_be = match shown.day {
                    Day::Numbers(numbers, mark) => {
                        dates::is_possible_in(numbers, today(cx), self.order(mark)?)
                    }
                    _ => true,
                };
                if !may_be || shown.half_days && !self.half_days {
                    return None;
                }
            }
            self.note(cx, record, value);
        }
        Some(())
    }

    fn order(&self, mark: char) -> Option<Order> {
        let known = self.orders.iter().find(|(known, _)| *known == mark);
        known.map(|(_, order)| *order)
    }

    pub(super) fn note(&self, cx: &Context, record: &mut Record, value: Value) {
        match value {
            Value::Machine(iso) => record.time = Some(iso),
            Value::Shown(shown) => {
                let order = match shown.day {
                    Day::Numbers(_, mark) => self.order(mark),
                    _ => None,
                };
                record.shown_time =
                    dates::resolve(&shown, order.unwrap_or(Order::Dmy), cx.page.moment());
            }
        }
    }
}

/// Whether there is a time at this place, and none that speaks louder for itself.
fn is_loudest(candidates: &[Candidate], place: usize) -> bool {
    let here = candidates
        .iter()
        .filter(|candidate| slot(candidate) == place);
    let here = here.map(|candidate| candidate.score).min();
    let is_less = |here: u32| {
        let others = candidates.iter().filter(|other| slot(other) != place);
        others.map(|other| other.score).all(|other| other <= here)
    };
    here.is_some_and(is_less)
}

fn slot(candidate: &Candidate) -> usize {
    (candidate.place.0 % PLACES as u64) as usize
}

/// The latest day that can be somewhere on earth.
fn today(cx: &Context) -> Option<i64> {
    cx.page.moment().map(|now| now.today() + 1)
}
