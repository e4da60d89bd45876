//! Where words end in the runs of a text that have no spaces.
//!
//! A segmenter is asked about many runs at once: what a question costs besides its answer is most of it for short ones.

use std::ops::Range;

use crate::language::Language;
use crate::script::{Unspaced, unspaced};
use crate::segment::Segmenter;

/// The most that is asked about at once, in bytes: a thousand characters. What browsers do with a run takes time by
/// the square of its length.
pub(crate) const MAX_RUN: usize = 3_000;

/// How far after a run others are looked for, to be asked about with it.
const LOOK_AHEAD: usize = 2 * MAX_RUN;

/// What a segmenter said of the runs of one text, in the order of the text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Runs {
    /// Where words end, ascending.
    ends: Vec<usize>,
    /// Up to where runs have been asked about.
    asked: usize,
    /// Whether the segmenter knows of no words.
    is_unknown: bool,
}

impl Runs {
    /// Calls `found` with the words of the run at `run`, which is at most [`MAX_RUN`] long; `false` where nobody
    /// knows them. What is asked about must not go back in the text.
    pub(crate) fn words(
        &mut self,
        text: &str,
        run: Range<usize>,
        language: Language,
        segmenter: Option<&dyn Segmenter>,
        found: &mut dyn FnMut(Range<usize>),
    ) -> bool {
        let Some(segmenter) = segmenter.filter(|_| !self.is_unknown) else {
            return false;
        };
        if run.end > self.asked {
            self.ask(text, run.clone(), language, segmenter);
        }
        let first = self.ends.partition_point(|&end| end <= run.start);
        let ends = self.ends.get(first..).unwrap_or_default();
        let mut start = run.start;
        for &end in ends.iter().take_while(|&&end| end < run.end) {
            found(start..end);
            start = end;
        }
        if !self.is_unknown {
            found(start..run.end);
        }
        !self.is_unknown
    }

    /// Asks about a run, and about those that follow as far as there is room.
    fn ask(
        &mut self,
        text: &str,
        run: Range<usize>,
        language: Language,
        segmenter: &dyn Segmenter,
    ) {
        let mut joined = text.get(run.clone()).unwrap_or_default().to_owned();
        // Where each run stands in what is asked, and in the text.
        let mut places = vec![(0..joined.len(), run.start)];
        self.asked = run.end;
        let last = text.len().min(run.end + LOOK_AHEAD);
        let mut at = run.end;
        while let Some(next) = next_run(text, at, last)
            && let Some(letters) = text.get(next.clone())
            && joined.len() + 1 + letters.len() <= MAX_RUN
        {
            joined.push('\n');
            let start = joined.len();
            joined.push_str(letters);
            places.push((start..joined.len(), next.start));
            (self.asked, at) = (next.end, next.end);
        }
        let ends = segmenter.word_ends(&joined, language);
        self.is_unknown = ends.is_none();
        self.ends.clear();
        let mut ends = ends.unwrap_or_default().into_iter().peekable();
        for (place, start) in places {
            while ends.next_if(|&end| end <= place.start).is_some() {}
            let mut word = place.start..place.start;
            while let Some(end) = ends.next_if(|&end| end <= place.end) {
                let Some(next) = joined.get(word.end..end) else {
                    continue;
                };
                if joined
                    .get(word.clone())
                    .is_some_and(|word| belongs(next, word))
                {
                    self.ends.pop();
                    word.end = end;
                } else {
                    word = word.end..end;
                }
                self.ends.push(start + end - place.start);
            }
        }
    }
}

/// Characters that make a word of a longer one, as "-er" and "-ing" do, and are seldom words after one: dictionaries
/// have "计算" and not the computer, "计算机".
const SUFFIXES: &str =
    "机機器员員者版性率费費图圖図卡盘盤库庫师師署厂廠店馆館厅廳室书書券网網场場车車团團団";

/// Whether what a segmenter took for the next word is the end of the one before.
fn belongs(next: &str, word: &str) -> bool {
    let is_chinese = |c: char| unspaced(c) == Some(Unspaced::Han);
    word.chars().nth(1).is_some()
        && word.chars().all(is_chinese)
        && next.chars().nth(1).is_none()
        && next.chars().all(|c| SUFFIXES.contains(c))
}

