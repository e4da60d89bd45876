//! The answers of `/v1`: one file per resource. A handler parses, asks the store, and answers.

pub mod administration;
pub mod extract;
pub mod find;
pub mod health;
#[cfg(feature = "oidc")]
pub mod login;
pub mod looks;
pub mod openapi;
pub mod ratings;
pub mod readers;
pub mod spaces;
pub mod stream;
pub mod tallies;
pub mod top;
mod view;

pub use administration::{MAX_ENTRIES, MAX_REASON};
pub use health::Readiness;

pub use top::{MAX_CANDIDATES, MIN_RATERS};

/// Most bytes in the body of a request.
pub const MAX_BODY: usize = 4 * 1024;

/// Most posts in one read.
pub const MAX_POSTS_PER_READ: usize = 100;

/// Most posts that one stream watches.
pub const MAX_POSTS_PER_STREAM: usize = 200;
