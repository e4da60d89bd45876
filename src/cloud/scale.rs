//! From weights to font sizes.
//!
//! `size = k * sqrt(weight)`: a word's ink grows with the square of its font size, so the square root
//! makes the ink, which is what the eye weighs, proportional to the weight. (It is also the default of
//! d3-cloud, `Math.sqrt(d.value)`.) One `k` for all words, found so that their ink boxes together
//! cover the asked share of the canvas.

use crate::layout::LayoutOptions;
use crate::shape::{Grid, Padding};

/// Sizes are multiples of this, CSS pixels: browsers keep glyphs per size, and a word whose weight
/// changed a little keeps its size.
const STEP: f32 = 0.5;

/// The largest weight and explicit size; far beyond any use, near enough for sums to stay finite.
const MAX_NUMBER: f32 = 1e18;

/// Smallest `min_size`, CSS pixels.
const LEAST_SIZE: f32 = 1.0;

/// Largest padding, em.
const MOST_PADDING: f32 = 2.0;

/// An earlier scale is kept while the words cover between these parts of what is asked.
const KEEP: (f64, f64) = (0.8, 1.1);

/// Halvings of the interval in which `k` is sought; more than the digits of a float.
const HALVINGS: usize = 60;

/// The options with every number made sense of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Limits {
    pub(crate) min: f32,
    pub(crate) max: f32,
    /// CSS pixels squared that ink boxes shall cover.
    pub(crate) target: f64,
    /// The share of the room that this is.
    fill: f64,
    /// The factor of an earlier layout.
    scale: Option<f32>,
    /// Em, of words that have none of their own.
    padding: f32,
    pub(crate) grid: Grid,
}

impl Limits {
    pub(crate) fn new(options: &LayoutOptions) -> Self {
        let usual = LayoutOptions::default();
        let or = |v: f32, default: f32| if v.is_nan() { default } else { v };
        // Not `clamp`: its panic would bring the printing of floats into the page, ten kilobytes.
        let between = |v: f32, least: f32, most: f32| v.max(least).min(most);
        let padding = between(or(options.padding, usual.padding), 0.0, MOST_PADDING);
        let grid = Grid::new(options.width, options.height);
        let min = between(or(options.min_size, usual.min_size), LEAST_SIZE, MAX_NUMBER);
        let max = options.max_size.filter(|v| !v.is_nan());
        Self {
            min,
            max: max.map_or(MAX_NUMBER, |v| between(v, min, MAX_NUMBER)),
            scale: options.scale.filter(|k| k.is_finite() && *k > 0.0),
            fill: f64::from(between(or(options.fill, usual.fill), 0.0, 1.0)),
            target: 0.0,
            padding,
            grid,
        }
        .with_room(grid.width * grid.height)
    }

    /// The same where words may take only so many cells.
    pub(crate) fn with_room(self, cells: usize) -> Self {
        let cell = f64::from(self.grid.cell);
        Self {
            target: cells as f64 * cell * cell * self.fill,
            ..self
        }
    }

    /// The padding of a word in em, given its own.
    pub(crate) fn padding(&self, own: Option<f32>) -> f32 {
        let own = own.filter(|v| v.is_finite());
        own.map_or(self.padding, |v| v.clamp(0.0, MOST_PADDING))
    }
}

/// What one word asks of the canvas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Demand {
    /// Square root of the weight.
    pub(crate) root: f32,
    /// Area of the ink box at a font size of 1.
    pub(crate) area: f32,
    /// The range of its size: of no width for explicit sizes.
    pub(crate) least: f32,
    pub(crate) most: f32,
}

impl AsRef<Self> for Demand {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl Demand {
    /// The demand of a word whose ink and padding measure so many em. Its largest size may turn out below the
    /// smallest: then the canvas is too small for it.
    pub(crate) fn new(
        weight: f32,
        size: Option<f32>,
        (extent, padding): ((f32, f32), Padding),
        limits: &Limits,
    ) -> Self {
        let size = size.filter(|v| v.is_finite() && *v > 0.0);
        let fits = limits.grid.largest(extent, padding).min(limits.max);
        let stepped = (fits / STEP).floor() * STEP;
        Self {
            root: root(weight),
            area: (extent.0 * extent.1).min(MAX_NUMBER),
            least: size.unwrap_or(limits.min),
            most: size.unwrap_or(if stepped < limits.min { fits } else { stepped }),
        }
    }

    /// Whether the size follows from the weight.
    pub(crate) fn scales(&self) -> bool {
        self.least < self.most
    }

    /// The size at factor `k`.
    pub(crate) fn size(&self, k: f32) -> f32 {
        let stepped = (k * self.root / STEP + 0.5).floor() * STEP;
        stepped.max(self.least).min(self.most)
    }

