//! What the tabs of one browser say to each other about the live stream that they share.
//!
//! Other scripts of the page's origin can write to the same channel: a message is read strictly or not
//! at all, and its size is bounded.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use groundswell_protocol::{PostId, Tally};

use crate::client::MAX_POSTS_PER_STREAM;
use crate::standing::{Standing, State};

/// Longest message that is read, in bytes: a tab's posts, each an id and a comma, and a little.
pub const MAX_MESSAGE: usize = MAX_POSTS_PER_STREAM * 23 + 100;

/// A tab, by chance: two of one browser have the same once in many lifetimes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TabId(pub u32);

/// A message and who sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The sender.
    pub from: TabId,
    /// What it says.
    pub word: Word,
}

/// What one tab says to all others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// I show these posts, of which I know every change up to this number.
    Want(Vec<PostId>, u64),
    /// I hold the stream from now on: who wants what?
    Take,
    /// I hold the stream.
    Hold,
    /// The stream says this.
    Say(Standing),
    /// The hub answers.
    Open,
    /// The hub counts its changes anew.
    Reset,
    /// I take no part any more.
    Bye,
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.from.0)?;
        match &self.word {
            Word::Want(posts, since) => {
                write!(f, "want {since} ")?;
                for (i, post) in posts.iter().enumerate() {
                    let comma = if i == 0 { "" } else { "," };
                    write!(f, "{comma}{post}")?;
                }
                Ok(())
            }
            Word::Take => f.write_str("take"),
            Word::Hold => f.write_str("hold"),
            Word::Say(Standing {
                post, state, seq, ..
            }) => {
                let tally = state.tally.map_or("hidden".to_owned(), |t| render(&t));
                let unverified = render(&state.unverified);
                write!(f, "say {post} {seq} {tally} {unverified}")
            }
            Word::Open => f.write_str("open"),
            Word::Reset => f.write_str("reset"),
            Word::Bye => f.write_str("bye"),
        }
    }
}

/// The text is no message.
#[derive(Debug, PartialEq, Eq)]
pub struct NoMessage;

impl FromStr for Message {
    type Err = NoMessage;

    fn from_str(text: &str) -> Result<Self, NoMessage> {
        read(text).ok_or(NoMessage)
    }
}

fn read(text: &str) -> Option<Message> {
    // Rust reads "+7" as a number; nobody writes it.
    if text.len() > MAX_MESSAGE || text.contains('+') {
        return None;
    }
    let mut parts = text.split(' ');
    let from = TabId(parts.next()?.parse().ok()?);
    let word = match parts.next()? {
        "want" => {
            let since = parts.next()?.parse().ok()?;
            Word::Want(read_posts(parts.next()?)?, since)
        }
        "take" => Word::Take,
        "hold" => Word::Hold,
        "say" => Word::Say(read_standing(&mut parts)?),
        "open" => Word::Open,
        "reset" => Word::Reset,
        "bye" => Word::Bye,
        _ => return None,
    };
    let whole = parts.next().is_none();
    whole.then_some(Message { from, word })
}

/// Sorted, and each but once.
fn read_posts(text: &str) -> Option<Vec<PostId>> {
    let posts: Option<Vec<PostId>> = text.split(',').map(|id| id.parse().ok()).collect();
    let mut posts = posts?;
    posts.sort_unstable();
    posts.dedup();
    (posts.len() <= MAX_POSTS_PER_STREAM).then_some(posts)
}

fn read_standing<'a>(parts: &mut impl Iterator<Item = &'a str>) -> Option<Standing> {
    let post = parts.next()?.parse().ok()?;
    let seq = parts.next()?.parse().ok()?;
    let tally = match parts.next()? {
        "hidden" => None,
        tally => Some(read_tally(tally)?),
    };
    let unverified = read_tally(parts.next()?)?;
    Some(Standing {
        post,
        state: State {
            tally,
            unverified,
            looks: None,
        },
        mine: None,
        seq,
    })
}

/// `-1:2,1:5`; `none` where nobody rated.
fn render(tally: &Tally) -> String {
    let mut text = String::new();
    for (value, count) in tally.iter() {
        let comma = if text.is_empty() { "" } else { "," };
        let _ = write!(text, "{comma}{value}:{count}");
    }
    if text.is_empty() {
        text.push_str("none");
    }
    text
}

fn read_tally(text: &str) -> Option<Tally> {
    let mut tally = Tally::default();
    if text != "none" {
        for pair in text.split(',') {
            let (value, count) = pair.split_once(':')?;
            tally.set(value.parse().ok()?, count.parse().ok()?);
        }
    }
    Some(tally)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_tally() -> impl Strategy<Value = Tally> {
        prop::collection::vec((-1_i8..=5, 1_u32..), 0..5).prop_map(|pairs| {
            let mut tally = Tally::default();
            for (value, count) in pairs {
                tally.set(value, count);
            }
            tally
        })
    }

    fn any_post() -> impl Strategy<Value = PostId> {
        any::<[u8; 16]>().prop_map(PostId::from_bytes)
    }

    fn any_word() -> impl Strategy<Value = Word> {
        let want = (
            prop::collection::btree_set(any_post(), 1..=MAX_POSTS_PER_STREAM),
            any::<u64>(),
        )
            .prop_map(|(posts, since)| Word::Want(posts.into_iter().collect(), since));
        let say = (
            any_post(),
            any::<u64>(),
            prop::option::of(any_tally()),
            any_tally(),
        )
            .prop_map(|(post, seq, tally, unverified)| {
                Word::Say(Standing {
                    post,
                    state: State {
                        tally,
                        unverified,
                        looks: None,
                    },
                    mine: None,
                    seq,
                })
            });
        let plain = prop::sample::select(vec![
            Word::Take,
            Word::Hold,
            Word::Open,
            Word::Reset,
            Word::Bye,
        ]);
        prop_oneof![want, say, plain]
    }

    proptest! {
        #[test]
        fn what_is_said_is_heard(from in any::<u32>(), word in any_word()) {
            let message = Message { from: TabId(from), word };
            let text = message.to_string();
            prop_assert!(text.len() <= MAX_MESSAGE, "{}", text.len());
            prop_assert_eq!(text.parse(), Ok(message));
        }

        #[test]
        fn whatever_is_written_to_the_channel_is_read_or_not(text in ".*") {
            let _ = text.parse::<Message>();
        }

        #[test]
        fn what_is_not_quite_a_message_is_none(word in any_word(), at in 0_usize..60, odd in "[^0-9a-zA-Z_:,-]") {
            let text = Message { from: TabId(7), word }.to_string();
            let at = at.min(text.len());
            let text = [&text[..at], &odd, &text[at..]].concat();
            prop_assert_eq!(text.parse::<Message>(), Err(NoMessage));
        }
    }

    #[test]
    fn more_posts_than_a_stream_has_are_no_message() {
        let post = |i: u8| PostId::from_locator(&i.to_string());
        let posts: Vec<_> = (0..=200).map(|i| post(i).to_string()).collect();
        let text = format!("7 want 0 {}", posts.join(","));
        assert_eq!(text.parse::<Message>(), Err(NoMessage));
        assert_eq!("7 want 0 ".parse::<Message>(), Err(NoMessage));
        assert_eq!("+7 take".parse::<Message>(), Err(NoMessage));
    }

    #[test]
    fn a_flood_is_not_read() {
        let text = format!("7 say {}", "x".repeat(MAX_MESSAGE));
        assert_eq!(text.parse::<Message>(), Err(NoMessage));
    }
}
