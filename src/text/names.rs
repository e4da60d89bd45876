//! Names with signs in them, which word boundaries would take apart: "C#", "C++", ".NET", "R&D", "TCP/IP".

use std::ops::Range;

/// Letters beside an ampersand, both sides together: of "AT&T", not of "you&me".
const MAX_BESIDE_AND: usize = 4;

/// Capitals on each side of a slash: of "CI/CD" and "WLAN/LAN", not of "I/you".
const BESIDE_SLASH: std::ops::RangeInclusive<usize> = 2..=4;

/// Where the first such name stands in `text`.
pub(crate) fn find(text: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let signs = bytes.iter().enumerate();
    let mut signs = signs.filter(|(_, byte)| matches!(byte, b'#' | b'+' | b'.' | b'&' | b'/'));
    signs.find_map(|(at, sign)| {
        let start = at - count(bytes.iter().take(at).rev());
        let range = match sign {
            b'#' if at - start == 1 => start..at + 1,
            b'+' if at > start && bytes.get(at + 1) == Some(&b'+') => start..at + 2,
            b'.' if at == start && bytes.get(at + 1..at + 4) == Some(b"NET") => at..at + 4,
            sign @ (b'&' | b'/') => start..joined(bytes, start, at, *sign)?,
            _ => return None,
        };
        let is_apart = |c: Option<char>| {
            c.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '-' | '.' | '+' | '#'))
        };
        let is_over = |c: Option<char>| c == Some('.') || is_apart(c);
        let (before, after) = (text.get(..range.start)?, text.get(range.end..)?);
        (is_apart(before.chars().next_back()) && is_over(after.chars().next())).then_some(range)
    })
}

/// Where a name ends that has `sign` at `at`.
fn joined(bytes: &[u8], start: usize, at: usize, sign: u8) -> Option<usize> {
    let after = |at: usize| at + 1 + count(bytes.iter().skip(at + 1));
    let mut end = after(at);
    if sign == b'&' {
        let letters = end - start - 1;
        return (at > start && end > at + 1 && letters <= MAX_BESIDE_AND).then_some(end);
    }
    let is_short = |part: Range<usize>| {
        BESIDE_SLASH.contains(&part.len())
            && bytes
                .get(part)
                .is_some_and(|part| part.iter().all(u8::is_ascii_uppercase))
    };
    if !is_short(start..at) || !is_short(at + 1..end) {
        return None;
    }
    while bytes.get(end) == Some(&sign) && is_short(end + 1..after(end)) {
        end = after(end);
    }
    Some(end)
}

/// How many letters of ASCII come first.
fn count<'a>(bytes: impl Iterator<Item = &'a u8>) -> usize {
    bytes
        .take(BESIDE_SLASH.end() + 16)
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count()
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn names_with_signs_are_whole() {
        for (text, name) in [
            ("C#", "C#"),
            ("(F#,", "F#"),
            ("C++.", "C++"),
            ("Notepad++", "Notepad++"),
            (".NET", ".NET"),
            ("R&D", "R&D"),
            ("AT&T's", "AT&T"),
            ("TCP/IP.", "TCP/IP"),
            ("CI/CD/QA", "CI/CD/QA"),
        ] {
            assert_eq!(find(text).map(|range| &text[range]), Some(name), "{text}");
        }
        for text in [
            "24/7", "and/or", "issue#5", "#release", "a+b", "you&mee", "N/A", "ASP.NET", "C#5",
            "äC#", "+", "&", "",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
