//! Scenarios of readers at their browsers, each played in Chromium and in Firefox against a real hub, and in WebKit
//! where its driver can do what the scenario asks for.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "scenarios are tests, though the attribute stands on what plays them"
)]

/// Makes each scenario of a module a test in each browser, but those that ask for what WebKit's driver cannot do.
macro_rules! scenarios {
    ($($every:ident),+ $(,)?) => {
        played_in!(chromium Chromium $($every)+);
        played_in!(firefox Firefox $($every)+);
        played_in!(webkit WebKit $($every)+);
    };
    ($($every:ident),+; not in WebKit: $($other:ident),+ $(,)?) => {
        played_in!(chromium Chromium $($every)+ $($other)+);
        played_in!(firefox Firefox $($every)+ $($other)+);
        played_in!(webkit WebKit $($every)+);
    };
    (not in WebKit: $($other:ident),+ $(,)?) => {
        played_in!(chromium Chromium $($other)+);
        played_in!(firefox Firefox $($other)+);
    };
}

macro_rules! played_in {
    ($module:ident $engine:ident $($scenario:ident)+) => {
        mod $module {
            $(#[test] fn $scenario() {
                groundswell_tests::run(groundswell_tests::Engine::$engine, super::$scenario);
            })+
        }
    };
}

mod administration;
mod calm;
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
mod module;
mod motion;
mod outbox;
mod panel;
mod place;
mod policy;
mod preview;
mod ratings;
mod rules;
mod searching;
mod selection;
mod sign_on;
mod take_away;
mod theme;
mod visiting;
