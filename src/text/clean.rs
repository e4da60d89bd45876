//! What a word looks like once everything that cannot be seen is gone.

/// Combining marks in a row that a word keeps: a letter of Vietnamese has two, decoration has dozens.
const MAX_MARKS: usize = 2;

/// Whether a character leaves no ink: controls, directional overrides, joiners, fillers, selectors.
///
/// The code points that Unicode calls default-ignorable, with the controls.
pub(crate) const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}'
        | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a character is a letter or digit that can be seen.
pub(crate) fn is_inked(c: char) -> bool {
    c.is_alphanumeric() && !is_invisible(c)
}

/// Whether a character combines with the letter before it, in the scripts where decoration heaps them.
const fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Writes `word` to `form` with nothing invisible in it, one kind of hyphen, one kind of apostrophe and
/// no heaps of marks. Stops once the form is longer than `enough` bytes.
pub(crate) fn clean(word: &str, enough: usize, form: &mut String) {
    form.clear();
    let mut marks = 0;
    for c in word.chars().filter(|&c| !is_invisible(c)) {
        marks = if is_mark(c) || !c.is_alphanumeric() {
            marks + 1
        } else {
            0
        };
        match c {
            '\u{2010}' | '\u{2011}' => form.push('-'),
            '\u{2018}' | '\u{2019}' | '\u{ff07}' => form.push('\''),
            _ if marks <= MAX_MARKS => form.push(c),
            _ => {}
        }
        if form.len() > enough {
            return;
        }
    }
}
