//! CPU time of a layout beside that of rasterising the same words, which no layout can do without:
//! the ratio holds on any machine. `cargo bench -p groundswell-cloud`.
#![allow(missing_docs, clippy::print_stdout)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::hint::black_box;
use std::time::{Duration, Instant};

use groundswell_cloud::{LayoutOptions, layout};
use support::measure::box_per_hull;
use support::typeface::Typeface;

/// Rounds per figure; the best one counts, since noise only ever adds.
const ROUNDS: usize = 9;

fn main() {
    println!("words  canvas      fill  raster ms  layout ms  ratio  again ms  box/hull  placed");
    for (count, width, height) in [
        (50, 600.0, 400.0),
        (200, 600.0, 400.0),
        (200, 1200.0, 800.0),
        (1000, 1200.0, 800.0),
        (3000, 1200.0, 800.0),
        (3000, 2400.0, 1600.0),
    ] {
        for fill in [0.45, 0.6, 0.75] {
            let options = LayoutOptions {
                width,
                height,
                fill,
                // As small as it takes: this measures placing all words at the asked fill.
                min_size: 4.0,
                ..LayoutOptions::default()
            };
            run(count, &options);
        }
    }
}

fn run(count: usize, options: &LayoutOptions) {
    let sample = support::sample(count);
    let cloud = layout(&sample.words, options);
    let face = Typeface::new();
    let raster = best(|| {
        for placed in &cloud.placed {
            black_box(face.draw(&sample.texts[placed.word], placed.size).mask());
        }
    });
    let placing = best(|| {
        black_box(layout(&sample.words, options));
    });
    // The same words once more, all wishing to stay, as when a few weights change.
    let kept = LayoutOptions {
        scale: Some(cloud.scale),
        ..*options
    };
    let mut words = sample.words;
    for placed in &cloud.placed {
        words[placed.word].wish = Some(placed.centre());
    }
    let again = best(|| {
        black_box(layout(&words, &kept));
    });
    println!(
        "{count:5}  {:4}x{:<4}  {:.2}  {:9.2}  {:9.2}  {:5.2}  {:8.2}  {:8.3}  {:6}",
        options.width,
        options.height,
        options.fill,
        raster.as_secs_f64() * 1e3,
        placing.as_secs_f64() * 1e3,
        placing.as_secs_f64() / raster.as_secs_f64(),
        again.as_secs_f64() * 1e3,
        box_per_hull(&cloud.placed),
        cloud.placed.len(),
    );
}

fn best(mut work: impl FnMut()) -> Duration {
    let time = |_| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..ROUNDS).map(time).min().unwrap_or_default()
}
