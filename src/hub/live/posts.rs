//! Who watches which posts, and the newest of each of them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use slab::Slab;

use super::stream::StreamIndex;
use crate::store::Place;

/// A watched post's number in its shard, while anybody watches it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PostIndex(u32);

impl PostIndex {
    const fn key(self) -> usize {
        self.0 as usize
    }
}

/// Something that a stream may have to tell.
#[derive(Clone, Copy, Debug)]
pub struct News<'a> {
    /// The number of the change.
    pub number: u64,
    /// The event.
    pub text: &'a [u8],
}

/// The watched posts of one shard.
#[derive(Default)]
pub struct Posts {
    indices: HashMap<Place, PostIndex>,
    watched: Slab<Watched>,
    /// One ordered set costs a dozen bytes for each pair, and leaving it costs the same however many
    /// watch the same post: when a proxy restarts, everybody leaves at once.
    watchers: BTreeSet<(PostIndex, StreamIndex)>,
}

struct Watched {
    place: Place,
    /// The number of its newest change; 0 is none.
    changed: u64,
    /// What is said of that change.
    event: Option<Arc<[u8]>>,
}

impl Posts {
    /// From now on the stream watches this post. Says whether it is the first who does.
    pub fn watch(&mut self, place: Place, stream: StreamIndex) -> (PostIndex, bool) {
        let watched = &mut self.watched;
        let before = watched.len();
        let post = *self.indices.entry(place).or_insert_with(|| {
            let key = watched.insert(Watched {
                place,
                changed: 0,
                event: None,
            });
            // So many posts do not fit into any memory.
            PostIndex(u32::try_from(key).unwrap_or(u32::MAX))
        });
        self.watchers.insert((post, stream));
        (post, watched.len() > before)
    }

    /// The stream watches these posts no longer.
    pub fn leave(&mut self, posts: &[PostIndex], stream: StreamIndex) {
        for post in posts {
            self.watchers.remove(&(*post, stream));
            if self.watchers(*post).next().is_some() {
                continue;
            }
            if let Some(watched) = self.watched.try_remove(post.key()) {
                self.indices.remove(&watched.place);
            }
        }
    }

    /// The post, if anybody watches it.
    pub fn find(&self, place: Place) -> Option<PostIndex> {
        self.indices.get(&place).copied()
    }

    /// Notes how a post stands since the change with this number. Older news never undoes newer.
    pub fn set(&mut self, post: PostIndex, changed: u64, event: Arc<[u8]>) {
        let watched = self.watched.get_mut(post.key());
        if let Some(watched) = watched.filter(|watched| watched.changed < changed) {
            watched.changed = changed;
            watched.event = Some(event);
        }
    }

    /// All who watch the post.
    pub fn watchers(&self, post: PostIndex) -> impl Iterator<Item = StreamIndex> {
        let all = (post, StreamIndex::MIN)..=(post, StreamIndex::MAX);
        self.watchers.range(all).map(|(_, stream)| *stream)
    }

    /// What is newer than the change with this number, of one post.
    pub fn news(&self, post: PostIndex, told: u64) -> Option<News<'_>> {
        let watched = self.watched.get(post.key())?;
        let text = watched.event.as_deref()?;
        let number = watched.changed;
        (number > told).then_some(News { number, text })
    }

    /// Whether nobody watches anything.
    #[cfg(test)]
    pub fn is_empty(&self) -> bool {
        self.indices.is_empty() && self.watched.is_empty() && self.watchers.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::SpaceIndex;
    use groundswell_protocol::PostId;

    fn place(n: u8) -> Place {
        Place {
            space: SpaceIndex(0),
            post: PostId::from_bytes([n; 16]),
        }
    }

    fn stream(key: usize) -> StreamIndex {
        StreamIndex::new(key)
    }

    #[test]
    fn a_post_is_known_as_long_as_anybody_watches_it() {
        let mut posts = Posts::default();
        let (one, first) = posts.watch(place(1), stream(0));
        assert!(first);
        assert_eq!(posts.watch(place(1), stream(7)), (one, false));
        let (two, _) = posts.watch(place(2), stream(7));
        let watchers: Vec<_> = posts.watchers(one).collect();
        assert_eq!(watchers, [stream(0), stream(7)]);
        posts.leave(&[one, two], stream(7));
        assert_eq!(posts.find(place(2)), None);
        assert_eq!(posts.find(place(1)), Some(one));
        posts.leave(&[one], stream(0));
        assert!(posts.is_empty());
    }

    #[test]
    fn only_what_is_newer_is_news() {
        let mut posts = Posts::default();
        let (post, _) = posts.watch(place(1), stream(0));
        assert!(posts.news(post, 0).is_none(), "never rated");
        posts.set(post, 5, Arc::from(*b"five"));
        posts.set(post, 3, Arc::from(*b"three"));
        assert_eq!(posts.news(post, 4).unwrap().text, b"five");
        assert!(posts.news(post, 5).is_none());
    }
}
