//! Real words in a real font, and what a picture of them must hold: for tests, benchmark and example.
#![allow(missing_docs, dead_code, clippy::unwrap_used, clippy::panic)]

pub mod canvas;
pub mod measure;
pub mod typeface;
pub mod words;

use groundswell_cloud::Word;

/// Words with their texts and masks, from the font's metrics.
pub struct Sample {
    pub texts: Vec<String>,
    pub words: Vec<Word>,
}

pub fn sample(count: usize) -> Sample {
    let face = typeface::Typeface::new();
    let texts = words::words(count);
    // Weights fall as word frequencies do: by a power of the rank.
    let weights: Vec<f32> = (0..count)
        .map(|rank| 1000.0 / (rank as f32 + 3.0).powf(0.8))
        .collect();
    let words = texts
        .iter()
        .zip(weights)
        .map(|(text, weight)| Word::new(face.mask(text), weight))
        .collect();
    Sample { texts, words }
}
