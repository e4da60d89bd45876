//! A layout in progress, for scripts: numbers in, numbers out.

use groundswell_cloud::{Engine, Layout, LayoutOptions, Region, Relation, Word};

use crate::ink;

/// Numbers that are options.
const OPTIONS: usize = 7;

/// Numbers of a placement.
const PLACEMENT: usize = 9;

/// A layout that stops after any word, for as long as whoever drives it likes.
pub struct Task(Engine);

impl Task {
    /// Numbers that describe a word besides its ink: its weight, its size, where it wants to be and its
    /// size when it was there, degrees clockwise, and its padding. What is no number is not there.
    pub const NUMBERS: usize = 7;

    /// Numbers of a relation: one word, another, and how strong it is.
    pub const RELATION: usize = 3;

    /// Prepares a layout. `words` has [`NUMBERS`](Self::NUMBERS) for each word. `ink` has for each, in the same
    /// order, of how many parts it is, then of each part the pen, right of the word's own, and how far its ink
    /// reaches to the left, to the right, up and down of that, in em; a word of no parts has no ink. `relations` has
    /// [`RELATION`](Self::RELATION) for each of them. `options` are width, height, smallest and largest size, padding,
    /// fill and scale; what is missing or no number is the default. Words go everywhere, or to the `region` alone.
    pub fn new(
        options: &[f32],
        words: &[f32],
        relations: &[f32],
        ink: &[f32],
        region: Option<&Region>,
    ) -> Self {
        let mut ink = ink;
        let mut given = Vec::new();
        for [weight, size, x, y, was, rotate, padding] in words.as_chunks::<{ Self::NUMBERS }>().0 {
            given.push(Word {
                mask: ink::next(&mut ink),
                weight: *weight,
                size: Some(*size),
                wish: Some((*x, *y)),
                was: Some(*was),
                rotate: *rotate,
                padding: Some(*padding).filter(|v| !v.is_nan()),
            });
        }
        let mut related = Vec::new();
        for [a, b, strength] in relations.as_chunks::<{ Self::RELATION }>().0 {
            related.push(Relation {
                a: word(*a),
                b: word(*b),
                strength: *strength,
            });
        }
        let options = layout_options(options);
        Self(Engine::within(region, &given, &related, &options))
    }

    /// Looks at the next word. Says whether the layout is done.
    pub fn step(&mut self) -> bool {
        self.0.step(1)
    }

    /// The scale, how many words are placed, how many are left out; for each of the placed, the heaviest first,
    /// which word it is, pen and baseline, size, degrees, and the four edges of the ink (left, top, right, bottom);
    /// then the words that are left out.
    pub fn finish(&mut self) -> Vec<f32> {
        numbers(&self.0.outcome())
    }
}

