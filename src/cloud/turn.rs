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
        let degrees = within_turn(degrees);
        if self.is_empty() || degrees == 0.0 {
            return self.clone();
        }
        Self::of(turned(self.bands(), degrees, self.em()), self.em())
    }
}

/// Sine and cosine of an angle; exact for right angles, which must not grow a row by rounding.
pub(crate) fn turn(degrees: f32) -> (f32, f32) {
    let degrees = within_turn(degrees);
    (sine(degrees), sine(degrees + 90.0))
}

/// The sine of 0 to 450 degrees, by its series. The standard library's is good for angles of any size, which costs a
/// page kilobytes.
fn sine(degrees: f32) -> f32 {
    let (half, sign) = match degrees {
        d if d < 180.0 => (d, 1.0),
        d if d < 360.0 => (d - 180.0, -1.0),
        d => (d - 360.0, 1.0),
    };
    if half == 0.0 {
        return 0.0;
    }
    // Of the right angle, where the series is exact to the last bit of the result.
    let x = f64::from(90.0 - half).to_radians();
    let mut series = 1.0;
    let mut n = 12.0;
    while n > 0.0 {
        series = 1.0 - x * x * series / (n * (n - 1.0));
        n -= 2.0;
    }
    sign * series as f32
}

/// The same angle from 0 to 360 degrees. The remainder of the language costs a page as much as the sine would.
fn within_turn(degrees: f32) -> f32 {
    let rest = degrees - (degrees / 360.0).floor() * 360.0;
    // What is left of angles too large for a fraction.
    if (0.0..360.0).contains(&rest) {
        rest
    } else {
        0.0
    }
}

/// Bands turned clockwise by so many degrees, as rows of equal height.
fn turned(bands: &[Band], degrees: f32, em: f32) -> Vec<Band> {
    let (sin, cos) = turn(degrees);
    // The corners of a band are numbered clockwise from its upper left.
    let corner = |band: &Band, number: usize| {
        let x = if number == 1 || number == 2 {
            band.right
        } else {
            band.left
        };
        let y = if number >= 2 { band.bottom } else { band.top };
        (x * cos - y * sin, x * sin + y * cos)
    };
    let (mut top, mut bottom) = (f32::INFINITY, f32::NEG_INFINITY);
    for band in bands {
        for number in 0..4 {
            let (_, y) = corner(band, number);
            (top, bottom) = (top.min(y), bottom.max(y));
        }
    }
    let count = ((bottom - top) / em * ROWS_PER_EM).ceil();
    let count = count.clamp(1.0, MOST_ROWS);
    let pitch = (bottom - top) / count;
    let mut rows = Vec::new();
    for index in 0..count as usize {
        rows.push(Band {
            top: top + index as f32 * pitch,
            bottom: top + (index + 1) as f32 * pitch,
            left: f32::INFINITY,
            right: f32::NEG_INFINITY,
        });
    }
    for band in bands {
        for number in 0..4 {
            cover(
                &mut rows,
                corner(band, number),
                corner(band, (number + 1) % 4),
            );
        }
    }
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
    fn sines_are_those_of_the_standard_library() {
        for degrees in (-1200..1200).map(|tenth| tenth as f32 * 0.7) {
            let (sin, cos) = f64::from(degrees).to_radians().sin_cos();
            let found = turn(degrees);
            let off = (f64::from(found.0) - sin)
                .abs()
                .max((f64::from(found.1) - cos).abs());
            assert!(off < 1e-6, "{degrees}: {off}");
        }
        let found = [0.0, 90.0, 180.0, 270.0, 360.0, 450.0, -90.0].map(turn);
        let [up, right, down, left] = [(0.0, 1.0), (1.0, 0.0), (0.0, -1.0), (-1.0, 0.0)];
        assert_eq!(found, [up, right, down, left, up, right, left]);
        for none in [f32::NAN, f32::INFINITY, f32::MAX] {
            assert_eq!(turn(none), up);
        }
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
