//! What the widget and the hub say to each other: identities, ratings and tallies.
//!
//! Everything here is a value; nothing reads a clock, a network or a browser. With the `serde`
//! feature the types have the JSON forms of the hub's `/v1` API.
//!
//! ```
//! use groundswell_protocol::{PostId, RatingKind, RatingValue, Tally};
//!
//! let post = PostId::from_locator("intranet.example/blog/42");
//! assert_eq!(post.to_string().parse(), Ok(post));
//!
//! let value = RatingValue::new(RatingKind::UpDown, -1).unwrap();
//! let mut tally = Tally::default();
//! tally.change(None, Some(value));
//! assert_eq!((tally.count(-1), tally.raters()), (1, 1));
//! ```

mod order;
mod post;
mod rating;
mod space;
mod tally;
mod tally_display;

pub use order::{MAX_ORDER, ParseRequestOrderError, RequestOrder};
pub use post::{ParsePostIdError, PostId};
pub use rating::{ParseRatingKindError, RatingKind, RatingValue, ValueError};
pub use space::{MAX_SPACE_LEN, ParseSpaceError, SpaceId};
pub use tally::Tally;
pub use tally_display::{ParseTallyDisplayError, TallyDisplay};

/// Serialises a type by its text form, and reads it back by its `FromStr`.
#[cfg(feature = "serde")]
macro_rules! text_serde {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
#[cfg(feature = "serde")]
pub(crate) use text_serde;
