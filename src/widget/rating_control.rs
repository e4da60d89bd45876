//! One post's rating control: a button per value of the space's kind of rating, with its count.

use std::rc::Rc;

use groundswell_protocol::{RatingKind, RatingValue, Tally};
use wasm_bindgen::JsValue;
use web_sys::{Document, Element, HtmlElement};

use crate::answer::Refusal;
use crate::dom::{append, make, make_with_text, set, shadow, toggle, write};
use crate::handles::Listener;
use crate::icons::{self, icon};
use crate::ratings::{Delivery, Shown};
use crate::strings::Strings;
use crate::theme::Theme;

/// The control inside one `<groundswell-rating>` element.
pub struct RatingControl {
    strings: Rc<Strings>,
    kind: RatingKind,
    group: HtmlElement,
    note: HtmlElement,
    choices: Vec<Choice>,
}

struct Choice {
    value: RatingValue,
    label: String,
    button: HtmlElement,
    count: HtmlElement,
    apart: HtmlElement,
    _click: Listener,
}

impl RatingControl {
    /// Builds the control into `host`; `choose` hears which value the reader clicked.
    ///
    /// # Errors
    /// Where the browser cannot make the elements.
    pub fn build(
        host: &Element,
        kind: RatingKind,
        theme: &Theme,
        strings: &Rc<Strings>,
        choose: impl Fn(RatingValue) + Clone + 'static,
    ) -> Result<Self, JsValue> {
        let document = host.owner_document().ok_or(JsValue::NULL)?;
        let root = shadow(host)?;
        theme.adopt(&root);
        root.set_text_content(None);
        let group = make(&document, "div", "rating")?;
        set(&group, "role", "group");
        strings.mark(&group);
        set(&group, "aria-label", &strings.text("rate"));
        let note = make(&document, "span", "note")?;
        set(&note, "role", "status");
        let mut choices = Vec::new();
        // The best value first, but stars as they are read.
        let mut values = kind.values().to_vec();
        if kind != RatingKind::Stars {
            values.reverse();
        }
        for value in values {
            let Ok(value) = RatingValue::new(kind, i64::from(value)) else {
                continue;
            };
            let choice = Choice::build(&document, kind, value, strings, choose.clone())?;
            append(&group, &choice.button);
            choices.push(choice);
        }
        append(&group, &note);
        append(&root, &group);
        Ok(Self {
            strings: strings.clone(),
            kind,
            group,
            note,
            choices,
        })
    }

    /// Shows how the post stands, and why the hub did not take the reader's last rating, if so.
    pub fn show(&self, shown: &Shown, refusal: Option<&Refusal>) {
        for choice in &self.choices {
            choice.show(self.kind, shown, &self.strings);
        }
        let on_its_way = matches!(
            shown.delivery,
            Delivery::Sending | Delivery::Waiting | Delivery::Unsigned
        );
        toggle(&self.group, "data-waiting", on_its_way);
        toggle(
            &self.group,
            "data-away",
            shown.delivery == Delivery::Waiting,
        );
        match (shown.delivery, refusal) {
            (Delivery::Settled, Some(refusal)) => self.refuse(&self.sentence(refusal)),
            (Delivery::Settled | Delivery::Sending, _) => write(&self.note, ""),
            _ if shown.fleeting => self.say("fleeting"),
            (Delivery::Unsigned, _) => self.say("sign-on"),
            (Delivery::Waiting, _) => self.say("waiting"),
            (Delivery::Local, _) => self.say("local"),
        }
    }

    fn say(&self, key: &str) {
        write(&self.note, &self.strings.text(key));
    }

    /// In the reader's language where the problem is a known one, else as the hub puts it.
    fn sentence(&self, refusal: &Refusal) -> String {
        let known = self.strings.find(&["refused-", &refusal.kind].concat());
        known.unwrap_or_else(|| refusal.reason.clone())
    }

    /// Says why a rating was not taken.
    pub fn refuse(&self, reason: &str) {
        write(
            &self.note,
            &self.strings.with("refused", &[("reason", reason)]),
        );
    }

