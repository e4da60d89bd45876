//! What the hub's answers mean for what was asked: try again, and when, or never.
//!
//! What answers may be a proxy whose hub is away, or no hub at all; and what a hub writes may come from
//! somebody who wishes the reader ill. Nothing is given up but on a hub's own word.

/// Longest that a hub can make us wait, milliseconds.
pub const LONGEST_HOLD_MS: u32 = 600_000;

/// Most characters of a hub's sentence that are shown.
pub const MAX_REASON: usize = 160;

/// How the types of all problem documents of a hub begin.
const PROBLEMS: &str = "/problems/";

/// Why the hub did not do what it was asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// No answer, or one that says nothing of what was asked: the same request may succeed.
    Away,
    /// Not now; the same request may succeed after so many milliseconds.
    Later(u32),
    /// The credential is not taken (any more).
    Unknown,
    /// A final no.
    Refused(Refusal),
}

/// A hub's final no, fit to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// What kind of problem it is, `post-hidden` for example.
    pub kind: String,
    /// The hub's sentence.
    pub reason: String,
}

/// A problem document (RFC 9457) as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problem {
    /// Its `type`.
    pub kind: Option<String>,
    /// Its `detail`, or else its `title`.
    pub reason: Option<String>,
}

/// What an answer with a status other than success means. `retry_after` is the header of that name.
pub fn judge(status: u16, problem: &Problem, retry_after: Option<&str>) -> Failure {
    match status {
        401 => Failure::Unknown,
        // What was asked is wrong in itself; asking again would be too.
        400 | 403 | 404 | 405 | 409 | 413 | 415 | 422 => {
            refusal(problem).map_or(Failure::Away, Failure::Refused)
        }
        _ => retry_after
            .and_then(hold)
            .map_or(Failure::Away, Failure::Later),
    }
}

/// Problems of the page's settings and the hub's, not of what was asked: once the operator has mended
/// them, it can be done.
const OF_THE_SETTINGS: [&str; 2] = ["forbidden-origin", "forbidden-request"];

/// Only a hub refuses by a problem document of its own kind: a proxy may answer with any status as well.
fn refusal(problem: &Problem) -> Option<Refusal> {
    let kind = problem.kind.as_deref()?.strip_prefix(PROBLEMS)?;
    if OF_THE_SETTINGS.contains(&kind) {
        return None;
    }
    let reason = problem.reason.as_deref().unwrap_or(kind);
    Some(Refusal {
        kind: plain(kind),
        reason: plain(reason),
    })
}

/// The milliseconds that a `Retry-After` of whole seconds means; dates are for crawlers.
fn hold(retry_after: &str) -> Option<u32> {
    let seconds: u32 = retry_after.trim().parse().ok()?;
    Some(seconds.saturating_mul(1_000).min(LONGEST_HOLD_MS))
}

/// `text` on one line, without what could reorder or hide the text around it, and not too long.
pub fn plain(text: &str) -> String {
    let visible = text.chars().filter(|c| !is_invisible(*c));
    let spaced: String = visible
        .map(|c| if c.is_control() { ' ' } else { c })
        // Enough for what is shown; what a hub sends has no bound.
        .take(4 * MAX_REASON)
        .collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(MAX_REASON) {
        Some((end, _)) => [line.get(..end).unwrap_or_default().trim_end(), "…"].concat(),
        None => line,
    }
}

/// Marks of direction and joining, and what has no width: they act on text that is not the hub's.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

// Natively alone, where thousands of cases cost nothing.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn problem(kind: &str, reason: &str) -> Problem {
        Problem {
            kind: Some(kind.to_owned()),
            reason: Some(reason.to_owned()),
        }
    }

    #[test]
    fn a_hub_refuses_for_good_by_a_problem_document() {
        let said = problem("/problems/post-hidden", "hidden by an administrator");
        let refused = Failure::Refused(Refusal {
            kind: "post-hidden".to_owned(),
            reason: "hidden by an administrator".to_owned(),
        });
        for status in [400, 403, 404, 405, 409, 413, 415, 422] {
            assert_eq!(judge(status, &said, None), refused, "{status}");
        }
    }

    #[test]
    fn what_is_no_hubs_word_refuses_nothing() {
        let without_type = Problem {
            reason: Some("Not found".to_owned()),
            ..Problem::default()
        };
        for said in [
            Problem::default(),
            without_type,
            problem("about:blank", "no"),
            // The operator can mend these, and the rating is as good as before.
            problem(
                "/problems/forbidden-origin",
                "pages of this origin may not do this",
            ),
            problem(
                "/problems/forbidden-request",
                "the request does not say that it is meant",
            ),
        ] {
            for status in [400, 403, 404, 409, 422] {
                assert_eq!(
                    judge(status, &said, None),
                    Failure::Away,
                    "{status} {said:?}"
                );
            }
        }
    }

    #[test]
    fn a_hub_that_cannot_just_now_says_when() {
        let said = problem("/problems/busy", "busy");
        for status in [429, 503, 507] {
            assert_eq!(judge(status, &said, Some("7")), Failure::Later(7_000));
            assert_eq!(judge(status, &said, None), Failure::Away);
        }
        for spoilt in ["-1", "soon", "1e9", "", "Wed, 21 Oct 2026 07:28:00 GMT"] {
            assert_eq!(judge(503, &said, Some(spoilt)), Failure::Away, "{spoilt}");
        }
        let for_ever = judge(503, &said, Some("4294967295"));
        assert_eq!(for_ever, Failure::Later(LONGEST_HOLD_MS));
    }

    #[test]
    fn a_credential_that_is_not_taken_is_no_refusal() {
        let said = problem("/problems/credential-required", "who are you");
        assert_eq!(judge(401, &said, None), Failure::Unknown);
    }

    #[test]
    fn nothing_but_a_line_of_plain_text_is_shown() {
        assert_eq!(plain("  one\r\n\ttwo\u{0}three "), "one two three");
        assert_eq!(plain("a\u{202e}b\u{2066}c\u{200f}d\u{feff}"), "abcd");
        assert_eq!(plain("Grüße, 日本語"), "Grüße, 日本語");
        assert_eq!(plain(&"ä".repeat(MAX_REASON)), "ä".repeat(MAX_REASON));
        let cut = plain(&"ä".repeat(MAX_REASON + 1));
        assert_eq!(cut, "ä".repeat(MAX_REASON) + "…");
    }

    proptest! {
        #[test]
        fn whatever_a_hub_writes_is_short_and_plain(text in "(.|\u{202e}|\u{0}|\\n){0,400}") {
            let shown = plain(&text);
            prop_assert!(shown.chars().count() <= MAX_REASON + 1);
            prop_assert!(!shown.chars().any(|c| c.is_control() || is_invisible(c)));
        }
    }
}
