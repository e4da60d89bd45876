//! The ink of one word.
//!
//! A mask is a pile of bands, each from the leftmost to the rightmost ink at its height. Gaps inside
//! are no room: a word nested in another's letter can be neither read nor clicked. The room above and
//! below the small letters stays usable, which a bounding box would waste.

use std::sync::Arc;

/// Coverage above this, of 255, is ink. Fainter than an eighth is the foot of antialiasing, and some
/// privacy modes add noise of a few units to what a canvas reads back.
pub const INK_THRESHOLD: u8 = 32;

/// Rows per em of a turned word.
const ROWS_PER_EM: f32 = 32.0;

/// The most rows of a turned word: of one of a hundred and twenty em, which no canvas shows.
const MOST_ROWS: f32 = 4096.0;

/// Where in a picture one word was drawn, and how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Patch {
    /// Left edge of the part of the picture that holds the word alone, pixels.
    pub x: usize,
    /// Its top edge, pixels.
    pub y: usize,
    /// Its width, pixels. What reaches beyond the picture counts as blank.
    pub width: usize,
    /// Its height, pixels.
    pub height: usize,
    /// The pen (`textAlign = "center"`, `textBaseline = "alphabetic"`), pixels of the *picture*.
    pub pen_x: f32,
    /// The baseline, pixels of the picture.
    pub pen_y: f32,
    /// Picture pixels per CSS pixel.
    pub scale: f32,
    /// Font size, CSS pixels.
    pub size: f32,
}

/// A band of a word's ink, in raster pixels right of and below the pen: from the leftmost to the
/// rightmost ink between two heights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Band {
    pub(crate) top: f32,
    pub(crate) bottom: f32,
    pub(crate) left: f32,
    pub(crate) right: f32,
}

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

/// The ink of one word as bands, relative to its pen. Cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub struct Mask {
    /// From top to bottom. Invariant: each begins where the one before ends; what is blank inside
    /// (under the dot of an i) is in the hull of the bands around it.
    bands: Arc<[Band]>,
    /// Raster pixels per em: font size times scale.
    em: f32,
}

impl Mask {
    /// The mask of a word drawn into a picture of one byte of coverage per pixel, row-major,
    /// `picture_width` pixels to a row.
    ///
    /// A patch whose numbers make no sense (no finite pen, no positive size or scale) is empty.
    pub fn from_coverage(coverage: &[u8], picture_width: usize, patch: &Patch) -> Self {
        Self::read::<1>(coverage, picture_width, patch)
    }

    /// The same from RGBA bytes as `getImageData` gives them, by their alpha. One atlas serves all
    /// words: only the patch is read.
    pub fn from_rgba(rgba: &[u8], picture_width: usize, patch: &Patch) -> Self {
        Self::read::<4>(rgba, picture_width, patch)
    }

    /// A plain box, for where no pixels can be had: the edges of the ink in CSS pixels right of and
    /// below the pen (`-actualBoundingBoxLeft`, `-actualBoundingBoxAscent`, ...) at font size `size`.
    pub fn from_box(left: f32, top: f32, right: f32, bottom: f32, size: f32) -> Self {
        let sane = [left, top, right, bottom, size]
            .iter()
            .all(|v| v.is_finite());
        if !(sane && left < right && top < bottom && size > 0.0) {
            return Self::empty();
        }
        Self {
            bands: Arc::new([Band {
                top,
                bottom,
                left,
                right,
            }]),
            em: size,
        }
    }

    /// The mask of a word of these glyphs, which were measured at font size `size` (CSS pixels): at
    /// each height from the leftmost to the rightmost of the glyphs that reach so far. No pixels are
    /// needed, so it works where a canvas may not be read, in workers and without a screen, and is the
    /// same at every pixel ratio. Glyphs with numbers that are not finite count as blank.
    pub fn from_glyphs(glyphs: impl IntoIterator<Item = Glyph>, size: f32) -> Self {
        if !(size > 0.0 && size.is_finite()) {
            return Self::empty();
        }
        let boxes: Vec<Band> = glyphs.into_iter().filter_map(Glyph::ink).collect();
        // From each height at which a glyph begins or ends to the next of them.
        let edges = || boxes.iter().flat_map(|b| [b.top, b.bottom]);
        let mut bands = Vec::new();
        let mut top = edges().fold(f32::INFINITY, f32::min);
        loop {
            let bottom = edges()
                .filter(|edge| *edge > top)
                .fold(f32::INFINITY, f32::min);
            if bottom == f32::INFINITY {
                break;
            }
            let inside = boxes.iter().filter(|b| b.top <= top && bottom <= b.bottom);
            bands.extend(hull(inside).map(|hull| Band {
                top,
                bottom,
                ..hull
            }));
            top = bottom;
        }
        Self {
            bands: close(bands),
            em: size,
        }
    }

