//! How terms are looked at.

/// How terms are weighed. What a lens makes of a post is a single factor (`weigh.rs`); everything
/// else is the same for all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lens {
    /// What is said most.
    #[default]
    Frequent,
    /// What is said in posts that readers find good.
    Valued,
}

impl Lens {
    /// Every lens, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::Frequent, Self::Valued];

    /// The name used in attributes and settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Frequent => "frequent",
            Self::Valued => "valued",
        }
    }
}
