//! Any page as `groundswell try` shows it: with the tag in it once, and else as it was.

use arbitrary::{Result, Unstructured};
use groundswell_hub::fuzzing::{Shown, show};

/// What the tag begins and ends with; no input is likely to have both around the same words.
const TAG_PARTS: [&str; 2] = ["<script async src=\"", "</script>"];

const ORIGIN: &str = "https://intranet.example";

/// Takes a page, and before it a byte that says in how many parts the page comes.
pub fn run(data: &[u8]) {
    check(Unstructured::new(data)).ok();
}

fn check(mut u: Unstructured<'_>) -> Result<()> {
    let part = 1 + usize::from(u.arbitrary::<u8>()?);
    let page = u.take_rest();
    let plain = show(page.chunks(part), None);
    let whole = show(std::iter::once(page), None);
    assert_eq!(
        text(&plain),
        text(&whole),
        "the parts in which a page comes change nothing"
    );
    if !plain.had_policy {
        assert!(
            is_with_tag(&plain, page),
            "{} of {}",
            text(&plain),
            String::from_utf8_lossy(page)
        );
    }
    let linked = show(page.chunks(part), Some(ORIGIN));
    let again = show(std::iter::once(page), Some(ORIGIN));
    assert_eq!(text(&linked), text(&again), "nor with links");
    Ok(())
}

/// Whether the page is there, with one tag put in somewhere.
fn is_with_tag(shown: &Shown, page: &[u8]) -> bool {
    let Some(added) = shown.page.len().checked_sub(page.len()) else {
        return false;
    };
    let before = shown
        .page
        .iter()
        .zip(page)
        .take_while(|(a, b)| a == b)
        .count();
    // The page may go on with the letters that the tag begins with.
    (0..=before).rev().take(TAG_PARTS[0].len()).any(|at| {
        let tag = shown.page.get(at..at + added).unwrap_or_default();
        let rest = shown.page.get(at + added..);
        tag.starts_with(TAG_PARTS[0].as_bytes())
            && tag.ends_with(TAG_PARTS[1].as_bytes())
            && rest == page.get(at..)
    })
}

fn text(shown: &Shown) -> String {
    String::from_utf8_lossy(&shown.page).into_owned()
}
