//! What terms weigh, reckoned by hand, and what must hold whatever the posts.

use super::*;
use proptest::prelude::*;

const UNRATED: Judgement = Judgement {
    good: 0.0,
    rated: 0.0,
    looks: 0.0,
};

fn rated(good: f32, rated: f32) -> Judgement {
    Judgement {
        good,
        rated,
        looks: 0.0,
    }
}

fn post(terms: &[(u32, u32)], judgement: Judgement) -> PostTerms<'_> {
    PostTerms {
        terms,
        judgement,
        ..PostTerms::default()
    }
}

fn frequent(posts: &[PostTerms<'_>], limit: usize) -> Vec<WeighedTerm> {
    weigh(Lens::Frequent, posts, &|_| 0.0, limit)
}

/// `expected` as term and weight, that without the surprise.
fn check_posts(lens: Lens, posts: &[PostTerms<'_>], expected: &[(u32, f32)]) {
    let weighed = weigh(lens, posts, &|_| 0.0, usize::MAX);
    let terms: Vec<u32> = weighed.iter().map(|term| term.term).collect();
    let expected_terms: Vec<u32> = expected.iter().map(|&(term, _)| term).collect();
    assert_eq!(terms, expected_terms, "{weighed:?}");
    let sums = sums(lens, posts);
    let all: u64 = sums.iter().map(|sum| sum.plain.sum).sum();
    for (term, &(_, weight)) in weighed.iter().zip(expected) {
        let said = whole(sums[term.term as usize].plain.sum);
        let found = f64::from(term.weight) / surprise(said, whole(all), 0.0);
        assert!(
            (found - f64::from(weight)).abs() < 1e-4,
            "{term:?}: {found} not {weight}"
        );
    }
}

/// `posts` as their terms and judgement.
fn check(lens: Lens, posts: &[(&[(u32, u32)], Judgement)], expected: &[(u32, f32)]) {
    let posts: Vec<_> = posts
        .iter()
        .map(|&(terms, judgement)| post(terms, judgement))
        .collect();
    check_posts(lens, &posts, expected);
}

#[test]
fn frequent_is_damped_within_a_post() {
    // In one post: once 1 * 4/5, twice 10/6 * 4/5, a hundred times 500/104 * 4/5.
    let post: &[(u32, u32)] = &[(0, 1), (1, 2), (2, 100)];
    check(
        Lens::Frequent,
        &[(post, UNRATED)],
        &[(2, 3.846_15), (1, 1.333_33), (0, 0.8)],
    );
}

#[test]
fn one_post_cannot_own_the_cloud() {
    // Five posts that say 1 once: 5 * 20/21. One post that says 0 a thousand times: under 5 * 4/5.
    let others: (&[(u32, u32)], _) = (&[(1, 1)], UNRATED);
    check(
        Lens::Frequent,
        &[
            (&[(0, 1000)], UNRATED),
            others,
            others,
            others,
            others,
            others,
        ],
        &[(1, 4.761_90), (0, 3.984_06)],
    );
}

#[test]
fn of_equal_sums_the_wider_spread_wins() {
    // 0 six times in one post: gain 3. 1 once in each of three posts: gain 1 + 1 + 1.
    let other: (&[(u32, u32)], _) = (&[(1, 1)], UNRATED);
    check(
        Lens::Frequent,
        &[(&[(0, 6), (1, 1)], UNRATED), other, other],
        &[(1, 3.0 * 12.0 / 13.0), (0, 3.0 * 4.0 / 5.0)],
    );
}

#[test]
fn valued_rises_and_sinks_with_its_posts() {
    // 9 + 1 good of 20 ratings: the mean is (10 + 2) / 24, so a = b = 2. The odds of 9 of 10 are
    // 11/3 and of 1 of 10 are 3/11; their roots are 1.91485 and 0.52223.
    let posts: &[(&[(u32, u32)], Judgement)] = &[
        (&[(0, 1)], rated(1.0, 10.0)),
        (&[(1, 1)], UNRATED),
        (&[(2, 1)], rated(9.0, 10.0)),
    ];
    let weights = [(2, 1.531_88), (1, 0.8), (0, 0.417_79)];
    check(Lens::Valued, posts, &weights);
    check(Lens::Frequent, posts, &[(0, 0.8), (1, 0.8), (2, 0.8)]);
}

#[test]
fn a_mob_cannot_raise_one_post_without_bound() {
    // All good: the mean is held at 0.95 and a = 3.8; the root of 1 + 1e6/3.8 would be 513.
    check(
        Lens::Valued,
        &[(&[(0, 1)], rated(1e6, 1e6)), (&[(1, 1)], UNRATED)],
        &[(0, 4.0 * 0.8), (1, 0.8)],
    );
}

#[test]
fn what_one_post_says_once_does_not_crowd_a_big_page() {
    // Three thousand posts, each with a word of its own; sixty subjects shared among them.
    let terms: Vec<_> = (0..3000)
        .map(|post| [(post % 60, 1), (1000 + post, 1)])
        .collect();
    let posts: Vec<_> = terms.iter().map(|terms| post(terms, UNRATED)).collect();
    let weighed = frequent(&posts, 60);
    assert!(
        weighed
            .iter()
            .all(|term| term.posts == 50 && term.term < 60)
    );
}

#[test]
fn terms_out_of_bounds_are_left_out() {
    check(
        Lens::Frequent,
        &[(
            &[(MAX_TERM, 1), (u32::MAX, 9), (3, 0), (MAX_TERM - 1, 1)],
            UNRATED,
        )],
        &[(MAX_TERM - 1, 0.8)],
    );
}

#[test]
fn whoever_says_it_always_does_not_own_the_cloud() {
    // Fifty posts of one author: gains of 50 are damped to 5 + 45 * 9/54. Thirteen people once each: 13.
    let by = |term: &'static [(u32, u32)], author| PostTerms {
        author,
        ..post(term, UNRATED)
    };
    let mut posts = vec![by(&[(0, 1)], 7); 50];
    posts.extend((0..13).map(|other| by(&[(1, 1)], 10 + other)));
    let expected = [
        (1, 13.0 * 13.0 / 13.25),
        (0, (5.0 + 45.0 * 9.0 / 54.0) * 50.0 / 50.25),
    ];
    check_posts(Lens::Frequent, &posts, &expected);
    // Of authors unknown every post counts.
    let posts = vec![by(&[(0, 1)], 0); 50];
    check_posts(Lens::Frequent, &posts, &[(0, 50.0 * 50.0 / 50.25)]);
}

#[test]
fn common_words_give_way_to_subjects() {
    // Three posts say "time", of Zipf 6.3, and two say a word that is on no list.
    let both = post(&[(0, 1), (1, 1)], UNRATED);
    let posts = [both, both, post(&[(0, 1)], UNRATED)];
    let zipf = |term| if term == 0 { 6.3 } else { 0.0 };
    let weighed = weigh(Lens::Frequent, &posts, &zipf, 2);
    assert_eq!(weighed[0].term, 1);
    // 2 * 8/9 * ln(1 + (2 + 500 p) / (505 p)) with p = 10^-5, and 3 * 12/13 * the same with 10^-2.7.
    assert!((weighed[0].weight - 10.642_7).abs() < 1e-3, "{weighed:?}");
    assert!((weighed[1].weight - 4.438_8).abs() < 1e-3, "{weighed:?}");
}

#[test]
fn divided_rises_where_ratings_split() {
    // Polarisations 1 and 0 of 20 ratings each: the mean is (20 + 6.4) / 56 = 0.47143, its part in each
    // post 8 * 0.47143 = 3.77143; 23.77143 / 28 / 0.47143 = 1.80087 and 3.77143 / 28 / 0.47143 = 0.28571.
    let split = |terms, down, up| PostTerms {
        division: Division::of([(0.0, down), (1.0, up)]),
        ..post(terms, UNRATED)
    };
    check_posts(
        Lens::Divided,
        &[
            split(&[(0, 1)], 0, 20),
            split(&[(1, 1)], 0, 0),
            split(&[(2, 1)], 10, 10),
        ],
        &[(2, 1.800_87 * 0.8), (1, 0.8), (0, 0.285_71 * 0.8)],
    );
}

#[test]
fn trending_shows_what_is_on_the_rise_and_nothing_else() {
    let posts: Vec<_> = (0_u8..40)
        .map(|at| PostTerms {
            time: Some(f64::from(at)),
            ..post(
                if at < 34 {
                    &[(0, 1)]
                } else {
                    &[(0, 3), (5, 2)]
                },
                UNRATED,
            )
        })
        .collect();
    let weighed = weigh(Lens::Trending, &posts, &|_| 0.0, 10);
    // Six of ten against none of thirty: 6 ln 4.
    assert_eq!(weighed.len(), 1, "{weighed:?}");
    assert_eq!(
        (weighed[0].term, weighed[0].count, weighed[0].posts),
        (5, 12, 6)
    );
    assert!((weighed[0].weight - 8.317_77).abs() < 1e-4, "{weighed:?}");
}

#[test]
fn what_is_said_soon_weighs_more() {
    let long = PostTerms {
        terms: &[(0, 1), (1, 1), (2, 1), (3, 1)],
        firsts: &[400, 0, 11, 100],
        ..PostTerms::default()
    };
    let [head, soon, late] = [0, 11, 100].map(|first| 0.8 * (1.0 + 2.0 * 0.94_f32.powi(first)));
    check_posts(
        Lens::Frequent,
        &[long],
        &[(1, head), (2, soon), (3, late), (0, 0.8)],
    );
    // A short post's words are hardly raised, and those of which nothing is known not at all.
    let short = PostTerms {
        terms: &[(0, 1), (1, 1)],
        firsts: &[0, 3],
        ..PostTerms::default()
    };
    let head = 0.8 * (3.0 - 2.0 * 0.94_f32.powi(3));
    assert!(head < 1.1);
    check_posts(Lens::Frequent, &[short], &[(0, head), (1, 0.8)]);
    check(
        Lens::Frequent,
        &[(&[(0, 1), (1, 1)], UNRATED)],
        &[(0, 0.8), (1, 0.8)],
    );
}

/// A post with all that may be known of it, over few terms, so that terms meet.
type Owned = (
    Vec<(u32, u32)>,
    Judgement,
    Division,
    Option<f64>,
    u32,
    Vec<u32>,
);

fn owned() -> impl Strategy<Value = Owned> {
    let count = prop_oneof![0_u32..5, Just(u32::MAX)];
    let terms = proptest::collection::btree_map(0_u32..12, count, 0..8);
    let terms = terms.prop_map(|terms| terms.into_iter().collect());
    let judgement = (any::<f32>(), any::<f32>(), any::<f32>());
    let tame = (0.0_f32..50.0, 0.0_f32..50.0, 0.0_f32..50.0);
    let judgement = prop_oneof![judgement, tame].prop_map(|(good, rated, looks)| Judgement {
        good,
        rated,
        looks,
    });
    let division = proptest::collection::vec((any::<f32>(), any::<u32>()), 0..4);
    let division = division.prop_map(Division::of);
    let time = prop_oneof![
        Just(None),
        any::<f64>().prop_map(Some),
        (0_u32..9).prop_map(|time| Some(f64::from(time)))
    ];
    // As many as there are terms, or not.
    let first = prop_oneof![0_u32..200, any::<u32>()];
    let firsts = proptest::collection::vec(first, 0..9);
    (terms, judgement, division, time, 0_u32..4, firsts)
}

fn pages() -> impl Strategy<Value = Vec<Owned>> {
    proptest::collection::vec(owned(), 0..24)
}

fn borrowed(page: &[Owned]) -> Vec<PostTerms<'_>> {
    page.iter()
        .map(
            |(terms, judgement, division, time, author, firsts)| PostTerms {
                terms,
                firsts,
                judgement: *judgement,
                division: *division,
                time: *time,
                author: *author,
            },
        )
        .collect()
}

