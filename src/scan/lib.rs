//! Page snapshot to posts.
