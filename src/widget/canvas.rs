//! Paints placements onto a canvas, crisp at any device pixel ratio.

use groundswell_cloud::Placement;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::terms::Term;

/// Largest canvas side in device pixels: beyond it browsers draw nothing and say nothing.
const MAX_DEVICE_SIDE: f64 = 8_192.0;

/// The colours of the picture, as CSS.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Palette {
    /// The lightest to the heaviest word.
    pub ramp: Vec<String>,
    /// The word under the pointer or the focus, and chosen words.
    pub strong: String,
}

/// What is to be seen.
pub struct Picture<'a> {
    /// The words.
    pub terms: &'a [Term],
    /// Their places; `word` is an index into `terms`.
    pub placed: &'a [Placement],
    /// Index into `terms` of the word under the pointer.
    pub hovered: Option<usize>,
    /// Identities of the chosen terms.
    pub chosen: &'a [u32],
    /// Those that the others step back behind; `None` where none does.
    pub bright: Option<&'a [u32]>,
    /// The colours.
    pub palette: &'a Palette,
    /// CSS font family list.
    pub family: &'a str,
    /// CSS font weight.
    pub weight: &'a str,
}

/// How strongly words are painted that step back.
const STEPPED_BACK: f64 = 0.28;

/// A CSS `font` value.
pub fn font(weight: &str, size: f64, family: &str) -> String {
    // Hundredths of a pixel without float formatting, which costs kilobytes.
    let hundredths = (size * 100.0).round().max(1.0) as u32;
    format!(
        "{weight} {}.{:02}px {family}",
        hundredths / 100,
        hundredths % 100
    )
}

/// The canvas that pictures the cloud.
pub struct Canvas {
    element: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
}

impl Canvas {
    /// Draws on `element`.
    ///
    /// # Errors
    /// Where the browser gives no 2D context.
    pub fn new(element: HtmlCanvasElement) -> Result<Self, JsValue> {
        let context = element
            .get_context("2d")?
            .ok_or(JsValue::NULL)?
            .unchecked_into();
        Ok(Self { element, context })
    }

    /// Paints `picture` for a box of `width` by `height` CSS px at `ratio` device pixels per CSS px.
    pub fn paint(&self, picture: &Picture<'_>, width: f64, height: f64, ratio: f64) {
        let ratio = ratio.min(MAX_DEVICE_SIDE / width.max(height).max(1.0));
        let (columns, rows) = (
            (width * ratio).round() as u32,
            (height * ratio).round() as u32,
        );
        if self.element.width() != columns || self.element.height() != rows {
            self.element.set_width(columns);
            self.element.set_height(rows);
        }
        let context = &self.context;
        let _ = context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
        context.clear_rect(0.0, 0.0, f64::from(columns), f64::from(rows));
        let _ = context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0);
        context.set_text_align("center");
        context.set_text_baseline("alphabetic");
        // As it was measured: hinted text is wider at some sizes, and other on other screens.
        let _ = Reflect::set(
            context,
            &"textRendering".into(),
            &"geometricPrecision".into(),
        );
        for placement in picture.placed {
            paint_word(context, picture, placement);
        }
        context.set_global_alpha(1.0);
    }
}

fn paint_word(context: &CanvasRenderingContext2d, picture: &Picture<'_>, at: &Placement) {
    let Some(term) = picture.terms.get(at.word) else {
        return;
    };
    let strong = picture.chosen.contains(&term.id) || picture.hovered == Some(at.word);
    let bright = picture
        .bright
        .is_none_or(|bright| bright.contains(&term.id));
    let alpha = if bright || strong { 1.0 } else { STEPPED_BACK };
    let colour = if strong {
        &picture.palette.strong
    } else {
        shade(picture, at.word)
    };
    context.set_global_alpha(alpha);
    context.set_fill_style_str(colour);
    context.set_font(&font(picture.weight, f64::from(at.size), picture.family));
    // Fails for numbers that are not finite only.
    let _ = context.fill_text(&term.label, f64::from(at.x), f64::from(at.y));
}

/// Heavier words have a stronger colour: terms come heaviest first.
fn shade<'a>(picture: &'a Picture<'_>, word: usize) -> &'a str {
    let ramp = &picture.palette.ramp;
    let place = word * ramp.len() / picture.terms.len().max(1);
    ramp.iter().rev().nth(place).map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::font;

    #[test]
    fn sizes_are_written_to_the_hundredth() {
        assert_eq!(font("600", 12.345, "serif"), "600 12.35px serif");
        assert_eq!(font("600", 9.0, "serif"), "600 9.00px serif");
        assert_eq!(font("600", f64::NAN, "serif"), "600 0.01px serif");
    }
}
