//! Masks from pictures of words.

use crate::mask::{Band, Mask};

/// Coverage above this, of 255, is ink. Fainter than an eighth is the foot of antialiasing, and some
/// privacy modes add noise of a few units to what a canvas reads back.
pub const INK_THRESHOLD: u8 = 32;

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
        Self::of(bands.collect(), em)
    }
}

/// The first pixel with ink and the one behind the last.
fn ink<const STEP: usize>(line: &[u8]) -> Option<(usize, usize)> {
    let dark = |pixel: &[u8]| pixel.last().is_some_and(|&c| c > INK_THRESHOLD);
    let first = line.chunks_exact(STEP).position(dark)?;
    let last = line.chunks_exact(STEP).rposition(dark)?;
    Some((first, last + 1))
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
        assert_eq!(mask.bounds().edges(), [-0.5, -1.0, 0.5, 0.0]);
    }

    #[test]
    fn rgba_counts_by_alpha() {
        let rgba = [255, 255, 255, 0, 0, 0, 0, 33, 9, 9, 9, INK_THRESHOLD];
        let (_, patch) = picture(&["..."]);
        let mask = Mask::from_rgba(&rgba, 3, &patch);
        assert_eq!(mask.bounds().edges(), [1.0, 0.0, 2.0, 1.0]);
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
        assert_eq!(mask.bounds().edges(), [2.0, 0.0, 3.0, 2.0]);
        assert_eq!(mask.extent(), (0.1, 0.2));
    }
}