    /// The mask turned clockwise around the pen by so many degrees. Each band is turned as a whole, so
    /// that the result covers all the ink.
    pub fn turned(&self, degrees: f32) -> Self {
        let degrees = degrees % 360.0;
        if self.is_empty() || degrees == 0.0 || !degrees.is_finite() {
            return self.clone();
        }
        Self {
            bands: close(turned(&self.bands, degrees, self.em)),
            em: self.em,
        }
    }

    /// The mask of a word without ink.
    pub fn empty() -> Self {
        Self {
            bands: Arc::new([]),
            em: 1.0,
        }
    }

    /// Whether there is nothing to see. Such a word cannot be placed.
    pub fn is_empty(&self) -> bool {
        self.bands.is_empty()
    }

    /// Reads the patch; the last of each pixel's `STEP` bytes is its coverage.
    fn read<const STEP: usize>(bytes: &[u8], picture_width: usize, patch: &Patch) -> Self {
        let em = patch.scale * patch.size;
        let sane = patch.pen_x.is_finite() && patch.pen_y.is_finite();
        if !(sane && em.is_finite() && patch.scale > 0.0 && patch.size > 0.0) {
            return Self::empty();
        }
        let first = patch.x.min(picture_width);
        let last = patch.x.saturating_add(patch.width).min(picture_width);
        let stride = picture_width.saturating_mul(STEP).max(1);
        let lines = bytes.chunks(stride).skip(patch.y).take(patch.height);
        let bands = lines.enumerate().filter_map(|(row, line)| {
            let part = line.get(first * STEP..(last * STEP).min(line.len()));
            let (left, right) = ink::<STEP>(part.unwrap_or_default())?;
            let top = (patch.y + row) as f32 - patch.pen_y;
            Some(Band {
                top,
                bottom: top + 1.0,
                left: (first + left) as f32 - patch.pen_x,
                right: (first + right) as f32 - patch.pen_x,
            })
        });
        Self {
            bands: close(bands),
            em,
        }
    }

    pub(crate) fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// What a raster pixel measures in CSS pixels when the font size is `size`.
    pub(crate) fn unit(&self, size: f32) -> f32 {
        size / self.em
    }

    /// The tight box of the ink in raster pixels.
    pub(crate) fn bounds(&self) -> Band {
        hull(self.bands.iter()).unwrap_or(Band {
            top: 0.0,
            bottom: 0.0,
            left: 0.0,
            right: 0.0,
        })
    }

    /// Width and height of the ink in em.
    pub(crate) fn extent(&self) -> (f32, f32) {
        let ink = self.bounds();
        (
            (ink.right - ink.left) / self.em,
            (ink.bottom - ink.top) / self.em,
        )
    }
}

/// The first pixel with ink and the one behind the last.
fn ink<const STEP: usize>(line: &[u8]) -> Option<(usize, usize)> {
    let dark = |pixel: &[u8]| pixel.last().is_some_and(|&c| c > INK_THRESHOLD);
    let first = line.chunks_exact(STEP).position(dark)?;
    let last = line.chunks_exact(STEP).rposition(dark)?;
    Some((first, last + 1))
}

/// The box around all of them.
fn hull<'a>(mut bands: impl Iterator<Item = &'a Band>) -> Option<Band> {
    let first = *bands.next()?;
    Some(bands.fold(first, |hull, band| Band {
        top: hull.top.min(band.top),
        bottom: hull.bottom.max(band.bottom),
        left: hull.left.min(band.left),
        right: hull.right.max(band.right),
    }))
}

