//! Masks from the metrics of a font.

use crate::mask::{Band, Mask, hull};

/// One glyph of a word by its metrics, CSS pixels: those that `measureText` gives for it alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// Where it stands right of the word's pen, which is the middle of the word's advance.
    pub x: f32,
    /// How far its ink reaches left of that (`actualBoundingBoxLeft`).
    pub left: f32,
    /// And right of it (`actualBoundingBoxRight`).
    pub right: f32,
    /// Above the baseline (`actualBoundingBoxAscent`).
    pub ascent: f32,
    /// And below it (`actualBoundingBoxDescent`).
    pub descent: f32,
}

impl Glyph {
    fn ink(self) -> Option<Band> {
        let band = Band {
            top: -self.ascent,
            bottom: self.descent,
            left: self.x - self.left,
            right: self.x + self.right,
        };
        let edges = [band.top, band.bottom, band.left, band.right];
        let sane = edges.iter().all(|v| v.is_finite());
        (sane && band.top < band.bottom && band.left < band.right).then_some(band)
    }
}

impl Mask {
    /// The mask of a word of these glyphs, which were measured at font size `size` (CSS pixels): at
    /// each height from the leftmost to the rightmost of the glyphs that reach so far. No pixels are
    /// needed, so it works where a canvas may not be read, in workers and without a screen, and is the
    /// same at every pixel ratio. Glyphs with numbers that are not finite count as blank.
    pub fn from_glyphs(glyphs: impl IntoIterator<Item = Glyph>, size: f32) -> Self {
        if !(size > 0.0 && size.is_finite()) {
            return Self::empty();
        }
        let mut boxes = Vec::new();
        for glyph in glyphs {
            if let Some(ink) = glyph.ink() {
                boxes.push(ink);
            }
        }
        let mut bands = Vec::new();
        let mut top = next_edge(&boxes, f32::NEG_INFINITY);
        // From each height at which a glyph begins or ends to the next of them.
        loop {
            let bottom = next_edge(&boxes, top);
            if bottom == f32::INFINITY {
                return Self::of(bands, size);
            }
            let mut row: Option<Band> = None;
            for glyph in &boxes {
                if glyph.top <= top && bottom <= glyph.bottom {
                    row = Some(row.map_or(*glyph, |row| hull(row, *glyph)));
                }
            }
            if let Some(row) = row {
                bands.push(Band { top, bottom, ..row });
            }
            top = bottom;
        }
    }
}

/// The height behind this one at which the next of the boxes begins or ends; endless behind the last.
fn next_edge(boxes: &[Band], after: f32) -> f32 {
    let mut next = f32::INFINITY;
    for band in boxes {
        for edge in [band.top, band.bottom] {
            if edge > after && edge < next {
                next = edge;
            }
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn glyphs_give_a_band_for_each_height_at_which_they_end() {
        let mask = Mask::from_glyphs(glyphs(), 10.0);
        let band = |top, bottom, left, right| Band {
            top,
            bottom,
            left,
            right,
        };
        assert_eq!(
            mask.bands(),
            [
                band(-8.0, -5.0, -2.0, 2.0),
                band(-5.0, 0.0, -6.0, 6.0),
                band(0.0, 3.0, 2.0, 6.0),
            ]
        );
        let dot = |ascent, descent| Glyph {
            ascent,
            descent,
            ..glyphs()[0]
        };
        let colon = Mask::from_glyphs([dot(5.0, -4.0), dot(1.0, 0.0)], 10.0);
        assert_eq!(colon.bounds().edges(), [-6.0, -5.0, -2.0, 0.0]);
        assert_eq!(colon.bands().len(), 3, "what is between is closed");
        for bad in [f32::NAN, f32::INFINITY, -4.0] {
            let bad = Glyph {
                right: bad,
                ..glyphs()[0]
            };
            assert!(Mask::from_glyphs([bad], 10.0).is_empty(), "{bad:?}");
        }
        assert!(Mask::from_glyphs(glyphs(), 0.0).is_empty());
        assert!(Mask::from_glyphs([], 10.0).is_empty());
    }
}
