//! Japanese: verbs and adjectives, which end in round letters, name nothing; other words stay as they are.

use std::borrow::Cow;

/// What a verb ends in as it stands in a dictionary, in the past, or before another word.
const VERBS: &str = "るうくすつぬむぶぐてでただっ";

/// Nouns that end like verbs.
const NOUNS: [&str; 4] = ["育て", "当て", "建て", "仕立て"];

/// Characters that make adjectives with an `い` alone: "high", "long", "many".
const ADJECTIVES: &str = "高長多良悪早速遅安深広狭重軽古若近遠弱強低短暑寒熱甘辛赤青白黒痛怖酷凄薄濃厚太細固硬旨眠暗鋭鈍";

/// Nothing for a verb or an adjective; else the word.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    let mut letters = word.chars().rev();
    let (last, before) = (letters.next(), letters.next());
    let is_chinese = |c: char| matches!(c, '\u{3400}'..='\u{9fff}');
    let is_verb = || {
        last.is_some_and(|c| VERBS.contains(c)) && !NOUNS.iter().any(|noun| word.ends_with(noun))
    };
    let is_adjective = || {
        last == Some('い')
            && before
                .is_some_and(|c| matches!(c, 'し' | 'な' | 'た' | 'か') || ADJECTIVES.contains(c))
    };
    if word.contains(is_chinese) && (is_verb() || is_adjective()) {
        return Cow::Borrowed("'");
    }
    Cow::Borrowed(word)
}
