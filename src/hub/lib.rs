//! The Groundswell hub.
