//! What must hold whatever somebody sends: one file for each reader of outside data, each with one
//! function that takes any bytes and panics where the reader is wrong.
//!
//! libFuzzer looks for such bytes (`tests/fuzz`, by `cargo xtask fuzz`). Every test run takes the seeds:
//! inputs written by hand to begin with, and each input that once was too much.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a function of these fails by panicking"
)]

pub mod cloud;
pub mod forwarded;
pub mod import;
mod json;
pub mod page_token;
pub mod preview;
pub mod records;
pub mod requests;
pub mod scan;
pub mod settings;
pub mod text;
pub mod tree;

/// A function that takes any bytes.
pub type Target = fn(&[u8]);

/// Every one of them, by its name.
pub const TARGETS: [(&str, Target); 11] = [
    ("cloud", cloud::run),
    ("forwarded", forwarded::run),
    ("import", import::run),
    ("page_token", page_token::run),
    ("preview", preview::run),
    ("records", records::run),
    ("requests", requests::run),
    ("scan", scan::run),
    ("settings", settings::run),
    ("text", text::run),
    ("tree", tree::run),
];
