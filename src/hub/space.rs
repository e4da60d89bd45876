//! The spaces that this hub serves.

use groundswell_protocol::{RatingKind, SpaceId, TallyDisplay};

use crate::error::Error;

/// A space as the operator configured it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Space {
    /// Its name.
    pub id: SpaceId,
    /// How its posts are judged.
    pub kind: RatingKind,
    /// When its readers see how others rated.
    pub tallies: TallyDisplay,
    /// After so many days a post counts half in the order; none: however old, it counts in full.
    pub half_life_days: Option<u32>,
    /// After so many days only the tally of a post is kept, not who rated it; none: it is never sealed.
    pub seal_after_days: Option<u32>,
    /// Words that tell no subject in its clouds, as [`groundswell_text::Rules`] reads them.
    pub stop_words: Vec<String>,
    /// What means the same in its clouds, as [`groundswell_text::Rules`] reads it.
    pub synonyms: Vec<String>,
}

impl Space {
    /// A space with all else by default.
    pub fn new(id: SpaceId, kind: RatingKind) -> Self {
        Self {
            id,
            kind,
            tallies: TallyDisplay::default(),
            half_life_days: None,
            seal_after_days: None,
            stop_words: Vec::new(),
            synonyms: Vec::new(),
        }
    }
}

/// A space by its place among the configured ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpaceIndex(pub usize);

/// All configured spaces.
pub struct Spaces(Vec<Space>);

impl Spaces {
    /// The spaces in the order of the configuration.
    pub fn new(spaces: Vec<Space>) -> Self {
        Self(spaces)
    }

    /// Each space's place and name.
    pub fn each(&self) -> impl Iterator<Item = (SpaceIndex, &SpaceId)> {
        let spaces = self.0.iter().enumerate();
        spaces.map(|(index, space)| (SpaceIndex(index), &space.id))
    }

    /// The spaces whose posts are sealed, and after how many days.
    pub fn sealing(&self) -> impl Iterator<Item = (SpaceIndex, u32)> {
        let spaces = self.0.iter().enumerate();
        spaces.filter_map(|(index, space)| Some((SpaceIndex(index), space.seal_after_days?)))
    }

    /// The space of this name.
    pub fn find(&self, name: &str) -> Result<(SpaceIndex, &Space), Error> {
        let mut spaces = self.0.iter().enumerate();
        let found = spaces.find(|(_, space)| space.id.as_str() == name);
        found
            .map(|(i, space)| (SpaceIndex(i), space))
            .ok_or(Error::UnknownSpace)
    }
}
