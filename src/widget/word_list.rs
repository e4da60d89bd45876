//! The words of a cloud as a list of buttons, which stay from one layout to the next: so do the focus, the place of a
//! screen reader, and most of what the browser knows of them. What the buttons do is decided elsewhere.

use groundswell_cloud::Placement;
use wasm_bindgen::JsValue;
use web_sys::{Document, Element, HtmlElement};

use crate::dom::{append, make, set};

/// The list.
pub struct WordList {
    document: Document,
    list: HtmlElement,
}

/// A word's button, and what it was told last.
#[derive(Clone)]
pub struct WordButton {
    /// The term that it is for.
    pub term: u32,
    /// What keyboard and screen reader meet.
    pub button: HtmlElement,
    item: HtmlElement,
    name: String,
    lies: String,
    place: Option<usize>,
}

impl WordList {
    /// An empty list that is called `label`.
    ///
    /// # Errors
    /// Where the browser cannot make the element.
    pub fn build(document: &Document, label: &str) -> Result<Self, JsValue> {
        let list = make(document, "ol", "words")?;
        set(&list, "aria-label", label);
        // Safari takes no list without numbers for one.
        set(&list, "role", "list");
        Ok(Self {
            document: document.clone(),
            list,
        })
    }

    /// The list's element.
    pub fn element(&self) -> &HtmlElement {
        &self.list
    }

    /// The button for `term` among those that are `shown`; else a new one, not in the list yet. It is named and lies
    /// over its word already, unless it is shown: what people use changes at once, by [`show`](Self::show).
    pub fn button(&self, shown: &[WordButton], term: u32) -> Option<WordButton> {
        let kept = shown.iter().find(|known| known.term == term).cloned();
        kept.or_else(|| self.make(term).ok())
    }

    fn make(&self, term: u32) -> Result<WordButton, JsValue> {
        let item = make(&self.document, "li", "")?;
        let button = make(&self.document, "button", "word")?;
        set(&button, "type", "button");
        button.set_tab_index(-1);
        append(&item, &button);
        Ok(WordButton {
            term,
            button,
            item,
            name: String::new(),
            lies: String::new(),
            place: None,
        })
    }

    /// Shows `after` in this order instead of `before`. As many as can stay in the document where they are, and the
    /// one for the term `focused` in any case: what is moved loses the focus.
    pub fn show(&self, before: &[WordButton], after: &[WordButton], focused: Option<u32>) {
        for old in before {
            if after.iter().all(|new| new.term != old.term) {
                old.item.remove();
            }
        }
        let place_of = |word: &WordButton| before.iter().position(|old| old.term == word.term);
        let places: Vec<Option<usize>> = after.iter().map(place_of).collect();
        let pivot = after.iter().position(|word| Some(word.term) == focused);
        let stay = staying(&places, pivot);
        let mut next: Option<&Element> = None;
        for (word, stays) in after.iter().zip(stay).rev() {
            if !stays {
                let next = next.map(AsRef::as_ref);
                // Fails for a place that is not in the list, and `next` was put there just before.
                let _ = self.list.insert_before(&word.item, next);
            }
            next = Some(&word.item);
        }
    }
}

impl WordButton {
    /// Calls it `name`, and lets it lie over its word: the one at `place` in the order of weight, which is `at`.
    pub fn tell(&mut self, place: usize, name: String, at: &Placement) {
        if self.name != name {
            self.button.set_text_content(Some(&name));
            self.name = name;
        }
        let lies = lies_over(at);
        if self.lies != lies {
            self.button.style().set_css_text(&lies);
            self.lies = lies;
        }
        if self.place.replace(place) != Some(place) {
            set(&self.button, "data-place", &place.to_string());
        }
    }
}

/// The place of a word in the order of weight, by its button.
pub fn place_of(button: &Element) -> Option<usize> {
    button.get_attribute("data-place")?.parse().ok()
}

fn lies_over(at: &Placement) -> String {
    let mut css = String::new();
    for (name, px) in [
        ("left:", at.x0),
        (";top:", at.y0),
        (";width:", at.x1 - at.x0),
        (";height:", at.y1 - at.y0),
    ] {
        css.push_str(name);
        css.push_str(&(px.round() as i32).to_string());
        css.push_str("px");
    }
    css
}

/// Which words can stay where they are, that stood at these `places` before, while all others are moved: as many as
/// possible, and the one at `pivot`, if it was there, in any case.
fn staying(places: &[Option<usize>], pivot: Option<usize>) -> Vec<bool> {
    let pivot = pivot.and_then(|at| Some((at, (*places.get(at)?)?)));
    let crosses = |at: usize, place: usize| {
        pivot.is_some_and(|(own, was)| at != own && (at < own) != (place < was))
    };
    // For each word that may stay how many can up to it, and the one before it of these.
    let mut runs: Vec<(usize, Option<usize>)> = Vec::with_capacity(places.len());
    let mut best = (0, None);
    for (at, place) in places.iter().enumerate() {
        let place = place.filter(|place| !crosses(at, *place));
        let mut run = (usize::from(place.is_some()), None);
        for (other, (&(length, _), before)) in runs.iter().zip(places).enumerate() {
            if length >= run.0 && length > 0 && place.is_some() && *before < place {
                run = (length + 1, Some(other));
            }
        }
        if run.0 > best.0 {
            best = (run.0, Some(at));
        }
        runs.push(run);
    }
    let mut stay = vec![false; places.len()];
    let mut next = best.1;
    while let Some(at) = next {
        if let Some(stays) = stay.get_mut(at) {
            *stays = true;
        }
        next = runs.get(at).and_then(|run| run.1);
    }
    stay
}

#[cfg(test)]
mod tests {
    use super::staying;

    fn check(places: &[i32], pivot: Option<usize>, wanted: &str) {
        let places: Vec<_> = places.iter().map(|&at| usize::try_from(at).ok()).collect();
        let stay = staying(&places, pivot);
        let told: String = stay.iter().map(|&it| if it { 'o' } else { '-' }).collect();
        assert_eq!(told, wanted, "{places:?}");
    }

    #[test]
    fn most_words_stay_and_new_ones_are_put_between_them() {
        check(&[], None, "");
        check(&[0, 1, 2], None, "ooo");
        check(&[-1, 0, -1, 1], None, "-o-o");
        check(&[3, 0, 1, 2], None, "-ooo");
        check(&[1, 2, 3, 0], None, "ooo-");
        check(&[-1, -1], None, "--");
    }

    #[test]
    fn the_one_with_the_focus_stays_whatever_others_could() {
        check(&[3, 0, 1, 2], Some(0), "o---");
        check(&[1, 2, 3, 0], Some(3), "---o");
        check(&[4, 0, 1, 3, 2], Some(4), "-oo-o");
        check(&[0, -1, 1], Some(1), "o-o");
        check(&[0, 1], Some(7), "oo");
    }
}
