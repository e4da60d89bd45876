//! The ink of words as numbers, and what masks it makes.

use groundswell_cloud::{Glyph, Mask};

/// Numbers that describe one part of a word: the pen right of the word's own, and how far the ink reaches
/// to the left, to the right, up and down of it, in em.
const NUMBERS: usize = 5;

/// The mask of the first of the words whose ink stands one behind the other: how many parts it has, then these. What
/// is left of the numbers is that of the others; behind the last there is no ink.
pub(crate) fn next(ink: &mut &[f32]) -> Mask {
    let Some((count, rest)) = ink.split_first() else {
        return Mask::empty();
    };
    let length = (*count as usize).saturating_mul(NUMBERS).min(rest.len());
    let (parts, rest) = rest.split_at_checked(length).unwrap_or_default();
    *ink = rest;
    let parts = parts.as_chunks::<NUMBERS>().0.iter();
    let glyphs = parts.map(|[x, left, right, ascent, descent]| Glyph {
        x: *x,
        left: *left,
        right: *right,
        ascent: *ascent,
        descent: *descent,
    });
    Mask::from_glyphs(glyphs, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(mut ink: &[f32]) -> Vec<Mask> {
        let mut masks = Vec::new();
        while !ink.is_empty() {
            masks.push(next(&mut ink));
        }
        masks
    }

    #[test]
    fn words_are_read_one_behind_the_other() {
        let ink = [
            1.0, 0.0, 0.5, 0.5, 0.7, 0.2, // A word of one part,
            0.0, // one without ink,
            2.0, -1.0, 0.0, 0.5, 0.7, 0.0, 0.5, 0.0, 0.5, 0.7, 0.25, // and one of two.
        ];
        let glyph = |x, descent| Glyph {
            x,
            left: 0.0,
            right: 0.5,
            ascent: 0.7,
            descent,
        };
        let expected = [
            Mask::from_box(-0.5, -0.7, 0.5, 0.2, 1.0),
            Mask::empty(),
            Mask::from_glyphs([glyph(-1.0, 0.0), glyph(0.5, 0.25)], 1.0),
        ];
        assert_eq!(read(&ink), expected);
    }

    #[test]
    fn numbers_that_are_missing_or_none_are_no_ink() {
        for ink in [
            &[f32::INFINITY, 0.0][..],
            &[3.0],
            &[1.0, f32::NAN, 0.0, 1.0, f32::NAN, 0.0],
        ] {
            assert!(read(ink).iter().all(Mask::is_empty), "{ink:?}");
        }
        assert_eq!(read(&[f32::NAN, -1.0]).len(), 2);
        assert!(next(&mut &[][..]).is_empty());
    }
}
