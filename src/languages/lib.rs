//! What is particular to one language: its stop words, how common its words are, and its stemmer.
//!
//! Each language is a [`Linguist`]. Natively all of them are linked. In the page each is a file of its own
//! ([`pack!`]), which is loaded when a post in that language is there; the crate `groundswell-text` asks
//! either of them the same questions.
//!
//! ```
//! use groundswell_languages::{GERMAN, by_tag};
//!
//! assert_eq!(by_tag("de").map(|language| language.tag), Some(GERMAN.tag));
//! assert_eq!(GERMAN.stem("häuser"), GERMAN.stem("haus"));
//! ```

mod arabic;
mod dutch;
mod endings;
mod english;
mod french;
mod german;
mod hebrew;
mod hindi;
mod italian;
mod japanese;
mod korean;
mod linguist;
#[cfg(target_arch = "wasm32")]
pub mod pack;
mod polish;
mod portuguese;
mod russian;
mod spanish;
mod stem;
mod swedish;
#[cfg(test)]
mod tests;
mod turkish;

pub use linguist::{
    ALL, ARABIC, CHINESE, DUTCH, ENGLISH, FRENCH, GERMAN, HEBREW, HINDI, ITALIAN, JAPANESE, KOREAN,
    Linguist, POLISH, PORTUGUESE, RUSSIAN, SPANISH, SWEDISH, THAI, TURKISH, by_tag,
};

/// Nothing: packs as files of their own are for WebAssembly.
#[cfg(not(target_arch = "wasm32"))]
#[macro_export]
macro_rules! pack {
    ($linguist:expr) => {
        const _: $crate::Linguist = $linguist;
    };
}