/// Which word a number means; what is none means one that is not there.
fn word(number: f32) -> usize {
    if number >= 0.0 {
        number as usize
    } else {
        usize::MAX
    }
}
fn layout_options(given: &[f32]) -> LayoutOptions {
    let mut numbers = [f32::NAN; OPTIONS];
    for (number, given) in numbers.iter_mut().zip(given) {
        *number = *given;
    }
    let [width, height, min_size, max_size, padding, fill, scale] = numbers;
    LayoutOptions {
        width,
        height,
        min_size,
        max_size: Some(max_size),
        padding,
        fill,
        scale: Some(scale),
    }
}
fn numbers(layout: &Layout) -> Vec<f32> {
    let mut numbers = Vec::new();
    let counts = [layout.placed.len(), layout.left_out.len()];
    numbers.push(layout.scale);
    for count in counts {
        numbers.push(count as f32);
    }
    for p in &layout.placed {
        let place: [f32; PLACEMENT] = [
            p.word as f32,
            p.x,
            p.y,
            p.size,
            p.rotate,
            p.x0,
            p.y0,
            p.x1,
            p.y1,
        ];
        for number in place {
            numbers.push(number);
        }
    }
    for word in &layout.left_out {
        numbers.push(*word as f32);
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    const INK: [f32; 6] = [1.0, 0.0, 1.0, 1.0, 0.75, 0.25];

    #[test]
    fn a_word_is_placed_where_it_wishes_at_its_size() {
        let words = [1.0, 20.0, 100.0, 60.0, 20.0, 0.0, 0.0];
        let mut task = Task::new(&[300.0, 200.0], &words, &[], &INK, None);
        while !task.step() {}
        let answer = task.finish();
        // The middle of its ink, 40 by 20 px, is there.
        assert_eq!(
            answer[1..],
            [
                1.0, 0.0, 0.0, 100.0, 65.0, 20.0, 0.0, 80.0, 50.0, 120.0, 70.0
            ]
        );
        assert!(task.step() && task.finish() == answer);
    }

    #[test]
    fn a_word_without_size_and_wish_goes_to_the_middle_and_one_without_ink_is_left_out() {
        let nan = f32::NAN;
        let blank = [nan; Task::NUMBERS - 1];
        let words = [&[1.0], &blank[..], &[2.0], &blank[..]].concat();
        let ink = [&[0.0], &INK[..]].concat();
        let answer = Task::new(&[300.0, 200.0], &words, &[], &ink, None).finish();
        assert_eq!(answer.len(), 3 + PLACEMENT + 1);
        let [x0, y0, x1, y1] = [answer[8], answer[9], answer[10], answer[11]];
        assert!((x0 + x1 - 300.0).abs() <= 2.0 && (y0 + y1 - 200.0).abs() <= 2.0);
        assert_eq!((answer[3], answer[12]), (1.0, 0.0));
    }

    #[test]
    fn what_is_missing_does_no_harm() {
        for (options, words, relations, ink) in [
            (&[][..], &[][..], &[][..], &[][..]),
            (&[f32::NAN; 7], &[f32::NAN; 7], &[f32::NAN; 3], &INK),
            (
                &[f32::INFINITY; 9],
                &[f32::INFINITY; 8],
                &[f32::INFINITY; 4],
                &INK,
            ),
            (&[300.0], &[1.0; 14], &[0.0, -1.0, 1.0], &INK),
        ] {
            let answer = Task::new(options, words, relations, ink, None).finish();
            assert!(answer.len() >= 3 && answer.iter().skip(1).all(|v| v.is_finite()));
        }
    }

    /// Where the middles of the inks of four words are, of which each has this size.
    fn middles(size: f32, relations: &[f32], region: Option<&Region>) -> Vec<(f32, f32)> {
        let words = [1.0, size, f32::NAN, f32::NAN, f32::NAN, 0.0, 0.0].repeat(4);
        let answer = Task::new(&[300.0, 200.0], &words, relations, &INK.repeat(4), region).finish();
        let mut placed = answer[3..].as_chunks::<PLACEMENT>().0.to_vec();
        placed.sort_by(|a, b| a[0].total_cmp(&b[0]));
        let middle = |p: &[f32; PLACEMENT]| ((p[5] + p[7]) / 2.0, (p[6] + p[8]) / 2.0);
        placed.iter().map(middle).collect()
    }

    #[test]
    fn related_words_stand_side_by_side() {
        let apart = |a: (f32, f32), b: (f32, f32)| (a.0 - b.0).hypot(a.1 - b.1);
        let (without, with) = (
            middles(30.0, &[], None),
            middles(30.0, &[0.0, 3.0, 1.0], None),
        );
        assert!(apart(with[0], with[3]) <= 60.0, "{with:?}");
        assert!(apart(with[0], with[3]) <= apart(without[0], without[3]));
        // None of these is a relation.
        let none = [f32::NAN, 3.0, 1.0, -1.0, 3.0, 1.0, 0.0, 3.0, f32::NAN];
        assert_eq!(middles(30.0, &none, None), without);
    }

    #[test]
    fn words_keep_within_their_region() {
        let right = Region::from_coverage(&[0, 255], 2);
        let middles = middles(20.0, &[], Some(&right));
        assert_eq!(middles.len(), 4);
        assert!(middles.iter().all(|(x, _)| *x >= 170.0), "{middles:?}");
    }
}
