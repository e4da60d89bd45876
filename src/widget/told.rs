//! What this browser told the hub of a day's looks, as a line of text that outlives the page.
//!
//! A look counts as told when the hub has answered. A page that is left sends what it has and never hears
//! the answer, and a browser may drop what it sends; so the next page of the same day sends it again. The
//! hub counts one look of a reader, post and day, however often it is told.

use groundswell_protocol::PostId;

/// Most posts of a day that are remembered as told; a reader who sees more may tell of one twice.
pub const MAX_REMEMBERED: usize = 1_000;

/// Most posts that are remembered as sent without an answer.
pub const MAX_UNANSWERED: usize = 100;

/// How often a look is sent at most, a day, while nobody hears an answer.
pub const MAX_SENT: u32 = 3;

/// Characters of a post's id that are remembered: enough to tell a day's posts apart.
const MARK_LEN: usize = 8;

/// Stands between a post and how often its look was sent.
const SENT: char = ':';

/// The looks of one day.
#[derive(Debug, PartialEq, Eq)]
pub struct Told {
    day: u32,
    /// Beginnings of the ids of posts whose look was answered.
    marks: Vec<String>,
    /// Posts whose look was sent so many times, and not answered.
    unanswered: Vec<(PostId, u32)>,
}

impl Told {
    /// What `text` tells of `day`; what it tells of another is past.
    pub fn read(text: &str, day: u32) -> Self {
        let mut told = Self {
            day,
            marks: Vec::new(),
            unanswered: Vec::new(),
        };
        let mut parts = text.split(' ');
        if parts.next().and_then(|d| d.parse().ok()) != Some(day) {
            return told;
        }
        for part in parts {
            match part.split_once(SENT) {
                Some((post, sent)) => {
                    let read = post.parse().ok().zip(sent.parse().ok());
                    told.unanswered.extend(read);
                }
                None if part.len() == MARK_LEN => told.marks.push(part.to_owned()),
                None => {}
            }
        }
        told.bound();
        told
    }

    /// The line that [`read`](Self::read) takes.
    pub fn text(&self) -> String {
        let unanswered = self.unanswered.iter();
        let unanswered = unanswered.map(|(post, sent)| format!("{post}{SENT}{sent}"));
        let parts = std::iter::once(self.day.to_string());
        let parts = parts.chain(self.marks.iter().cloned()).chain(unanswered);
        parts.collect::<Vec<_>>().join(" ")
    }

    /// Whether there is nothing to tell of `post`, or it is under way.
    pub fn has(&self, post: PostId) -> bool {
        self.marks.contains(&mark(post)) || self.unanswered.iter().any(|(other, _)| *other == post)
    }

    /// Posts whose look is to be sent once more.
    pub fn due(&self) -> Vec<PostId> {
        let due = self.unanswered.iter().filter(|(_, sent)| *sent < MAX_SENT);
        due.map(|(post, _)| *post).collect()
    }

    /// The looks are on their way.
    pub fn send(&mut self, posts: &[PostId]) {
        for post in posts {
            let known = self.unanswered.iter_mut().find(|(other, _)| other == post);
            match known {
                Some((_, sent)) => *sent = sent.saturating_add(1),
                None => self.unanswered.push((*post, 1)),
            }
        }
        self.bound();
    }

    /// The hub has the looks, or will never have them.
    pub fn answer(&mut self, posts: &[PostId]) {
        self.fail(posts);
        self.marks.extend(posts.iter().map(|post| mark(*post)));
        self.bound();
    }

    /// The looks did not reach the hub, and this page knows it.
    pub fn fail(&mut self, posts: &[PostId]) {
        self.unanswered.retain(|(post, _)| !posts.contains(post));
    }

    /// Keeps the newest.
    fn bound(&mut self) {
        let surplus = self.marks.len().saturating_sub(MAX_REMEMBERED);
        self.marks.drain(..surplus);
        let surplus = self.unanswered.len().saturating_sub(MAX_UNANSWERED);
        self.unanswered.drain(..surplus);
    }
}

fn mark(post: PostId) -> String {
    post.to_string().chars().take(MARK_LEN).collect()
}

// Natively alone, where thousands of cases cost nothing.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn post(n: usize) -> PostId {
        PostId::from_locator(&n.to_string())
    }

    /// As the next page of the same day finds it.
    fn next_page(told: &Told) -> Told {
        Told::read(&told.text(), told.day)
    }

    #[test]
    fn what_was_answered_is_remembered_for_its_day() {
        let mut told = Told::read("", 7);
        told.send(&[post(1), post(2)]);
        told.answer(&[post(1), post(2)]);
        let later = next_page(&told);
        assert_eq!(later, told);
        assert!(later.has(post(1)) && later.has(post(2)) && !later.has(post(3)));
        assert_eq!(later.due(), []);
        assert!(!Told::read(&told.text(), 8).has(post(1)));
    }

    #[test]
    fn what_nobody_heard_an_answer_to_is_sent_again_and_not_for_ever() {
        let mut told = Told::read("", 7);
        for _ in 0..MAX_SENT {
            told.send(&[post(1)]);
            told = next_page(&told);
            assert!(told.has(post(1)), "this page need not look again");
        }
        assert_eq!(told.due(), []);
        told.send(&[post(2)]);
        assert_eq!(next_page(&told).due(), [post(2)]);
    }

    #[test]
    fn what_is_known_to_have_failed_is_told_anew() {
        let mut told = Told::read("", 7);
        told.send(&[post(1), post(2)]);
        told.fail(&[post(1)]);
        assert!(!told.has(post(1)));
        assert_eq!(told.due(), [post(2)]);
    }

    #[test]
    fn of_too_many_the_newest_are_remembered() {
        let posts: Vec<PostId> = (0..=MAX_REMEMBERED).map(post).collect();
        let mut told = Told::read("", 7);
        told.answer(&posts);
        let later = next_page(&told);
        assert_eq!(later.marks.len(), MAX_REMEMBERED);
        assert!(!later.has(post(0)) && later.has(post(MAX_REMEMBERED)));

        let mut told = Told::read("", 7);
        told.send(&posts[..=MAX_UNANSWERED]);
        let later = next_page(&told);
        assert_eq!(later.due(), &posts[1..=MAX_UNANSWERED]);
    }

    proptest! {
        #[test]
        fn whatever_is_stored_is_read(text in "7( [A-Za-z0-9_:-]{0,30}){0,20}|.*", day in 6..9_u32) {
            let told = Told::read(&text, day);
            prop_assert!(told.marks.len() <= MAX_REMEMBERED);
            prop_assert!(told.unanswered.len() <= MAX_UNANSWERED);
            prop_assert_eq!(next_page(&told), told);
        }
    }
}
