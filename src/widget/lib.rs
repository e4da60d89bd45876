//! The part of Groundswell that runs in the page.
