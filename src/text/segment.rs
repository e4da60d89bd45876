//! Where words end in scripts that are written without spaces between them.
//!
//! That takes dictionaries of megabytes, which browsers have and the core has not.

use std::fmt::Debug;
use std::ops::Range;

use crate::language::Language;
use crate::script::{Unspaced, unspaced};

/// What a platform knows of scripts and the core does not.
pub trait Segmenter: Debug {
    /// Where words end in `runs`, which have letters of Han, kana, Thai, Lao, Burmese or Khmer alone, with line feeds
    /// between them: in bytes, ascending. At most 3,000 bytes are asked about at once. `None` where that is not
    /// known.
    fn word_ends(&self, runs: &str, language: Language) -> Option<Vec<usize>>;

    /// The one way to write a form whose characters can be written in several (NFKC): a letter and its marks in
    /// one, in its plain dress. `None` where that is not known.
    fn compose(&self, form: &str) -> Option<String>;
}

/// Calls `found` for what stands for the words of `run` where nobody knows them: two Chinese characters at a
/// time, and kana of one kind. Those overlap, which is no matter for telling what a page is about. The letters of
/// other scripts are nothing.
pub(crate) fn for_each_bigram(run: &str, found: &mut dyn FnMut(Range<usize>)) {
    let mut start = 0;
    while let Some(script) = run
        .get(start..)
        .and_then(|rest| unspaced(rest.chars().next()?))
    {
        let rest = run.get(start..).unwrap_or_default();
        let len = rest.find(|c| unspaced(c) != Some(script));
        let end = len.map_or(run.len(), |len| start + len);
        match script {
            Unspaced::Han => for_each_pair(run, start..end, found),
            Unspaced::Hiragana | Unspaced::Katakana => found(start..end),
            Unspaced::SouthEast => {}
        }
        start = end;
    }
}

fn for_each_pair(run: &str, stretch: Range<usize>, found: &mut dyn FnMut(Range<usize>)) {
    let mut before: Option<(usize, char)> = None;
    let mut last = None;
    for (at, c) in run.get(stretch.clone()).unwrap_or_default().char_indices() {
        let at = stretch.start + at;
        if let Some((start, first)) = before
            // Of one character said over and over, one pair.
            && last.replace((first, c)) != Some((first, c))
        {
            found(start..at + c.len_utf8());
        }
        before = Some((at, c));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(run: &str, expected: &[&str]) {
        let mut found = Vec::new();
        for_each_bigram(run, &mut |range| found.push(&run[range]));
        assert_eq!(found, expected);
    }

    #[test]
    fn characters_come_in_pairs() {
        check("備份伺服器", &["備份", "份伺", "伺服", "服器"]);
        check("哈哈哈哈", &["哈哈"]);
        check("的", &[]);
        check("東京のサーバー", &["東京", "の", "サーバー"]);
        check("ภาษาไทย", &[]);
        check("", &[]);
    }
}
