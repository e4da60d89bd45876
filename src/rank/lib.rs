//! Posts, tallies and time to scores and term weights.
