//! A closed world of readers who look mostly at what stands first and follow the crowd.
//!
//! Posts come for four weeks; each has a usefulness, the chance that a reader who looks at it presses
//! the button, most of them small. A visitor sees forty posts in the rule's order and looks at the one in
//! place `k` (from 0) with the chance `(1 + k)^-0.9` (K. Lerman, T. Hogg, "Leveraging position bias to improve peer recommendation", PLoS ONE 9, 2014).
//! Where counts are shown, a large one raises the chance of a press by up to 64 %, a third on average
//! (L. Muchnik, S. Aral, S. J. Taylor, "Social influence bias", Science 341, 2013). A post stands for two
//! weeks. In the middle of it all a clique gives sixty votes to one useless post.

use std::collections::HashSet;

use groundswell_rank::{Prior, Seed};

use crate::chance::Chance;
use crate::rules::{Known, Rule};

const DAYS: u32 = 28;
/// Hours that a post stands.
const LIFE: f64 = 14.0 * 24.0;
/// Posts that a visitor may look at.
const PLACES: usize = 40;
/// Places that matter.
const TOP: usize = 10;
/// A shared order is made anew after so many visits; and a post has been seen that so many visitors
/// had among their first ten.
const ROUND: u32 = 25;
/// The clique's votes, for the newest post less useful than a fifth of the mean, at this hour.
const CLIQUE: u32 = 60;
const USELESS: f64 = 0.2;
const CLIQUE_AT: f64 = 14.0 * 24.0;
/// Measured from this hour on.
const SETTLED: f64 = 7.0 * 24.0;

/// How large a world is, and what its posts are like.
#[derive(Clone, Copy)]
pub struct Setting {
    pub name: &'static str,
    pub posts_a_day: u32,
    pub visits_a_day: u32,
    pub people: u32,
    /// The usefulness of posts is distributed as Beta(1, this).
    pub useless: f64,
}

/// A company's main forum.
pub const BUSY: Setting = Setting {
    name: "busy: 30 posts and 1,500 visits a day, one look in ten finds a post useful",
    posts_a_day: 30,
    visits_a_day: 1500,
    people: 4000,
    useless: 9.0,
};

/// A department's blog whose readers seldom press.
pub const QUIET: Setting = Setting {
    name: "quiet: 6 posts and 300 visits a day, one look in thirty finds a post useful",
    posts_a_day: 6,
    visits_a_day: 300,
    people: 500,
    useless: 29.0,
};

struct Post {
    born: f64,
    usefulness: f64,
    votes: u32,
    looks: u32,
    voters: HashSet<u32>,
    /// Visits that had it among their first ten, and the hour at which they were enough.
    shown: u32,
    seen_at: Option<f64>,
}

/// How a rule fared.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// How near the first ten places come to the best that could stand there, from 0 to 1 (NDCG@10).
    pub ndcg: f64,
    /// Of the best twentieth of posts, the share that was ever seen in the first ten.
    pub reached: f64,
    /// Hours until half of them were; infinite where that never came.
    pub hours: f64,
    /// Hours that the clique's post stood in the first ten.
    pub brigade: f64,
}

struct World {
    setting: Setting,
    rule: Rule,
    counts_shown: bool,
    chance: Chance,
    posts: Vec<Post>,
    born: usize,
    raised: Option<usize>,
    prior: Prior,
    /// What the last visitor saw.
    order: Vec<usize>,
    quality: Vec<f64>,
    brigade: f64,
}

/// Plays the world from beginning to end.
pub fn play(setting: Setting, rule: Rule, counts_shown: bool, seed: u64) -> Outcome {
    let mut world = World::new(setting, rule, counts_shown, seed);
    for visit in 0..DAYS * setting.visits_a_day {
        world.visit(visit);
    }
    world.outcome()
}

impl World {
    fn new(setting: Setting, rule: Rule, counts_shown: bool, seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let posts = posts(setting, &mut chance);
        Self {
            setting,
            rule,
            counts_shown,
            chance,
            posts,
            born: 0,
            raised: None,
            prior: Prior::default(),
            order: vec![],
            quality: vec![],
            brigade: 0.0,
        }
    }

    fn visit(&mut self, visit: u32) {
        let hours = 24.0 / f64::from(self.setting.visits_a_day);
        let now = f64::from(visit) * hours;
        self.born = self.posts.partition_point(|post| post.born <= now);
        let new_round = visit.is_multiple_of(ROUND);
        if new_round {
            // What a hub can know: the figures of the posts that stand, not what they are drawn from.
            self.prior = Prior::of(self.live(now).iter().map(|post| post.evidence(1.0)));
            if self.raised.is_none() && now >= CLIQUE_AT {
                self.raise();
            }
        }
        let reader = self.chance.below(self.setting.people);
        if new_round || self.rule.is_personal() {
            self.order = self.order(now, self.seed(visit, reader));
        }
        let order = std::mem::take(&mut self.order);
        self.note(&order, now, hours);
        if now > SETTLED && visit.is_multiple_of(10 * ROUND) {
            self.judge(&order, now);
        }
        self.read(&order, reader);
        self.order = order;
    }