    /// Says what the reader should know of their rating.
    pub fn note(&self, text: &str) {
        write(&self.note, text);
    }

    /// The button to which the keyboard focus comes.
    pub fn first_button(&self) -> Option<HtmlElement> {
        self.choices.first().map(|choice| choice.button.clone())
    }
}

impl Choice {
    fn build(
        document: &Document,
        kind: RatingKind,
        value: RatingValue,
        strings: &Strings,
        choose: impl Fn(RatingValue) + 'static,
    ) -> Result<Self, JsValue> {
        let (path, label) = face(kind, value, strings);
        let button = make(document, "button", "choice")?;
        set(&button, "type", "button");
        set(&button, "part", "button");
        set(&button, "data-value", &value.get().to_string());
        append(&button, icon(document, path)?.as_ref());
        if kind == RatingKind::Useful {
            append(
                &button,
                make_with_text(document, "span", "label", &label)?.as_ref(),
            );
        }
        let count = make(document, "span", "count")?;
        set(&count, "part", "count");
        append(&button, &count);
        let apart = make(document, "span", "apart")?;
        append(&button, &apart);
        let click = Listener::plain(&button, "click", move || choose(value));
        Ok(Self {
            value,
            label,
            button,
            count,
            apart,
            _click: click,
        })
    }

    fn show(&self, kind: RatingKind, shown: &Shown, strings: &Strings) {
        let pressed = shown.mine == Some(self.value);
        set(
            &self.button,
            "aria-pressed",
            if pressed { "true" } else { "false" },
        );
        let filled = kind == RatingKind::Stars && shown.mine.is_some_and(|m| m >= self.value);
        toggle(&self.button, "data-filled", filled);
        if shown.unseen {
            write(&self.count, "");
            write(&self.apart, "");
            let name = strings.with("unseen", &[("label", &self.label)]);
            set(&self.button, "aria-label", &name);
        } else {
            self.show_counts(shown, strings);
        }
    }

    /// Shows how many readers gave this value.
    fn show_counts(&self, shown: &Shown, strings: &Strings) {
        let n = shown.tally.count(self.value.get());
        let visible = if n == 0 {
            String::new()
        } else {
            strings.number(n)
        };
        write(&self.count, &visible);
        let apart = shown.unverified.count(self.value.get());
        let mut readers = strings.count("readers", n);
        if apart > 0 {
            readers = strings.with(
                "both",
                &[
                    ("readers", &readers),
                    ("apart", &strings.count("apart", apart)),
                ],
            );
            write(&self.apart, &["+", &strings.number(apart)].concat());
        } else {
            write(&self.apart, "");
        }
        let name = strings.with("tally", &[("label", &self.label), ("readers", &readers)]);
        set(&self.button, "aria-label", &name);
    }
}

/// A value's icon and its name.
pub fn face(kind: RatingKind, value: RatingValue, strings: &Strings) -> (&'static str, String) {
    match (kind, value.get()) {
        (RatingKind::Useful, _) => (icons::THUMB, strings.text("useful")),
        (RatingKind::UpDown, 1) => (icons::UP, strings.text("up")),
        (RatingKind::UpDown, _) => (icons::DOWN, strings.text("down")),
        (RatingKind::Stars, n) => (
            icons::STAR,
            strings.count("stars", u32::try_from(n).unwrap_or(0)),
        ),
    }
}

/// The share of good ratings for `rank`: how many readers found a post good, and how many rated.
pub fn judgement(kind: RatingKind, tally: &Tally) -> (f32, f32) {
    let good = worths(kind, tally).map(|(worth, n)| worth * n as f32).sum();
    (good, tally.raters() as f32)
}

/// What the ratings of a post are worth between 0 and 1, with how many readers gave each.
pub fn worths(kind: RatingKind, tally: &Tally) -> impl Iterator<Item = (f32, u32)> {
    tally.iter().map(move |(value, n)| match kind {
        RatingKind::Useful | RatingKind::UpDown => (if value == 1 { 1.0 } else { 0.0 }, n),
        // One star is none of the way to good, five are all of it.
        RatingKind::Stars => (f32::from(value - 1) / 4.0, n),
    })
}
