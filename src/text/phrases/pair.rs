//! How two terms stand to each other.

/// How often two terms are used, together and each.
pub(super) struct Pair {
    pub both: f64,
    pub one: f64,
    pub other: f64,
    /// Uses of all terms.
    pub all: f64,
}

impl Pair {
    /// Half of Dunning's ratio is the sum over the table of who stands beside whom of
    /// `found * ln(found / expected)`.
    pub(super) fn ratio(&self) -> f64 {
        let part = |found: f64, expected: f64| match found {
            found if found <= 0.0 || expected <= 0.0 => 0.0,
            found => found * libm::log(found / expected),
        };
        let (no_one, no_other) = (self.all - self.one, self.all - self.other);
        let neither = self.all - self.one - self.other + self.both;
        2.0 * (part(self.both, self.one * self.other / self.all)
            + part(self.one - self.both, self.one * no_other / self.all)
            + part(self.other - self.both, no_one * self.other / self.all)
            + part(neither, no_one * no_other / self.all))
    }

    /// From -1 through 0, independent, to 1, never apart.
    pub(super) fn closeness(&self) -> f64 {
        let surprise = libm::log(self.all / self.both);
        if surprise <= 0.0 {
            return 0.0;
        }
        libm::log(self.both * self.all / (self.one * self.other)) / surprise
    }
}
