//! What an open cloud shows beside its buttons, handed to `www/cloud/`, which draws it: the picture of the words, the
//! card with the figures of one, the timeline of the posts, and the side panel's edge.

use groundswell_cloud::Placement;
use wasm_bindgen::prelude::*;
use web_sys::{EventTarget, HtmlCanvasElement, HtmlElement};

use crate::terms::Term;

#[wasm_bindgen]
extern "C" {
    /// Draws on a canvas while somebody sees it.
    pub type Picture;
    /// Takes a new layout, without drawing it; ten numbers for each word.
    #[wasm_bindgen(method)]
    fn lay(
        this: &Picture,
        ids: &[u32],
        labels: Vec<String>,
        places: &[f32],
        weight: &str,
        family: &str,
        width: f64,
        height: f64,
    );
    /// Colours the words and shows them, gliding there from where they were if wanted.
    #[wasm_bindgen(method)]
    pub fn dress(this: &Picture, palette: Vec<String>, shades: &[u8], glide: bool);
    /// Draws again: the device's pixels are others now.
    #[wasm_bindgen(method)]
    pub fn paint(this: &Picture);
    #[wasm_bindgen(method)]
    fn close(this: &Picture);

    /// The figures of a word, beside it.
    pub type Card;
    /// Shows the figures of the word whose ink is in a box: `times` of its posts against those of `all`. `by` is its
    /// button, if that has the focus or the card was tapped; one that was `tapped` stays until it is closed. What the
    /// reader `asked` for is scrolled to.
    #[wasm_bindgen(method)]
    pub fn show(
        this: &Card,
        label: &str,
        lines: Vec<String>,
        times: &[f64],
        all: &[f64],
        ink: &[f32],
        by: Option<&HtmlElement>,
        tapped: bool,
        asked: bool,
    );
    /// The pointer left the word, perhaps for the card.
    #[wasm_bindgen(method)]
    pub fn leave(this: &Card);
    /// Pointer or focus are elsewhere.
    #[wasm_bindgen(method)]
    pub fn quit(this: &Card);
    /// Takes the card away; whether there was one.
    #[wasm_bindgen(method)]
    pub fn hide(this: &Card) -> bool;
    /// Whether the reader is closing it just now, which gives the focus back to its word.
    #[wasm_bindgen(method, getter)]
    pub fn closing(this: &Card) -> bool;
    /// Whether something is within the card.
    #[wasm_bindgen(method)]
    pub fn holds(this: &Card, target: &EventTarget) -> bool;
    #[wasm_bindgen(method, js_name = close)]
    fn close_card(this: &Card);

    /// The posts over time, of which the reader can choose a part. Others count: the figure gets an event `span`.
    pub type Timeline;
    /// Takes the times of the posts, in milliseconds since 1970.
    #[wasm_bindgen(method)]
    pub fn set(this: &Timeline, times: &[f64]);
    /// The first moment that counts and the first one after it that does not; nothing where all do.
    #[wasm_bindgen(method)]
    pub fn span(this: &Timeline) -> Option<Vec<f64>>;
    #[wasm_bindgen(method, js_name = close)]
    fn close_timeline(this: &Timeline);

    /// The side panel's edge, by which the reader resizes it: the panel gets an event `sized`, and `fold` where it
    /// covers what has the focus in the page.
    pub type Frame;
    #[wasm_bindgen(method, js_name = close)]
    fn close_frame(this: &Frame);

    /// The part of an open cloud, `www/cloud/cloud.mjs`.
    pub type CloudPart;
    #[wasm_bindgen(method, js_name = newPicture)]
    fn new_picture(this: &CloudPart, canvas: &HtmlCanvasElement) -> Picture;
    #[wasm_bindgen(method, js_name = newCard)]
    fn new_card(this: &CloudPart, figure: &HtmlElement) -> Card;
    #[wasm_bindgen(method, js_name = newTimeline)]
    fn new_timeline(this: &CloudPart, figure: &HtmlElement) -> Timeline;
    #[wasm_bindgen(method, js_name = newFrame)]
    fn new_frame(this: &CloudPart, figure: &HtmlElement) -> Frame;
}

/// The colours of the picture, as CSS.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Palette {
    /// The lightest to the heaviest word.
    pub ramp: Vec<String>,
    /// The word under the pointer or the focus, and chosen words.
    pub strong: String,
    /// Words that others are chosen instead of.
    pub back: String,
}

/// What sets words apart from the others.
pub enum Stress {
    /// Nothing: heavier words have a stronger colour.
    None,
    /// It is under the pointer, or chosen.
    Strong,
    /// Others are chosen.
    Back,
}

/// What is drawn, until it is dropped.
pub struct Drawn {
    /// The words.
    pub picture: Picture,
    /// The figures of one of them.
    pub card: Card,
    /// The posts.
    pub timeline: Timeline,
    frame: Frame,
}

impl Drawn {
    /// Draws the words on `canvas`, which is in `figure`, the figures in that and the posts after it.
    pub fn new(part: &CloudPart, figure: &HtmlElement, canvas: &HtmlCanvasElement) -> Self {
        Self {
            picture: part.new_picture(canvas),
            card: part.new_card(figure),
            timeline: part.new_timeline(figure),
            frame: part.new_frame(figure),
        }
    }

    /// Takes a new layout, without drawing it; `word` of a placement is an index into `terms`.
    pub fn lay(
        &self,
        terms: &[Term],
        placed: &[Placement],
        (weight, family): (&str, &str),
        (width, height): (f64, f64),
    ) {
        let (mut ids, mut labels, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for p in placed {
            if let Some(term) = terms.get(p.word) {
                ids.push(term.id);
                labels.push(term.label.clone());
                places.extend([p.x, p.y, p.size, p.x0, p.y0, p.x1, p.y1]);
                places.extend([term.count as f32, term.posts as f32, term.weight]);
            }
        }
        self.picture
            .lay(&ids, labels, &places, weight, family, width, height);
    }
}

impl Drop for Drawn {
    fn drop(&mut self) {
        self.picture.close();
        self.card.close_card();
        self.timeline.close_timeline();
        self.frame.close_frame();
    }
}

impl Palette {
    /// All colours: those of the ramp, then the strong one and that of words that stand back.
    pub fn colours(&self) -> Vec<String> {
        let mut colours = self.ramp.clone();
        colours.extend([self.strong.clone(), self.back.clone()]);
        colours
    }

    /// Which of [`colours`](Self::colours) the word at `place` of `count` has, the heaviest being the first.
    pub fn shade(&self, place: usize, count: usize, stress: Stress) -> u8 {
        let steps = self.ramp.len();
        let shade = match stress {
            Stress::None => steps.saturating_sub(1 + place * steps / count.max(1)),
            Stress::Strong => steps,
            Stress::Back => steps + 1,
        };
        shade as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heavier_words_have_stronger_colours() {
        let palette = Palette {
            ramp: ["a", "b", "c"].map(str::to_owned).to_vec(),
            strong: "s".to_owned(),
            back: "b".to_owned(),
        };
        let shades: Vec<u8> = (0..6)
            .map(|place| palette.shade(place, 6, Stress::None))
            .collect();
        assert_eq!(shades, [2, 2, 1, 1, 0, 0]);
        assert_eq!(
            palette.colours()[usize::from(palette.shade(4, 6, Stress::Strong))],
            "s"
        );
        assert_eq!(
            palette.colours()[usize::from(palette.shade(0, 1, Stress::Back))],
            "b"
        );
        assert_eq!(Palette::default().shade(3, 0, Stress::None), 0);
    }
}
