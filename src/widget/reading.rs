//! The half of [`Sync`] that reads where posts stand: those in sight first and at once, the rest of a long
//! page little by little.

use groundswell_protocol::PostId;
use wasm_bindgen_futures::spawn_local;

use super::{News, Sync};
use crate::answer::Failure;
use crate::client::MAX_POSTS_PER_READ;
use crate::handles::Timer;

/// Between two reads of posts that nobody looks at, milliseconds.
const REST_MS: i32 = 500;

impl Sync {
    /// Reads the posts in sight, or the page's first where none is known to be yet.
    pub(super) async fn read_posts(&self) -> Result<(), Failure> {
        let mut wanted = self.live.in_sight();
        if wanted.is_empty() {
            wanted = self.unknown();
        }
        for some in wanted.chunks(MAX_POSTS_PER_READ) {
            self.read_some(some).await?;
        }
        Ok(())
    }

    /// Reads at most [`MAX_POSTS_PER_READ`] posts.
    async fn read_some(&self, posts: &[PostId]) -> Result<(), Failure> {
        let standings = self.client.standings(posts).await?;
        // Whose they are is known now, too.
        self.ratings
            .set_apart(self.client.identity().counts_apart());
        self.ratings.learn_all(standings);
        self.known.borrow_mut().extend(posts);
        for post in posts {
            (self.tell)(News::Post(*post));
        }
        Ok(())
    }

    /// Some posts of the page of which nothing was read yet.
    pub(super) fn unknown(&self) -> Vec<PostId> {
        let known = self.known.borrow();
        let posts = self.posts.borrow();
        let unknown = posts.iter().filter(|post| !known.contains(post));
        unknown.take(MAX_POSTS_PER_READ).copied().collect()
    }

    /// Reads the rest of the page, while it is to be seen.
    pub(super) fn read_rest_soon(&self) {
        let rest = self.weakly(|sync| {
            let some = sync.unknown();
            let hidden = sync.window.document().is_some_and(|d| d.hidden());
            if some.is_empty() || hidden || sync.stopped.get() {
                return;
            }
            spawn_local(async move {
                // What cannot be read now is read when the page catches up.
                if sync.read_some(&some).await.is_ok() {
                    sync.read_rest_soon();
                }
            });
        });
        let timer = (!self.unknown().is_empty())
            .then(|| Timer::after(&self.window, REST_MS, rest))
            .flatten();
        self.rest.replace(timer);
    }
}
