//! Real words in a real font, and what a picture of them must hold: for tests, benchmark and example.
#![allow(missing_docs, dead_code, clippy::unwrap_used, clippy::panic)]

pub mod canvas;
pub mod measure;
pub mod typeface;
pub mod words;

use groundswell_cloud::{LayoutOptions, Word, sizes};

/// Words with their texts and masks, rasterised near their final size as the widget does it.
pub struct Sample {
    pub texts: Vec<String>,
    pub words: Vec<Word>,
}

pub fn sample(count: usize, options: &LayoutOptions) -> Sample {
    let face = typeface::Typeface::new();
    let texts = words::words(count);
    // Weights fall as word frequencies do: by a power of the rank.
    let weights: Vec<f32> = (0..count)
        .map(|rank| 1000.0 / (rank as f32 + 3.0).powf(0.8))
        .collect();
    let advances: Vec<f32> = texts.iter().map(|text| face.advance(text, 1.0)).collect();
    let sizes = sizes(&weights, &advances, options);
    let words = texts
        .iter()
        .zip(weights)
        .zip(sizes)
        .map(|((text, weight), size)| Word::new(face.draw(text, size).mask(), weight))
        .collect();
    Sample { texts, words }
}
