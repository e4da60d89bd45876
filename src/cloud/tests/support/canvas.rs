//! Paints a layout pixel by pixel: knows nothing of the engine but its answer.

use super::typeface::Drawing;

/// Ink as the engine defines it.
const INK: u8 = groundswell_cloud::INK_THRESHOLD;

pub struct Canvas {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u8>,
    /// Which word's padded ink claims a pixel; 0 is nobody's.
    owner: Vec<usize>,
}

impl Canvas {
    pub fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            pixels: vec![0; width * height],
            owner: vec![0; width * height],
        }
    }

    /// Draws a word with its pen at whole pixels. Says what is wrong: ink outside the canvas, or on
    /// pixels that another word claims with its ink and `padding` pixels on both sides of each row.
    pub fn draw(
        &mut self,
        word: usize,
        drawing: &Drawing,
        pen: (f32, f32),
        padding: usize,
    ) -> Vec<String> {
        let mut wrong = Vec::new();
        let (dx, dy) = (
            pen.0 as isize - drawing.pen.0 as isize,
            pen.1 as isize - drawing.pen.1 as isize,
        );
        for (row, line) in drawing.coverage.chunks(drawing.width).enumerate() {
            let Some(first) = line.iter().position(|&c| c > INK) else {
                continue;
            };
            let last = line.iter().rposition(|&c| c > INK).unwrap();
            let y = row as isize + dy;
            let (left, right) = (first as isize + dx, last as isize + dx);
            if y < 0 || left < 0 || y as usize >= self.height || right as usize >= self.width {
                wrong.push(format!(
                    "word {word} leaves the canvas at {left}..{right}, {y}"
                ));
                continue;
            }
            let start = y as usize * self.width;
            let from = (left as usize).saturating_sub(padding);
            let to = (right as usize + padding).min(self.width - 1);
            for owner in &mut self.owner[start + from..=start + to] {
                if *owner != 0 && *owner != word + 1 {
                    wrong.push(format!("word {word} runs into {} in row {y}", *owner - 1));
                }
                *owner = word + 1;
            }
            let ink = &line[first..=last];
            for (pixel, ink) in self.pixels[start + left as usize..].iter_mut().zip(ink) {
                *pixel = (*pixel).max(*ink);
            }
        }
        wrong
    }
}
