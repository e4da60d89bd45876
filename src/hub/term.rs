//! Which texts can be hidden as terms: those that every widget reads as one term, and that look like
//! what they are in the log.

use groundswell_text::{MAX_RULE_LEN, hidden_term};

/// Most characters of a term that can be hidden.
pub const MAX_TERM: usize = MAX_RULE_LEN;

/// The term to hide, without white space around it.
///
/// # Errors
/// Why no widget could hide it, as the end of a sentence about it.
pub fn to_hide(text: &str) -> Result<&str, &'static str> {
    if text.chars().all(is_visible) {
        hidden_term(text)
    } else {
        Err("has a character that cannot be seen")
    }
}

/// The term to show again: also one that an older hub hid, which took more texts for terms.
pub fn to_show(text: &str) -> Option<&str> {
    let fits = text.chars().count() <= MAX_TERM && text.chars().all(is_visible);
    Some(text.trim()).filter(|term| fits && !term.is_empty())
}

/// Some characters would make one term look like another in the log.
fn is_visible(c: char) -> bool {
    let invisible = matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
    !c.is_control() && !invisible
}