fn common(term: u32) -> f32 {
    [0.0, 6.5, f32::NAN, 3.0, -1.0][term as usize % 5]
}

proptest! {
    #[test]
    fn weights_are_finite_and_in_order(page in pages(), limit in 0_usize..15) {
        for lens in Lens::ALL {
            let weighed = weigh(lens, &borrowed(&page), &common, limit);
            prop_assert!(weighed.len() <= limit);
            prop_assert!(weighed.iter().all(|term| term.weight.is_finite() && term.weight > 0.0));
            let sorted = weighed.is_sorted_by(|a, b| {
                a.weight > b.weight || (a.weight == b.weight && a.term < b.term)
            });
            prop_assert!(sorted);
            let all = weigh(lens, &borrowed(&page), &common, usize::MAX);
            prop_assert_eq!(&all[..weighed.len()], &weighed[..]);
        }
    }

    #[test]
    fn the_order_of_posts_does_not_matter(page in pages(), turn in 0_usize..12) {
        let mut turned = page.clone();
        turned.rotate_left(turn.min(page.len()));
        turned.reverse();
        for lens in Lens::ALL {
            let (one, other) = (borrowed(&page), borrowed(&turned));
            prop_assert_eq!(weigh(lens, &one, &common, 100), weigh(lens, &other, &common, 100));
        }
    }

    #[test]
    fn without_ratings_lenses_agree(mut page in pages()) {
        for (_, judgement, division, ..) in &mut page {
            *judgement = UNRATED;
            *division = Division::default();
        }
        let posts = borrowed(&page);
        let frequent = weigh(Lens::Frequent, &posts, &common, 100);
        prop_assert_eq!(&frequent, &weigh(Lens::Valued, &posts, &common, 100));
        prop_assert_eq!(&frequent, &weigh(Lens::Divided, &posts, &common, 100));
    }

    /// Whatever one author posts and however it is rated, what all others say weighs the rest.
    #[test]
    fn an_author_and_their_raters_give_a_term_so_much_and_no_more(
        others in pages(), mut own in pages(), author in 4_u32..9
    ) {
        for post in &mut own {
            post.4 = author;
        }
        let both: Vec<_> = others.iter().chain(&own).cloned().collect();
        for (lens, most) in [(Lens::Frequent, 14.0), (Lens::Valued, 14.0), (Lens::Divided, 14.0)] {
            let alone = sums(lens, &borrowed(&own));
            for sum in &alone {
                prop_assert!(whole(sum.weighted.sum) <= most);
            }
        }
        // And nobody alone makes a trend, nor do two.
        let mut two = borrowed(&both);
        for (at, post) in two.iter_mut().enumerate() {
            post.author = 1 + (at % 2) as u32;
        }
        prop_assert_eq!(weigh(Lens::Trending, &two, &common, 100), []);
    }
}
