//! Maps and sets by post, which are quick for being by what is a hash already.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use groundswell_protocol::PostId;

/// Something for each of some posts.
pub type PostMap<T> = HashMap<PostId, T, BuildHasherDefault<PostHasher>>;

/// Some posts.
pub type PostSet = HashSet<PostId, BuildHasherDefault<PostHasher>>;

/// Takes a part of a post's identity, which is of SHA-256, for its hash. Who makes addresses of a like
/// hash makes one page slow, and that is their own.
#[derive(Default)]
pub struct PostHasher(u64);

impl Hasher for PostHasher {
    fn write(&mut self, bytes: &[u8]) {
        // The length of an identity is written, too: it is not long enough to count.
        if let Some(first) = bytes.first_chunk() {
            self.0 = u64::from_le_bytes(*first);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::hash::BuildHasher as _;

    use super::*;

    #[test]
    fn different_posts_have_different_hashes() {
        let hasher = BuildHasherDefault::<PostHasher>::new();
        let hashes = (0..1_000).map(|n| hasher.hash_one(PostId::from_locator(&n.to_string())));
        assert_eq!(hashes.collect::<HashSet<u64>>().len(), 1_000);
    }
}
