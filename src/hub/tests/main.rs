//! Tests of the whole hub: a real server on a free port, a real file, a real client. One program, because
//! linking costs more than most of these tests.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

mod administration;
mod assets;
mod backup;
mod bad_disk;
mod bodies;
mod clock;
mod crash;
mod disk;
mod forget;
mod identity;
mod locked_out;
mod log;
mod looks;
mod migrations;
mod open_files;
mod operation;
mod orders;
mod origins;
mod power_cut;
mod quotas;
mod ratings;
mod robust;
mod shutdown;
mod store;
mod stream;
mod stream_socket;
mod tls;
mod top;
mod transfer;
mod try_file;
mod try_report;
mod try_site;
