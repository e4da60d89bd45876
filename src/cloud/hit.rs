//! From a point to the word under it.

use crate::Placement;

/// The place in `placed` of the word at a point of the canvas, CSS pixels, if there is one.
///
/// A word answers on its whole tight ink box, not on its strokes alone: nobody can point at the
/// stem of an i. Boxes may reach into each other where a small word sits beside the tail of a large
/// one; there the smaller box wins, since it is the one that is mostly ink at that point.
pub fn hit(placed: &[Placement], x: f32, y: f32) -> Option<usize> {
    let area = |p: &Placement| (p.x1 - p.x0) * (p.y1 - p.y0);
    placed
        .iter()
        .enumerate()
        .filter(|(_, p)| p.x0 <= x && x <= p.x1 && p.y0 <= y && y <= p.y1)
        .min_by(|(_, a), (_, b)| area(a).total_cmp(&area(b)))
        .map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(x0: f32, y0: f32, x1: f32, y1: f32) -> Placement {
        Placement {
            word: 0,
            x: x0,
            y: y1,
            size: 10.0,
            rotate: 0.0,
            x0,
            y0,
            x1,
            y1,
        }
    }

    #[test]
    fn finds_the_word_under_the_point() {
        let placed = [word(0.0, 0.0, 40.0, 20.0), word(30.0, 15.0, 50.0, 22.0)];
        for (x, y, expected) in [
            (0.0, 0.0, Some(0)),
            (39.0, 14.0, Some(0)),
            (35.0, 17.0, Some(1)),
            (50.0, 22.0, Some(1)),
            (10.0, 21.0, None),
            (-1.0, 5.0, None),
            (f32::NAN, 5.0, None),
        ] {
            assert_eq!(hit(&placed, x, y), expected, "{x} {y}");
        }
        assert_eq!(hit(&[], 0.0, 0.0), None);
    }
}
