//! The ink of words as the browser draws them, read back from one atlas.
//!
//! One canvas and one read-back serve all words: a canvas or a read for each word costs tens of times
//! as much. Where a browser blocks or falsifies what a canvas reads back, boxes from the font's
//! metrics stand in for the ink.

use groundswell_cloud::{Mask, Patch};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, Document, HtmlCanvasElement};

use crate::canvas::font;

/// Width of the atlas in pixels; wider words are drawn smaller and scaled.
const ATLAS_WIDTH: f64 = 1_024.0;

/// Greatest height of the atlas in pixels; words beyond it get boxes.
const MAX_ATLAS_HEIGHT: f64 = 4_096.0;

/// Side of the corner that stays blank, to see whether the read-back is honest.
const PROBE: f64 = 8.0;

/// Room around each word for ink beyond its metrics, pixels.
const MARGIN: f64 = 2.0;

/// Makes masks with one hidden canvas.
pub struct Rasteriser {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    family: String,
    weight: String,
}

/// A word's box in the atlas, pixels, and its metrics at `scale`.
struct Spot {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    left: f64,
    ascent: f64,
    scale: f64,
}

impl Rasteriser {
    /// Words in the font `family` (a CSS list) at `weight`.
    ///
    /// # Errors
    /// Where the browser gives no 2D context.
    pub fn new(document: &Document, family: &str, weight: &str) -> Result<Self, JsValue> {
        let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
        let settings = js_sys::Object::new();
        js_sys::Reflect::set(&settings, &"willReadFrequently".into(), &JsValue::TRUE)?;
        let context = canvas.get_context_with_context_options("2d", &settings)?;
        let context = context.ok_or(JsValue::NULL)?.unchecked_into();
        Ok(Self {
            canvas,
            context,
            family: family.to_owned(),
            weight: weight.to_owned(),
        })
    }

    /// The advance of each word per em, for a first guess at sizes.
    pub fn advances(&self, words: &[&str]) -> Vec<f32> {
        const REFERENCE: f64 = 32.0;
        self.context
            .set_font(&font(&self.weight, REFERENCE, &self.family));
        let advance = |word: &&str| {
            let metrics = self.context.measure_text(word);
            metrics.map_or(1.0, |m| (m.width() / REFERENCE) as f32)
        };
        words.iter().map(advance).collect()
    }

    /// The masks of `words` as drawn at `sizes` CSS px.
    ///
    /// # Errors
    /// Where the browser refuses to measure text at all.
    pub fn masks(&self, words: &[&str], sizes: &[f32]) -> Result<Vec<Mask>, JsValue> {
        let (spots, height) = self.arrange(words, sizes)?;
        self.canvas.set_width(ATLAS_WIDTH as u32);
        self.canvas.set_height(height as u32);
        self.context.set_text_align("center");
        for ((word, size), spot) in words.iter().zip(sizes).zip(&spots) {
            if spot.y + spot.height <= height {
                self.draw(word, *size, spot);
            }
        }
        let pixels = self.read(height);
        let mask = |(size, spot): (&f32, &Spot)| match &pixels {
            Some(rgba) if spot.y + spot.height <= height => {
                Mask::from_rgba(rgba, ATLAS_WIDTH as usize, &patch(spot, *size))
            }
            _ => boxed(spot, *size),
        };
        Ok(sizes.iter().zip(&spots).map(mask).collect())
    }

    /// Gives each word a place on shelves below the probe; also the atlas's height.
    fn arrange(&self, words: &[&str], sizes: &[f32]) -> Result<(Vec<Spot>, f64), JsValue> {
        let (mut x, mut y, mut shelf) = (0.0, PROBE, 0.0_f64);
        let mut spots = Vec::with_capacity(words.len());
        for (word, size) in words.iter().zip(sizes) {
            let mut spot = self.measure(word, f64::from(*size))?;
            if x + spot.width > ATLAS_WIDTH {
                (x, y, shelf) = (0.0, y + shelf, 0.0);
            }
            (spot.x, spot.y) = (x, y);
            x += spot.width;
            shelf = shelf.max(spot.height);
            spots.push(spot);
        }
        Ok((spots, (y + shelf).ceil().min(MAX_ATLAS_HEIGHT)))
    }

    fn measure(&self, word: &str, size: f64) -> Result<Spot, JsValue> {
        self.context.set_text_align("center");
        self.context
            .set_font(&font(&self.weight, size, &self.family));
        let metrics = self.context.measure_text(word)?;
        let left = metrics.actual_bounding_box_left();
        let width = left + metrics.actual_bounding_box_right();
        let (ascent, descent) = (
            metrics.actual_bounding_box_ascent(),
            metrics.actual_bounding_box_descent(),
        );
        let scale = ((ATLAS_WIDTH - 2.0 * MARGIN - 1.0) / width.max(1.0)).min(1.0);
        Ok(Spot {
            x: 0.0,
            y: 0.0,
            width: (width * scale + 2.0 * MARGIN).ceil(),
            height: ((ascent + descent) * scale + 2.0 * MARGIN).ceil().max(1.0),
            left: left * scale + MARGIN,
            ascent: ascent * scale + MARGIN,
            scale,
        })
    }

    fn draw(&self, word: &str, size: f32, spot: &Spot) {
        self.context.set_font(&font(
            &self.weight,
            f64::from(size) * spot.scale,
            &self.family,
        ));
        // Fails for numbers that are not finite only.
        let _ = self
            .context
            .fill_text(word, spot.x + spot.left, spot.y + spot.ascent);
    }

    /// What was drawn, if the browser tells it truly.
    fn read(&self, height: f64) -> Option<Vec<u8>> {
        let image = self
            .context
            .get_image_data(0.0, 0.0, ATLAS_WIDTH, height)
            .ok()?;
        let rgba = image.data().0;
        let stride = ATLAS_WIDTH as usize * 4;
        let mut probe = rgba.chunks(stride).take(PROBE as usize);
        let blank = probe.all(|row| row.iter().take(PROBE as usize * 4).all(|byte| *byte == 0));
        blank.then_some(rgba)
    }
}

fn patch(spot: &Spot, size: f32) -> Patch {
    Patch {
        x: spot.x as usize,
        y: spot.y as usize,
        width: spot.width as usize,
        height: spot.height as usize,
        pen_x: (spot.x + spot.left) as f32,
        pen_y: (spot.y + spot.ascent) as f32,
        scale: spot.scale as f32,
        size,
    }
}

fn boxed(spot: &Spot, size: f32) -> Mask {
    let css = |pixels: f64| (pixels / spot.scale) as f32;
    Mask::from_box(
        css(-spot.left),
        css(-spot.ascent),
        css(spot.width - spot.left),
        css(spot.height - spot.ascent),
        size,
    )
}
