//! What is known of a post after its readers spoke: a Dirichlet distribution over their answers.
//!
//! The shares in which readers give each answer have, before anybody says anything, the distribution
//! of the space's posts ([`Prior`]): as if `strength` readers had answered as is usual here. Each answer
//! given adds one to its parameter `a[i]`. With `A = sum a[i]` and `w[i]` what an answer is worth, what a
//! post is worth to its readers, `sum w[i] p[i]`, then has
//!
//! ```text
//! mean = sum w[i] a[i] / A      variance = (sum w[i]^2 a[i] / A - mean^2) / (A + 1)
//! ```
//!
//! (A. Gelman et al., "Bayesian Data Analysis", 3rd edition, 2.4, 3.4 and appendix A; E. Miller, "Ranking
//! Items With Star Ratings", 2014.) Where only the worst and the best answer can be given this is the
//! Beta distribution of a share. So one rating moves a new post a little and can never carry it past
//! one that hundreds found good.

use crate::evidence::{Evidence, LEVELS, WORTH};
use crate::prior::Prior;

/// How many of the prior's readers one reader of the post itself stands for.
#[derive(Clone, Copy)]
pub(crate) struct Weights {
    /// By an answer.
    pub answer: f64,
    /// By a silent look, where silence is no answer: as many answers as usual here.
    pub silence: f64,
}

impl Weights {
    /// Everyone stands for themselves.
    pub const PLAIN: Self = Self {
        answer: 1.0,
        silence: 0.0,
    };
}

/// What is known of how readers answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Posterior {
    /// The distribution's parameters; none less than 0. Invariant: the worst and the best more than 0.
    pub parameters: [f64; LEVELS],
}

impl Posterior {
    /// What `evidence` makes of what was expected by `prior`.
    pub fn new(evidence: &Evidence, prior: &Prior, weights: Weights) -> Self {
        let usual = prior.strength() + weights.silence * evidence.silent;
        let mut parameters = evidence.answers;
        for (parameter, share) in parameters.iter_mut().zip(prior.shares()) {
            *parameter = weights.answer * *parameter + usual * share;
        }
        Self { parameters }
    }

    /// Answers, those expected and those given.
    pub fn total(&self) -> f64 {
        self.parameters.iter().sum()
    }

    pub fn mean(&self) -> f64 {
        mean_worth(&self.parameters)
    }

    pub fn variance(&self) -> f64 {
        let (mean, total) = (self.mean(), self.total());
        let spread = self.parameters.iter().zip(WORTH);
        let spread: f64 = spread
            .map(|(a, worth)| a * (worth - mean) * (worth - mean))
            .sum();
        spread / total / (total + 1.0)
    }
}

/// The mean worth of answers in these proportions; 0 of none.
pub(crate) fn mean_worth(answers: &[f64; LEVELS]) -> f64 {
    let total: f64 = answers.iter().sum();
    let worth: f64 = answers.iter().zip(WORTH).map(|(a, worth)| a * worth).sum();
    if total > 0.0 {
        (worth / total).min(1.0)
    } else {
        0.0
    }
}

/// The odds that an answer is good, by what answers in these proportions are worth.
pub(crate) fn odds(answers: &[f64; LEVELS]) -> f64 {
    let weighed = |worth: fn(f64) -> f64| {
        let parts = answers.iter().zip(WORTH);
        parts.map(|(a, of_one)| a * worth(of_one)).sum::<f64>()
    };
    weighed(|worth| worth) / weighed(|worth| 1.0 - worth)
}
