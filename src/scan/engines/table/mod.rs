//! What is known of engines: for each, how its pages are told and where in them the posts are.
//!
//! A row's parts are separated by `;`. The first letter says what a part points at: `A`, `P` or `C`
//! the records that are articles, posts or comments, and after it what is in each of them: `b` body,
//! `a` author, `t` time, `l` link to itself, `n` likes, `h` heading, `q` quotes of others in the body
//! and `x` what in it is not said by its author. Of several ways, separated by `,`, the first counts
//! that is there.
//!
//! Above each row stands where its names come from: a template read in the engine's own repository,
//! or what is generally known of the pages it writes.

mod blogs;
mod comments;
mod forums;
mod questions;
mod work;

/// One engine's markup, of one era of its templates.
pub(super) struct Row {
    pub(super) name: &'static str,
    /// What must be on a page; see `landmarks`.
    pub(super) landmarks: &'static str,
    pub(super) parts: &'static str,
}

const fn row(name: &'static str, landmarks: &'static str, parts: &'static str) -> Row {
    Row {
        name,
        landmarks,
        parts,
    }
}

/// Every row; of two that see the same post, the first is right.
pub(super) fn rows() -> impl Iterator<Item = &'static Row> {
    const TABLES: [&[Row]; 5] = [
        forums::ROWS,
        questions::ROWS,
        comments::ROWS,
        work::ROWS,
        blogs::ROWS,
    ];
    TABLES.into_iter().flatten()
}
