//! The picture of the words: what is to be seen, handed to `www/cloud/picture.mjs`, which draws it.

use groundswell_cloud::Placement;
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

use crate::terms::Term;

#[wasm_bindgen]
extern "C" {
    /// Draws on a canvas while somebody sees it.
    pub type Picture;
    /// Takes a new layout, without drawing it; seven numbers for each word.
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

    /// The module of the open cloud, `www/cloud/cloud.mjs`.
    pub type CloudModule;
    #[wasm_bindgen(method, structural, js_name = newPicture)]
    fn new_picture(this: &CloudModule, canvas: &HtmlCanvasElement) -> Picture;
}

/// From this shade on words stand back; as in `www/cloud/picture.mjs`.
const STANDS_BACK: u8 = 128;

/// The colours of the picture, as CSS.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Palette {
    /// The lightest to the heaviest word.
    pub ramp: Vec<String>,
    /// The word under the pointer or the focus, and chosen words.
    pub strong: String,
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

/// A picture that nothing is drawn on any more when it is dropped.
pub struct OnCanvas(Picture);

impl OnCanvas {
    /// Draws on `canvas`.
    pub fn new(module: &CloudModule, canvas: &HtmlCanvasElement) -> Self {
        Self(module.new_picture(canvas))
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
            }
        }
        self.0
            .lay(&ids, labels, &places, weight, family, width, height);
    }
}

impl std::ops::Deref for OnCanvas {
    type Target = Picture;

    fn deref(&self) -> &Picture {
        &self.0
    }
}

impl Drop for OnCanvas {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Palette {
    /// All colours: those of the ramp, then the strong one.
    pub fn colours(&self) -> Vec<String> {
        let mut colours = self.ramp.clone();
        colours.push(self.strong.clone());
        colours
    }

    /// Which of [`colours`](Self::colours) the word at `place` of `count` has, the heaviest being the first, and
    /// whether it stands back.
    pub fn shade(&self, place: usize, count: usize, stress: Stress) -> u8 {
        let steps = self.ramp.len();
        let plain = steps.saturating_sub(1 + place * steps / count.max(1)) as u8;
        match stress {
            Stress::None => plain,
            Stress::Strong => steps as u8,
            Stress::Back => plain | STANDS_BACK,
        }
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
        };
        let shades: Vec<u8> = (0..6)
            .map(|place| palette.shade(place, 6, Stress::None))
            .collect();
        assert_eq!(shades, [2, 2, 1, 1, 0, 0]);
        assert_eq!(
            palette.colours()[usize::from(palette.shade(4, 6, Stress::Strong))],
            "s"
        );
        assert_eq!(palette.shade(0, 1, Stress::Back), 2 | STANDS_BACK);
        assert_eq!(Palette::default().shade(3, 0, Stress::None), 0);
    }
}
