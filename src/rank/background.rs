//! How much more a page says a term than its language does: what tells a subject from a common word.
//!
//! With `y` what the page says of the term and `n` what it says of all terms, both as gains
//! (`weigh.rs`), `p` the term's share of the language and `A` the weight of a prior,
//!
//! ```text
//! surprise = ln(1 + (y + A p) / ((n + A) p))        A = 500
//! ```
//!
//! Within the brackets stand the odds of the term on the page against those in the language, with a
//! Dirichlet prior that knows the language: B. Monroe, M. Colaresi, K. Quinn, "Fightin' Words: Lexical
//! Feature Selection and Evaluation for Identifying the Content of Political Conflict", Political Analysis
//! 16, 2008, section 3.3. The prior keeps a page of a few words from calling every word a surprise. One is
//! added so that a term that is said as often as anywhere keeps a little weight instead of none. A term's
//! gains times its surprise is, but for the damping, its part of the log-likelihood ratio of T. Dunning,
//! "Accurate Methods for the Statistics of Surprise and Coincidence", Computational Linguistics 19, 1993.
//!
//! Shares come as Zipf values (W. van Heuven et al., "SUBTLEX-UK", Quarterly Journal of Experimental
//! Psychology 67, 2014): the decimal logarithm of how often a thousand million words say it.

/// How many words of the language the prior stands for.
const A: f64 = 500.0;

/// The share of words that are on no list of common words, which end a little above it: a Zipf value of 4. Most terms
/// of a page are such.
const UNLISTED: f64 = 1e-5;

/// The greatest Zipf value: one word in ten.
const MOST: f64 = 8.0;

/// The Zipf value that a thousand million stands for.
const ALL: f64 = 9.0;

/// How surprising gains of `said` are on a page that gains `all`; more than 0, at most 15.
///
/// `zipf` 0 stands for a term that is on no list; what can be no Zipf value is read as the nearest.
pub(crate) fn surprise(said: f64, all: f64, zipf: f32) -> f64 {
    let share = share(f64::from(zipf));
    libm::log(1.0 + (said + A * share) / ((all + A) * share))
}

fn share(zipf: f64) -> f64 {
    // What is no number is not more than 0 either.
    if zipf > 0.0 {
        let zipf = zipf.clamp(1.0, MOST);
        libm::exp((zipf - ALL) * std::f64::consts::LN_10)
    } else {
        UNLISTED
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(said: f64, all: f64, zipf: f32, expected: f64) {
        let found = surprise(said, all, zipf);
        assert!((found - expected).abs() < 1e-4, "{found} not {expected}");
    }

    #[test]
    fn a_word_as_common_as_anywhere_is_hardly_a_surprise() {
        // Zipf 6 is one word in a thousand: 10 of 10,000 are as many as expected; ln 2.
        check(10.0, 10_000.0, 6.0, std::f64::consts::LN_2);
        // Ten times as many: (100 + 0.5) / (10500 * 0.001) = 9.5714.
        check(100.0, 10_000.0, 6.0, 2.358_16);
        // On no list, p = 10^-5: (100 + 0.005) / (10500 * 0.00001) = 952.43.
        check(100.0, 10_000.0, 0.0, 6.860_07);
    }

    #[test]
    fn a_page_of_few_words_proves_little() {
        // Once among 20 words is fifty times as often as in the language; the prior makes 2.8846 of it.
        check(1.0, 20.0, 6.0, 1.357_03);
    }

    proptest! {
        #[test]
        fn always_a_positive_number(said in 0.0_f64..1e12, more in 0.0_f64..1e12, zipf: f32) {
            let surprise = surprise(said, said + more, zipf);
            prop_assert!(surprise > 0.0 && surprise < 20.0, "{}", surprise);
        }

        #[test]
        fn what_is_common_surprises_less(said in 0.0_f64..1e4, more in 0.0_f64..1e4, zipf in 1.0_f32..7.9) {
            let all = said + more;
            prop_assert!(surprise(said, all, zipf) >= surprise(said, all, zipf + 0.1));
        }
    }
}
