//! Korean: particles and the plural are taken off nouns, and so is what makes verbs of them; other verbs name
//! nothing.
//!
//! Most particles have one form after a consonant and another after a vowel, so that a noun's own last
//! syllable is seldom taken for one.

use std::borrow::Cow;

use crate::endings::with;

/// When a particle can follow a syllable.
#[derive(Clone, Copy, PartialEq)]
enum After {
    Any,
    Consonant,
    /// Or after ㄹ.
    Vowel,
}

use After::{Any, Consonant, Vowel};

/// Particles, longer ones first.
const PARTICLES: [(&str, After); 44] = [
    ("에서는", Any),
    ("에서도", Any),
    ("에서의", Any),
    ("에게는", Any),
    ("에게서", Any),
    ("까지는", Any),
    ("으로는", Consonant),
    ("으로도", Consonant),
    ("으로의", Consonant),
    ("으로써", Consonant),
    ("으로서", Consonant),
    ("이라는", Consonant),
    ("까지", Any),
    ("부터", Any),
    ("에서", Any),
    ("에게", Any),
    ("에는", Any),
    ("에도", Any),
    ("으로", Consonant),
    ("이나", Consonant),
    ("라는", Vowel),
    ("로는", Vowel),
    ("로서", Vowel),
    ("처럼", Any),
    ("보다", Any),
    ("마다", Any),
    ("조차", Any),
    ("께서", Any),
    ("하고", Any),
    ("만의", Any),
    ("만을", Any),
    ("만이", Any),
    ("은", Consonant),
    ("이", Consonant),
    ("을", Consonant),
    ("과", Consonant),
    ("는", Vowel),
    ("가", Vowel),
    ("를", Vowel),
    ("와", Vowel),
    ("로", Vowel),
    ("의", Any),
    ("에", Any),
    ("도", Any),
];

/// The fewest syllables of a noun whose particle is taken off: in shorter ones the last is mostly its own.
const MIN_SYLLABLES: usize = 2;

/// What follows a noun to say that somebody does it or that it is done, longer endings first: "선택합니다" of "선택".
const DOING: &str = "하였습니다 되었습니다 하십시오 되십시오 하겠습니다 되겠습니다 하시겠습니까 했습니다 됐습니다 합니다만 됩니다만 \
    하려고 하려면 하는데 되는데 하기를 하기가 하기도 하기는 하기에 하는지 되는지 했는데 됐는데 했지만 됐지만 하지만 되지만 \
    합니다 됩니다 합니까 됩니까 하세요 되세요 했어요 됐어요 해주세요 해야만 해야지 해서는 하거나 되거나 하도록 되도록 하므로 되므로 \
    하면서 되면서 하더라 되더라 하였다 되었다 하지는 하지도 되지는 되지도 합시다 하고는 했다는 한다는 된다는 한다면 된다면 한다고 된다고 \
    하여야 되어야 하면은 하느라 했던 됐던 하던 되던 하는 되는 하고 되고 하여 되어 해서 돼서 하면 되면 하며 되며 하기 되기 하게 되게 하지 되지 \
    했다 됐다 한다 된다 해야 돼야 해요 돼요 하자 하려 하니 되니 하나요 되나요 할까요 될까요 할게요 할수록 될수록 시킵니다 시키는 시킨 시킬 \
    한 된 할 될 해 됨";

/// What verbs and adjectives end in, and hardly a noun.
const VERBS: &str = "습니다 습니까 니다 니까 십시오 세요 어요 아요 여요 네요 군요 지요 죠 나요 까요 게요 려고 려면 으면 \
    는데 은데 지만 면서 으며 거나 도록 므로 더라 었다 았다 였다 렸다 졌다 는다 어서 아서 여서 려서 었던 았던 였던 었을 았을 었는 았는 었고 았고 \
    다면 다고 라면 려는 으려 누르고 누른 눌러 누를 누르면 열고 열면 여는 만들고 만든 만들어 보여 나타난 나타나는 나타날";

/// Nouns that end like a form of doing something: "unlimited", "the right to use".
const NOUNS: &str = "제한 권한 기한 북한 남한 무한 대한 위한 의한 관한 통한 분할 역할 피해 이해 오해 방해 손해 올해 새해 동해 서해 남해 라면";

/// Nouns of two syllables that end like the particle of what is acted on, which also follows nouns of one.
const NOUNS_OF_TWO: [&str; 4] = ["가을", "마을", "노을", "고을"];

/// What forms of the noun share.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    let is_noun = |noun: &str| noun.chars().count() >= MIN_SYLLABLES;
    if !ends_in(word, NOUNS) {
        let doing = DOING.split_ascii_whitespace();
        let mut done = doing.filter_map(|ending| word.strip_suffix(ending));
        if let Some(noun) = done.find(|noun| is_noun(noun)) {
            return marked(noun);
        }
        if ends_in(word, VERBS) {
            return Cow::Borrowed("'");
        }
    }
    if let Some(noun) = word
        .strip_suffix(['을', '를'])
        .filter(|_| !NOUNS_OF_TWO.contains(&word))
        && !noun.is_empty()
    {
        return marked(
            noun.strip_suffix("들")
                .filter(|one| is_noun(one))
                .unwrap_or(noun),
        );
    }
    let mut nouns = PARTICLES.iter().filter_map(|&(particle, after)| {
        let noun = word.strip_suffix(particle)?;
        (is_noun(noun) && follows(noun, particle, after)).then_some(noun)
    });
    let noun = nouns.next().unwrap_or(word);
    let one = noun.strip_suffix("들").filter(|one| is_noun(one));
    let noun = one.unwrap_or(noun);
    if noun.len() < word.len() {
        return marked(noun);
    }
    Cow::Borrowed(noun)
}

/// A noun of which the word has more than its name.
fn marked(noun: &str) -> Cow<'_, str> {
    Cow::Owned(with(noun, "'"))
}

fn ends_in(word: &str, endings: &str) -> bool {
    let mut endings = endings.split_ascii_whitespace();
    endings.any(|ending| word.ends_with(ending))
}

fn follows(noun: &str, particle: &str, after: After) -> bool {
    const SYLLABLES: std::ops::RangeInclusive<char> = '가'..='힣';
    const FINALS: u32 = 28;
    const RIEUL: u32 = 8;
    let last = noun.chars().next_back().filter(|c| SYLLABLES.contains(c));
    // What is written in other letters has either.
    let Some(end) = last.map(|last| (last as u32 - '가' as u32) % FINALS) else {
        return true;
    };
    match after {
        Any => true,
        Consonant => end != 0,
        Vowel => end == 0 || end == RIEUL && particle.starts_with('로'),
    }
}