/// The first run from `from` on, if it begins before `last`; no more of it than is too much to be asked about.
fn next_run(text: &str, from: usize, last: usize) -> Option<Range<usize>> {
    let rest = text.get(from..)?;
    let mut letters = rest.char_indices();
    let (at, _) = letters
        .by_ref()
        .take_while(|(at, _)| from + at < last)
        .find(|&(_, c)| unspaced(c).is_some())?;
    let is_over = |&(end, c): &(usize, char)| unspaced(c).is_none() || end > at + MAX_RUN;
    let end = letters.find(is_over).map_or(rest.len(), |(end, _)| end);
    Some(from + at..from + end)
}

#[cfg(all(test, feature = "icu"))]
mod tests {
    use std::cell::Cell;

    use proptest::prelude::*;

    use super::*;
    use crate::IcuSegmenter;
    use crate::words::for_each_word;

    /// Asks about each run by itself, or about several at once; and how often it did.
    #[derive(Debug)]
    struct Asked {
        by: IcuSegmenter,
        one_at_a_time: bool,
        questions: Cell<usize>,
    }

    impl Segmenter for Asked {
        fn word_ends(&self, runs: &str, language: Language) -> Option<Vec<usize>> {
            assert!(runs.len() <= MAX_RUN);
            self.questions.set(self.questions.get() + 1);
            if !self.one_at_a_time {
                return self.by.word_ends(runs, language);
            }
            let mut ends = Vec::new();
            let mut start = 0;
            for run in runs.split('\n') {
                ends.extend(
                    self.by
                        .word_ends(run, language)?
                        .iter()
                        .map(|end| start + end),
                );
                start += run.len() + 1;
            }
            Some(ends)
        }

        fn compose(&self, _: &str) -> Option<String> {
            None
        }
    }

    fn words(text: &str, one_at_a_time: bool) -> (Vec<Range<usize>>, usize) {
        let asked = Asked {
            by: IcuSegmenter::new(),
            one_at_a_time,
            questions: Cell::default(),
        };
        let mut words = Vec::new();
        let segmenter = Some(&asked as &dyn Segmenter);
        let found = &mut |word: crate::words::Word<'_>| words.push(word.range);
        for_each_word(
            text,
            Language::Japanese,
            segmenter,
            &mut String::new(),
            found,
        );
        (words, asked.questions.get())
    }

    #[test]
    fn many_runs_are_asked_about_at_once() {
        let post = "東京のサーバーは、2台。Backup は ภาษาไทย ok，";
        let (joined, questions) = words(&post.repeat(20), false);
        assert_eq!(joined, words(&post.repeat(20), true).0);
        assert!(joined.len() > 100);
        assert_eq!(questions, 1);
        let (_, questions) = words(&post.repeat(400), false);
        let runs = 400 * "東京のサーバーは台はภาษาไทย\n\n\n".len();
        assert!(
            (runs / MAX_RUN..runs / MAX_RUN + 5).contains(&questions),
            "{questions}"
        );
        // What is far away is not asked about.
        let text = format!("東京 {} 東京", "word ".repeat(LOOK_AHEAD / 5));
        assert_eq!(words(&text, false).1, 2);
    }

    proptest! {
        #[test]
        fn joined_runs_have_the_words_of_single_ones(
            text in "([的我们会议室a-c 。，\\n./@]|東京|サーバー|です|ภาษา|ไทย|https://a.test/|한국){0,60}"
        ) {
            prop_assert_eq!(words(&text, false).0, words(&text, true).0);
        }

        #[test]
        fn words_of_any_text_are_in_order_and_not_empty(text in any::<String>()) {
            let words = words(&text, false).0;
            prop_assert!(words.iter().all(|word| text.get(word.clone()).is_some_and(|w| !w.is_empty())));
            prop_assert!(words.is_sorted_by(|one, other| one.end <= other.start));
        }
    }
}
