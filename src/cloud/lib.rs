//! Word-cloud layout.
