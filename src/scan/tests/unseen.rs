//! Pages of no engine that the scanner knows: in `silent/` those on which nobody posted anything,
//! though names and times may stand all over them, in `homemade/` those on which somebody did.

use super::assert_sound;
use super::cases::{cases_in, nameless_cases_in};
use crate::scan;
use crate::scan::scan_without_engines;

#[test]
fn pages_without_posts_yield_none() {
    let mut wrong = Vec::new();
    for case in cases_in("tests/silent") {
        for posts in [scan(&case.page), scan_without_engines(&case.page)] {
            if !posts.is_empty() {
                wrong.push(format!("{}: {:#?}", case.name, case.told(&posts)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Classes and ids help; without them a page of no posts must not look as if it had some.
#[test]
fn pages_without_posts_and_names_yield_none() {
    // An advert of a job in an `article`, with heading and day, is written as any news are.
    const LIKE_NEWS: &str = "stellenangebote";
    let mut wrong = Vec::new();
    for case in nameless_cases_in("tests/silent") {
        let posts = scan(&case.page);
        if !posts.is_empty() && case.name != LIKE_NEWS {
            wrong.push(format!("{}: {:#?}", case.name, case.told(&posts)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn homemade_pages_yield_their_posts() {
    let mut wrong = Vec::new();
    for case in cases_in("tests/homemade") {
        let posts = scan(&case.page);
        assert_sound(&case.page, &posts);
        let told = case.told(&posts);
        if told != case.expected {
            let (name, expected) = (case.name, case.expected);
            wrong.push(format!("{name}\n  {told:#?}\n  {expected:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
