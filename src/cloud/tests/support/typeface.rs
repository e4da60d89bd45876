//! Text to pixels.

use fontdue::{Font, FontSettings};
use groundswell_cloud::{Glyph, Mask, Patch};

pub struct Typeface(Font);

/// One byte of coverage per pixel, with the pen (centre of the advance, baseline) inside.
pub struct Drawing {
    pub coverage: Vec<u8>,
    pub width: usize,
    pub height: usize,
    pub pen: (usize, usize),
    pub size: f32,
}

impl Typeface {
    pub fn new() -> Self {
        let bytes: &[u8] = include_bytes!("../fonts/DejaVuSans-latin.ttf");
        Self(Font::from_bytes(bytes, FontSettings::default()).unwrap())
    }

    pub fn advance(&self, text: &str, size: f32) -> f32 {
        text.chars()
            .map(|c| self.0.metrics(c, size).advance_width)
            .sum()
    }

    /// The mask of a text from the font's metrics.
    pub fn mask(&self, text: &str) -> Mask {
        const SIZE: f32 = 100.0;
        Mask::from_glyphs(self.glyphs(text, SIZE), SIZE)
    }

    /// What `measureText` would say of each glyph.
    fn glyphs(&self, text: &str, size: f32) -> Vec<Glyph> {
        let mut x = -self.advance(text, size) / 2.0;
        let glyph = |c: char| {
            let m = self.0.metrics(c, size);
            let b = m.bounds;
            let glyph = Glyph {
                x,
                left: -b.xmin,
                right: b.xmin + b.width,
                ascent: b.ymin + b.height,
                descent: -b.ymin,
            };
            x += m.advance_width;
            glyph
        };
        text.chars().map(glyph).collect()
    }

    pub fn draw(&self, text: &str, size: f32) -> Drawing {
        let advance = self.advance(text, size);
        let margin = size.ceil() as usize;
        let width = advance.ceil() as usize + 2 * margin;
        let height = 3 * margin;
        let pen = (width / 2, 2 * margin);
        let mut coverage = vec![0u8; width * height];
        let mut x = pen.0 as f32 - advance / 2.0;
        for c in text.chars() {
            let (metrics, glyph) = self.0.rasterize(c, size);
            let left = (x + metrics.xmin as f32).round() as usize;
            let top = (pen.1 as i32 - metrics.ymin - metrics.height as i32) as usize;
            for (row, line) in glyph.chunks(metrics.width.max(1)).enumerate() {
                let start = (top + row) * width + left;
                for (to, from) in coverage[start..].iter_mut().zip(line) {
                    *to = (*to).max(*from);
                }
            }
            x += metrics.advance_width;
        }
        Drawing {
            coverage,
            width,
            height,
            pen,
            size,
        }
    }
}

impl Drawing {
    pub fn mask(&self) -> Mask {
        let patch = Patch {
            x: 0,
            y: 0,
            width: self.width,
            height: self.height,
            pen_x: self.pen.0 as f32,
            pen_y: self.pen.1 as f32,
            scale: 1.0,
            size: self.size,
        };
        Mask::from_coverage(&self.coverage, self.width, &patch)
    }
}