    fn live(&self, now: f64) -> Vec<Known> {
        let born = self.posts.iter().take(self.born).zip(0..);
        let live = born.filter(|(post, _)| now - post.born <= LIFE);
        live.map(|(post, number)| Known {
            post: number,
            age: now - post.born,
            votes: post.votes,
            looks: post.looks,
        })
        .collect()
    }

    /// Of the reader and the day, or of the visit that all have an order from.
    fn seed(&self, visit: u32, reader: u32) -> Seed {
        if self.rule.is_personal() {
            let day = visit / self.setting.visits_a_day;
            Seed::from(u128::from(day) << 64 | u128::from(reader))
        } else {
            Seed::from(u128::from(visit))
        }
    }

    fn order(&self, now: f64, seed: Seed) -> Vec<usize> {
        let live = self.live(now);
        let order = self.rule.order(&live, &self.prior, seed).into_iter();
        let places = order.take(PLACES);
        places.map(|index| live[index].post as usize).collect()
    }

    /// The clique votes.
    fn raise(&mut self) {
        let mean = 1.0 / (1.0 + self.setting.useless);
        let useless = |post: &Post| post.usefulness < USELESS * mean;
        self.raised = self.posts.iter().take(self.born).rposition(useless);
        let Some(raised) = self.raised else { return };
        let post = &mut self.posts[raised];
        for member in 0..CLIQUE {
            if post.voters.insert(member) {
                post.votes += 1;
                post.looks += 1;
            }
        }
    }

    /// One visitor looks at some of the posts and presses where one is useful.
    fn read(&mut self, order: &[usize], reader: u32) {
        for (place, &number) in order.iter().enumerate() {
            let post = &mut self.posts[number];
            let looks = self.chance.happens(libm::pow(1.0 + place as f64, -0.9));
            if !looks || post.voters.contains(&reader) {
                continue;
            }
            post.looks += 1;
            let votes = f64::from(post.votes);
            let crowd = if self.counts_shown {
                0.64 * votes / (votes + 20.0)
            } else {
                0.0
            };
            if self
                .chance
                .happens((post.usefulness * (1.0 + crowd)).min(0.95))
            {
                post.votes += 1;
                post.voters.insert(reader);
            }
        }
    }

    /// Who came how far up.
    fn note(&mut self, order: &[usize], now: f64, hours: f64) {
        let top = order.get(..TOP).unwrap_or(order);
        for &number in top {
            let post = &mut self.posts[number];
            post.shown += 1;
            if post.shown == ROUND {
                post.seen_at = Some(now);
            }
        }
        if self.raised.is_some_and(|raised| top.contains(&raised)) {
            self.brigade += hours;
        }
    }

    /// How good the first places are against the best that could stand there.
    fn judge(&mut self, order: &[usize], now: f64) {
        let top = order.iter().take(TOP);
        let gained = gain(top.map(|&number| self.posts[number].usefulness));
        self.quality.push(gained / self.best_gain(now));
    }

    fn best_gain(&self, now: f64) -> f64 {
        let live = self.live(now);
        let mut useful: Vec<f64> = live
            .iter()
            .map(|known| self.posts[known.post as usize].usefulness)
            .collect();
        useful.sort_by(|a, b| b.total_cmp(a));
        gain(useful.into_iter().take(TOP))
    }

    fn outcome(&self) -> Outcome {
        let mut useful: Vec<f64> = self.posts.iter().map(|post| post.usefulness).collect();
        useful.sort_by(|a, b| b.total_cmp(a));
        let least = useful[useful.len() / 20 - 1];
        let last = f64::from((DAYS - 3) * 24);
        let best = self
            .posts
            .iter()
            .filter(|post| post.usefulness >= least && post.born < last);
        let mut hours: Vec<f64> = best
            .map(|post| post.seen_at.map_or(f64::INFINITY, |at| at - post.born))
            .collect();
        hours.sort_by(f64::total_cmp);
        let reached = hours.iter().filter(|hours| hours.is_finite()).count();
        Outcome {
            ndcg: self.quality.iter().sum::<f64>() / self.quality.len() as f64,
            reached: reached as f64 / hours.len() as f64,
            hours: hours[hours.len() / 2],
            brigade: self.brigade,
        }
    }
}

fn posts(setting: Setting, chance: &mut Chance) -> Vec<Post> {
    let hours = f64::from(DAYS * 24);
    let count = DAYS * setting.posts_a_day;
    let mut births: Vec<f64> = (0..count).map(|_| chance.share() * hours).collect();
    births.sort_by(f64::total_cmp);
    let posts = births.into_iter().map(|born| Post {
        born,
        // The inverse of the distribution.
        usefulness: 1.0 - libm::pow(chance.share(), 1.0 / setting.useless),
        votes: 0,
        looks: 0,
        voters: HashSet::new(),
        shown: 0,
        seen_at: None,
    });
    posts.collect()
}

/// Discounted cumulative gain (K. Järvelin, J. Kekäläinen, "Cumulated gain-based evaluation of IR
/// techniques", ACM Transactions on Information Systems 20, 2002).
fn gain(usefulness: impl Iterator<Item = f64>) -> f64 {
    usefulness
        .zip(2_u32..)
        .map(|(gain, place)| gain / libm::log2(f64::from(place)))
        .sum()
}
