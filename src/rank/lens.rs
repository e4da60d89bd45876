//! How terms are looked at.

/// How terms are weighed; `weigh.rs` says what each makes of the posts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lens {
    /// What is said most.
    #[default]
    Frequent,
    /// What is said by more of late than before. Only what is surely on the rise is shown, so there may
    /// be nothing.
    Trending,
    /// What is said in posts that readers find good.
    Valued,
    /// What is said in posts about which readers differ.
    Divided,
}

impl Lens {
    /// Every lens, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Frequent, Self::Trending, Self::Valued, Self::Divided];

    /// The name used in attributes and settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Frequent => "frequent",
            Self::Trending => "trending",
            Self::Valued => "valued",
            Self::Divided => "divided",
        }
    }

    /// The lens of this name, in any case and with blanks around it.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.trim();
        let named = |lens: &Self| lens.name().eq_ignore_ascii_case(name);
        Self::ALL.into_iter().find(named)
    }
}

#[cfg(test)]
mod tests {
    use super::Lens;

    #[test]
    fn lenses_have_names() {
        for lens in Lens::ALL {
            assert_eq!(Lens::from_name(lens.name()), Some(lens));
        }
        assert_eq!(Lens::from_name(" Trending "), Some(Lens::Trending));
        assert_eq!(Lens::from_name("trend"), None);
        assert_eq!(Lens::from_name(""), None);
    }
}
