//! What `cargo xtask test e2e` builds and finds for these tests, and hands over in variables.

use std::path::PathBuf;

/// The hub's program.
pub fn hub_program() -> PathBuf {
    given("GROUNDSWELL_HUB_BIN")
}

/// The built files that a page loads.
pub fn dist() -> PathBuf {
    given("GROUNDSWELL_DIST")
}

/// The sample intranet.
pub fn demo_pages() -> PathBuf {
    given("GROUNDSWELL_DEMO")
}

/// d3-cloud, as a classic script.
pub fn d3_cloud() -> PathBuf {
    given("GROUNDSWELL_D3_CLOUD")
}

/// The path in `variable`. A test never passes because something to test with was missing.
pub fn given(variable: &str) -> PathBuf {
    let path = std::env::var_os(variable).map(PathBuf::from);
    let Some(path) = path.filter(|path| path.exists()) else {
        panic!(
            "{variable} must name a file or folder that is there: run these tests by `cargo xtask test e2e`"
        );
    };
    path
}
