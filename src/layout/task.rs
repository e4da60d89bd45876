//! A layout in progress, for scripts: numbers in, numbers out.

use groundswell_cloud::{Engine, Layout, LayoutOptions, Mask, Word};

use crate::ink;

/// Numbers of a placement.
const PLACEMENT: usize = 9;

/// A layout that stops after any word, for as long as whoever drives it likes.
pub struct Task(Option<Engine>);

impl Task {
    /// Numbers that describe a word besides its ink: its weight, its size, where it wants to be,
    /// degrees clockwise, and its padding. What is no number is not there.
    pub const NUMBERS: usize = 6;

    /// Prepares a layout. `words` has [`NUMBERS`](Self::NUMBERS) for each word. `ink` has for each, in the same
    /// order, of how many parts it is, then of each part the pen, right of the word's own, and how far its ink
    /// reaches to the left, to the right, up and down of that, in em; a word of no parts has no ink. `options` are width, height, smallest and largest
    /// size, padding, fill and scale; what is missing or no number is the default.
    pub fn new(options: &[f32], words: &[f32], ink: &[f32]) -> Self {
        let masks = ink::read(ink).chain(std::iter::repeat_with(Mask::empty));
        let words = words.as_chunks::<{ Self::NUMBERS }>().0.iter().zip(masks);
        let words: Vec<Word> = words
            .map(|([weight, size, x, y, rotate, padding], mask)| Word {
                size: Some(*size),
                wish: Some((*x, *y)),
                rotate: *rotate,
                padding: Some(*padding).filter(|v| !v.is_nan()),
                ..Word::new(mask, *weight)
            })
            .collect();
        Self(Some(Engine::new(&words, &layout_options(options))))
    }

    /// Looks at the next word. Says whether the layout is done.
    pub fn step(&mut self) -> bool {
        self.0.as_mut().is_none_or(|engine| engine.step(1))
    }

    /// The scale, how many words are placed, how many are left out; for each of the placed, the heaviest first,
    /// which word it is, pen and baseline, size, degrees, and the four edges of the ink (left, top, right, bottom);
    /// then the words that are left out. Nothing is left of the layout after it.
    pub fn finish(&mut self) -> Vec<f32> {
        let layout = self.0.take().map(Engine::finish);
        layout.map_or_else(Vec::new, |layout| numbers(&layout))
    }
}

fn layout_options(given: &[f32]) -> LayoutOptions {
    let usual = LayoutOptions::default();
    let number = |index: usize| given.get(index).copied().filter(|v| !v.is_nan());
    LayoutOptions {
        width: number(0).unwrap_or(0.0),
        height: number(1).unwrap_or(0.0),
        min_size: number(2).unwrap_or(usual.min_size),
        max_size: number(3),
        padding: number(4).unwrap_or(usual.padding),
        fill: number(5).unwrap_or(usual.fill),
        scale: number(6),
    }
}

fn numbers(layout: &Layout) -> Vec<f32> {
    let (placed, left_out) = (layout.placed.len(), layout.left_out.len());
    let mut numbers = Vec::with_capacity(3 + placed * PLACEMENT + left_out);
    numbers.extend([layout.scale, placed as f32, left_out as f32]);
    for p in &layout.placed {
        numbers.extend([p.word as f32, p.x, p.y, p.size, p.rotate]);
        numbers.extend([p.x0, p.y0, p.x1, p.y1]);
    }
    numbers.extend(layout.left_out.iter().map(|word| *word as f32));
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    const INK: [f32; 6] = [1.0, 0.0, 1.0, 1.0, 0.75, 0.25];

    #[test]
    fn a_word_is_placed_where_it_wishes_at_its_size() {
        let words = [1.0, 20.0, 100.0, 60.0, 0.0, 0.0];
        let mut task = Task::new(&[300.0, 200.0], &words, &INK);
        while !task.step() {}
        let answer = task.finish();
        // The middle of its ink, 40 by 20 px, is there.
        assert_eq!(
            answer[1..],
            [
                1.0, 0.0, 0.0, 100.0, 65.0, 20.0, 0.0, 80.0, 50.0, 120.0, 70.0
            ]
        );
        assert!(task.step() && task.finish().is_empty());
    }

    #[test]
    fn a_word_without_size_and_wish_goes_to_the_middle_and_one_without_ink_is_left_out() {
        let nan = f32::NAN;
        let words = [1.0, nan, nan, nan, nan, nan, 2.0, nan, nan, nan, nan, nan];
        let ink = [&[0.0], &INK[..]].concat();
        let answer = Task::new(&[300.0, 200.0], &words, &ink).finish();
        assert_eq!(answer.len(), 3 + PLACEMENT + 1);
        let [x0, y0, x1, y1] = [answer[8], answer[9], answer[10], answer[11]];
        assert!((x0 + x1 - 300.0).abs() <= 2.0 && (y0 + y1 - 200.0).abs() <= 2.0);
        assert_eq!((answer[3], answer[12]), (1.0, 0.0));
    }

    #[test]
    fn what_is_missing_does_no_harm() {
        for (options, words, ink) in [
            (&[][..], &[][..], &[][..]),
            (&[f32::NAN; 7], &[f32::NAN; 6], &INK),
            (&[f32::INFINITY; 9], &[f32::INFINITY; 7], &INK),
            (&[300.0], &[1.0; 12], &INK),
        ] {
            let answer = Task::new(options, words, ink).finish();
            assert!(answer.len() >= 3 && answer.iter().skip(1).all(|v| v.is_finite()));
        }
    }
}
