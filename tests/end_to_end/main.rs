//! Scenarios of readers at their browsers, each played in Chromium and in Firefox against a real hub.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "scenarios are tests, though the attribute stands on what plays them"
)]

/// Makes each scenario of a module a test in each browser.
macro_rules! in_both {
    ($($scenario:ident),+ $(,)?) => {
        mod chromium {
            $(#[test] fn $scenario() {
                groundswell_tests::run(groundswell_tests::Engine::Chromium, super::$scenario);
            })+
        }
        mod firefox {
            $(#[test] fn $scenario() {
                groundswell_tests::run(groundswell_tests::Engine::Firefox, super::$scenario);
            })+
        }
    };
}

mod administration;
mod choosing;
mod cloud;
mod debug;
mod embedding;
mod figures;
mod host_page;
mod hub_away;
mod interface;
mod languages;
mod layout;
mod live;
mod living;
mod login;
mod looks;
mod motion;
mod outbox;
mod place;
mod policy;
mod preview;
mod ratings;
mod rules;
mod searching;
mod sign_on;
mod take_away;
mod theme;
