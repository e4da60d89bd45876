//! What a word looks like once everything that cannot be seen is gone.

/// Combining marks in a row that a word keeps: a letter of Vietnamese has two, decoration has dozens.
const MAX_MARKS: usize = 2;

/// Whether a character leaves no ink: controls, directional overrides, joiners, fillers, selectors.
///
/// The code points that Unicode calls default-ignorable, with the controls, and the blanks among hieroglyphs.
pub(crate) const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}'
        | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{13430}'..='\u{13442}' | '\u{16fe4}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a character is a letter or digit that can be seen. (One combining mark counts as a letter.)
pub(crate) fn is_inked(c: char) -> bool {
    c.is_alphanumeric() && !is_invisible(c) && !is_mark(c)
}

/// Whether a character combines with the letter before it, in the scripts where decoration heaps them.
const fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Whether a character belongs to something that can be written in one character, or in a plainer one: marks, parts
/// of Hangul, letters of other widths, ligatures, letters of mathematics.
pub(crate) const fn may_be_composed(c: char) -> bool {
    is_mark(c)
        || matches!(c,
            '\u{653}'..='\u{655}' | '\u{1100}'..='\u{11ff}' | '\u{2126}'..='\u{212b}' | '\u{3099}'..='\u{309a}'
            | '\u{f900}'..='\u{faff}' | '\u{fb00}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
            | '\u{ff01}'..='\u{ffdc}' | '\u{1d400}'..='\u{1d7ff}')
}

/// Whether a character holds the parts of a word together.
pub(crate) const fn is_connector(c: char) -> bool {
    matches!(c, '-' | '\'' | '.' | '_')
}

/// Writes `word` to `form` with nothing invisible in it, one kind of hyphen, one kind of apostrophe and
/// no heaps of marks. Stops once the form is longer than `enough` bytes, and before an emoji, which a
/// joiner may tie to a word.
pub(crate) fn clean(word: &str, enough: usize, form: &mut String) {
    form.clear();
    let mut marks = 0;
    let mut joiner = false;
    for c in word.chars() {
        let inked = is_inked(c);
        let seen = match c {
            '\u{2010}' | '\u{2011}' => '-',
            '\u{2018}' | '\u{2019}' | '\u{ff07}' => '\'',
            c => c,
        };
        let is_sign = !inked && !is_invisible(c) && !is_connector(seen);
        if joiner && is_sign || form.len() > enough {
            return;
        }
        joiner = c == '\u{200d}';
        if is_invisible(c) {
            continue;
        }
        if is_connector(seen) {
            // One at a time, and with no mark after it: the word may come apart here.
            if !form.ends_with(is_connector) {
                form.push(seen);
            }
            marks = MAX_MARKS;
            continue;
        }
        marks = if inked { 0 } else { marks + 1 };
        if marks <= MAX_MARKS {
            form.push(seen);
        }
    }
}
