//! Text to counted terms.
