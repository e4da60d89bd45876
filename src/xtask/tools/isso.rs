//! Isso, beside which the hub is measured: installed on request.

use super::python;
use crate::workspace::Workspace;

/// The versions that are measured: figures of others are no figures of these.
const PACKAGES: &[&str] = &["isso==0.14.0", "gunicorn==23.0.0"];

/// Installs it where the bench looks for it, unless it is there.
pub fn ensure(workspace: &Workspace) -> anyhow::Result<()> {
    python::ensure(&workspace.target("tmp/isso"), "Isso", PACKAGES).map(drop)
}