    /// Area of the ink box at that size.
    pub(crate) fn covers(&self, k: f32) -> f64 {
        let size = f64::from(self.size(k));
        f64::from(self.area) * size * size
    }
}

/// The square root of a weight; what is no positive number counts as 0.
pub(crate) fn root(weight: f32) -> f32 {
    if weight > 0.0 {
        weight.min(MAX_NUMBER).sqrt()
    } else {
        0.0
    }
}

/// The area of the ink boxes at factor `k`, CSS pixels squared.
pub(crate) fn covered<T: AsRef<Demand>>(words: &[T], k: f32) -> f64 {
    let mut sum = 0.0;
    for word in words {
        sum += word.as_ref().covers(k);
    }
    sum
}

/// The `k` to begin with: that of the earlier layout while it covers about what is asked, for a word
/// whose size does not change need not move.
pub(crate) fn choose<T: AsRef<Demand>>(words: &[T], limits: &Limits) -> f32 {
    if let Some(k) = limits.scale {
        let share = covered(words, k);
        if limits.target * KEEP.0 <= share && share <= limits.target * KEEP.1 {
            return k;
        }
    }
    solve(words, limits.target)
}

/// The `k` at which the ink boxes cover `target`, or the nearest they can.
///
/// The heaviest word is never cut down to its largest size while lighter ones go on growing: a cloud
/// of few words rather covers less than it should. A lighter word may be cut, where a long one would
/// not fit the canvas.
pub(crate) fn solve<T: AsRef<Demand>>(words: &[T], target: f64) -> f32 {
    let (mut heaviest, mut high) = (0.0, 0.0_f32);
    for word in words.iter().map(AsRef::as_ref) {
        // Of equal ones the last.
        if word.scales() && word.root > 0.0 && word.root >= heaviest {
            heaviest = word.root;
            high = (word.most / word.root).min(f32::MAX);
        }
    }
    if covered(words, high) <= target {
        return high;
    }
    let mut low = 0.0;
    for _ in 0..HALVINGS {
        let middle = low + (high - low) / 2.0;
        // No number is between the two; or no word follows its weight.
        if middle <= low || middle >= high {
            break;
        }
        if covered(words, middle) > target {
            high = middle;
        } else {
            low = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Height of an ink box in em.
    const HEIGHT: f32 = 0.75;

    /// The sizes of words by their weights and their widths in em.
    fn sizes(weights: &[f32], widths: &[f32], options: &LayoutOptions) -> Vec<f32> {
        let limits = Limits::new(options);
        let padding = Padding::new(limits.padding, 0.0);
        let demand = |(weight, width): (&f32, &f32)| {
            Demand::new(*weight, None, ((*width, HEIGHT), padding), &limits)
        };
        let demands: Vec<Demand> = weights.iter().zip(widths).map(demand).collect();
        let k = choose(&demands, &limits);
        demands.iter().map(|d| d.size(k).max(limits.min)).collect()
    }

    #[test]
    fn ink_is_proportional_to_weight() {
        let sizes = sizes(&[16.0, 4.0, 1.0], &[2.0; 3], &LayoutOptions::default());
        let ratio = |a: usize, b: usize| sizes[a] / sizes[b];
        assert!((ratio(0, 1) - 2.0).abs() < 0.02, "{sizes:?}");
        assert!((ratio(1, 2) - 2.0).abs() < 0.04, "{sizes:?}");
    }

    #[test]
    fn boxes_cover_the_asked_share() {
        let weights: Vec<f32> = (1..=200).map(|n| n as f32).collect();
        for fill in [0.3, 0.6] {
            let options = LayoutOptions {
                fill,
                ..LayoutOptions::default()
            };
            let sizes = sizes(&weights, &[3.0; 200], &options);
            let covered: f32 = sizes.iter().map(|s| s * s * 3.0 * HEIGHT).sum();
            assert!((covered / 240_000.0 / fill - 1.0).abs() < 0.03, "{covered}");
        }
    }

    #[test]
    fn sizes_keep_their_limits() {
        let options = LayoutOptions {
            max_size: Some(30.0),
            ..LayoutOptions::default()
        };
        assert_eq!(
            sizes(&[1e6, 0.0, 1.0], &[1.0; 3], &options),
            [30.0, 10.0, 10.0]
        );
        assert_eq!(sizes(&[1.0; 3000], &[5.0; 3000], &options), [10.0; 3000]);
        assert_eq!(sizes(&[], &[], &options), [0.0; 0]);
    }

    #[test]
    fn what_is_no_number_counts_as_the_least() {
        let wild = [f32::NAN, f32::INFINITY, -1.0, f32::NEG_INFINITY, f32::MAX];
        for wide in wild {
            let options = LayoutOptions {
                width: wide,
                min_size: wide,
                max_size: Some(wide),
                padding: wide,
                fill: wide,
                ..LayoutOptions::default()
            };
            for size in sizes(&wild, &wild, &options) {
                assert!(size.is_finite() && size >= LEAST_SIZE, "{wide}: {size}");
            }
        }
    }
}