/// Closes what is blank between bands: it gets the hull of its neighbours, so that nothing fits
/// between the dot and the stem of an i.
fn close(bands: impl IntoIterator<Item = Band>) -> Arc<[Band]> {
    let mut closed: Vec<Band> = Vec::new();
    for band in bands {
        let gap = closed.last().filter(|above| above.bottom < band.top);
        let filled = gap.and_then(|above| {
            let hull = hull([*above, band].iter())?;
            Some(Band {
                top: above.bottom,
                bottom: band.top,
                ..hull
            })
        });
        closed.extend(filled);
        closed.push(band);
    }
    closed.into()
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

    fn picture(art: &[&str]) -> (Vec<u8>, Patch) {
        let width = art[0].len();
        let bytes = art
            .concat()
            .bytes()
            .map(|c| if c == b'#' { 255 } else { 0 })
            .collect();
        let patch = Patch {
            x: 0,
            y: 0,
            width,
            height: art.len(),
            pen_x: 0.0,
            pen_y: 0.0,
            scale: 1.0,
            size: 10.0,
        };
        (bytes, patch)
    }

    fn check(art: &[&str], top: f32, expected: &[(f32, f32)]) {
        let (bytes, patch) = picture(art);
        let mask = Mask::from_coverage(&bytes, patch.width, &patch);
        let bands = mask.bands();
        let runs: Vec<_> = bands.iter().map(|b| (b.left, b.right)).collect();
        assert_eq!((bands[0].top, runs.as_slice()), (top, expected));
        assert!(bands.windows(2).all(|pair| pair[0].bottom == pair[1].top));
    }

    fn bounds(mask: &Mask) -> [f32; 4] {
        let b = mask.bounds();
        [b.left, b.top, b.right, b.bottom]
    }

    #[test]
    fn a_row_is_one_run_from_its_first_to_its_last_ink() {
        check(&["#..#.", ".##.."], 0.0, &[(0.0, 4.0), (1.0, 3.0)]);
    }

    #[test]
    fn blank_rows_around_are_dropped_and_those_inside_are_closed() {
        check(
            &["....", ".#..", "....", "..##", "...."],
            1.0,
            &[(1.0, 2.0), (1.0, 4.0), (2.0, 4.0)],
        );
    }

    #[test]
    fn only_the_patch_is_read_and_the_pen_is_the_origin() {
        let (bytes, patch) = picture(&["#####", "#.#.#", "#####"]);
        let patch = Patch {
            x: 1,
            y: 1,
            width: 3,
            height: 1,
            pen_x: 2.5,
            pen_y: 2.0,
            ..patch
        };
        let mask = Mask::from_coverage(&bytes, 5, &patch);
        assert_eq!(bounds(&mask), [-0.5, -1.0, 0.5, 0.0]);
    }

    #[test]
    fn rgba_counts_by_alpha() {
        let rgba = [255, 255, 255, 0, 0, 0, 0, 33, 9, 9, 9, INK_THRESHOLD];
        let (_, patch) = picture(&["..."]);
        let mask = Mask::from_rgba(&rgba, 3, &patch);
        assert_eq!(bounds(&mask), [1.0, 0.0, 2.0, 1.0]);
    }

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
        assert_eq!(bounds(&colon), [-6.0, -5.0, -2.0, 0.0]);
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

    #[test]
    fn a_turned_mask_covers_the_turned_ink() {
        let mask = Mask::from_glyphs(glyphs(), 10.0);
        let near = |mask: &Mask, expected: [f32; 4]| {
            let found = bounds(mask);
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

    #[test]
    fn what_makes_no_sense_is_empty() {
        let (bytes, patch) = picture(&["###", "###"]);
        for bad in [
            Patch { size: 0.0, ..patch },
            Patch {
                scale: f32::NAN,
                ..patch
            },
            Patch {
                pen_x: f32::INFINITY,
                ..patch
            },
            Patch { x: 3, ..patch },
            Patch {
                y: usize::MAX,
                ..patch
            },
            Patch { width: 0, ..patch },
        ] {
            assert!(Mask::from_coverage(&bytes, 3, &bad).is_empty(), "{bad:?}");
        }
        assert!(Mask::from_coverage(&bytes, 0, &patch).is_empty());
        assert!(Mask::from_coverage(&[], 3, &patch).is_empty());
        assert!(Mask::from_box(1.0, 0.0, 1.0, 5.0, 10.0).is_empty());
        assert!(Mask::from_box(0.0, 0.0, f32::NAN, 5.0, 10.0).is_empty());
    }

    #[test]
    fn a_patch_beyond_the_picture_reads_what_is_there() {
        let (bytes, patch) = picture(&["###", "###"]);
        let patch = Patch {
            x: 2,
            width: usize::MAX,
            height: usize::MAX,
            ..patch
        };
        let mask = Mask::from_coverage(&bytes, 3, &patch);
        assert_eq!(bounds(&mask), [2.0, 0.0, 3.0, 2.0]);
        assert_eq!(mask.extent(), (0.1, 0.2));
    }
}
