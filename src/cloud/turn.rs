//! Words that are not upright.

use crate::mask::{Band, Mask};

/// Rows per em of a turned word.
const ROWS_PER_EM: f32 = 32.0;

/// The most rows of a turned word: of one of a hundred and twenty em, which no canvas shows.
const MOST_ROWS: f32 = 4096.0;

impl Mask {
    /// The mask turned clockwise around the pen by so many degrees. Each band is turned as a whole, so
    /// that the result covers all the ink.
    pub fn turned(&self, degrees: f32) -> Self {
        let degrees = degrees % 360.0;
        if self.is_empty() || degrees == 0.0 || !degrees.is_finite() {
            return self.clone();
        }
        Self::of(turned(self.bands(), degrees, self.em()), self.em())
    }
}

/// Sine and cosine of an angle; exact for right angles, which must not grow a row by rounding.
pub(crate) fn turn(degrees: f32) -> (f32, f32) {
    match degrees.rem_euclid(360.0) {
        0.0 => (0.0, 1.0),
        90.0 => (1.0, 0.0),
        180.0 => (0.0, -1.0),
        270.0 => (-1.0, 0.0),
        other => other.to_radians().sin_cos(),
    }
}

/// Bands turned clockwise by so many degrees, as rows of equal height.
fn turned(bands: &[Band], degrees: f32, em: f32) -> Vec<Band> {
    let (sin, cos) = turn(degrees);
    let quads = bands.iter().map(|band| {
        let point = |x: f32, y: f32| (x * cos - y * sin, x * sin + y * cos);
        [
            point(band.left, band.top),
            point(band.right, band.top),
            point(band.right, band.bottom),
            point(band.left, band.bottom),
        ]
    });
    let quads: Vec<[(f32, f32); 4]> = quads.collect();
    let lines = quads.iter().flatten().map(|point| point.1);
    let (top, bottom) = lines.fold((f32::INFINITY, f32::NEG_INFINITY), |(t, b), y| {
        (t.min(y), b.max(y))
    });
    let count = ((bottom - top) / em * ROWS_PER_EM)
        .ceil()
        .clamp(1.0, MOST_ROWS);
    let pitch = (bottom - top) / count;
    let row = |index: usize| Band {
        top: top + index as f32 * pitch,
        bottom: top + (index + 1) as f32 * pitch,
        left: f32::INFINITY,
        right: f32::NEG_INFINITY,
    };
    let mut rows: Vec<Band> = (0..count as usize).map(row).collect();
    for quad in &quads {
        for (from, to) in quad.iter().zip(quad.iter().cycle().skip(1)) {
            cover(&mut rows, *from, *to);
        }
    }
    rows.retain(|row| row.left < row.right);
    rows
}

/// Grows the rows that an edge crosses by the part of it that is in them. Rows that it only touches
/// are left alone, unless it lies in one of them from end to end.
fn cover(rows: &mut [Band], a: (f32, f32), b: (f32, f32)) {
    let (a, b) = if a.1 <= b.1 { (a, b) } else { (b, a) };
    for row in rows {
        let (from, to) = (a.1.max(row.top), b.1.min(row.bottom));
        if from > to {
            continue;
        }
        let at = |y: f32| {
            let part = (y - a.1) / (b.1 - a.1);
            // A level edge has no part to be taken.
            if part.is_finite() {
                a.0 + (b.0 - a.0) * part
            } else {
                b.0
            }
        };
        let level = b.1 == a.1;
        let (one, other) = if level {
            (a.0, b.0)
        } else {
            (at(from), at(to))
        };
        row.left = row.left.min(one).min(other);
        row.right = row.right.max(one).max(other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glyphs::Glyph;

    /// A small letter, a tall one and one with a tail, side by side.
    fn glyphs() -> [Glyph; 3] {
        [(-6.0, 5.0, 0.0), (-2.0, 8.0, 0.0), (2.0, 5.0, 3.0)].map(|(x, ascent, descent)| Glyph {
            x,
            left: 0.0,
            right: 4.0,
            ascent,
            descent,
        })
    }

    #[test]
    fn a_turned_mask_covers_the_turned_ink() {
        let mask = Mask::from_glyphs(glyphs(), 10.0);
        let near = |mask: &Mask, expected: [f32; 4]| {
            let found = mask.bounds().edges();
            let same = found
                .iter()
                .zip(expected)
                .all(|(a, b)| (a - b).abs() < 0.01);
            assert!(same, "{found:?} for {expected:?}");
        };
        near(&mask.turned(90.0), [-3.0, -6.0, 8.0, 6.0]);
        near(&mask.turned(-90.0), [-8.0, -6.0, 3.0, 6.0]);
        near(&mask.turned(180.0), [-6.0, -3.0, 6.0, 8.0]);
        near(&mask.turned(540.0), [-6.0, -3.0, 6.0, 8.0]);
        let half = std::f32::consts::FRAC_1_SQRT_2;
        near(
            &mask.turned(45.0),
            [-6.0, -11.0, 11.0, 9.0].map(|v: f32| v * half),
        );
        // Written downwards, the first letter is the uppermost: five wide, then the tall one.
        let down = mask.turned(90.0);
        let at = |y: f32| {
            let band = down.bands().iter().find(|b| b.top <= y && y < b.bottom);
            band.map(|b| (b.left, b.right)).unwrap()
        };
        assert_eq!(at(-4.0), (0.0, 5.0));
        assert_eq!(at(0.0), (0.0, 8.0));
        assert_eq!(at(4.0), (-3.0, 5.0));
        for none in [0.0, 360.0, f32::NAN, f32::INFINITY] {
            assert_eq!(mask.turned(none), mask);
        }
    }
}
