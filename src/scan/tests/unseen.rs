//! Pages of no engine that the scanner knows: in `silent/` those on which nobody posted anything,
//! though names and times may stand all over them.

use super::cases::cases_in;
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
