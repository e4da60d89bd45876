//! What a reader wants a post's rating to be, as one line of text, and what many such lines come to.
//!
//! Wishes are kept as a set of lines that are written once and taken away once, never changed: tabs that
//! do not wait for each other cannot spoil what the other wrote. Of two wishes for a post the later one
//! counts, by an [`Order`] on which all tabs agree.

use groundswell_protocol::{MAX_ORDER, PostId, RatingKind, RatingValue};

/// Most posts with a wish. A reader who rates this many without a hub is told so.
pub const MAX_WISHES: usize = 500;

/// Most lines that are read: superseded ones lie beside those that count for a moment, and any script of
/// the page can write there too.
pub const MAX_LINES: usize = 2 * MAX_WISHES;

/// Which of two wishes is the later one.
///
/// A counter that goes up with every click of any tab of this browser, and not the time, which may be set
/// back. Two tabs can take the same number only within the instant that it takes one to hear of the
/// other; their names decide then, so that all tabs decide alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Order {
    /// The number of the click. A line that claims one above [`MAX_ORDER`] is not from here.
    pub count: u64,
    /// The tab it was made in.
    pub tab: u32,
}

impl Order {
    /// The order of the next click in `tab`, later than this one.
    pub fn next(self, tab: u32) -> Self {
        let count = self.count.saturating_add(1).min(MAX_ORDER);
        Self { count, tab }
    }
}

/// What a reader wants a post's rating to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The post.
    pub post: PostId,
    /// Its rating; `None` takes it back.
    pub value: Option<RatingValue>,
    /// Tells this wish from an earlier or later one for the same post.
    pub order: Order,
}

impl Wish {
    /// Whether carrying out `self` leaves nothing to do for `other`.
    pub fn covers(&self, other: &Self) -> bool {
        self.post == other.post && self.order >= other.order
    }

    /// Post, value (0: take it back), number, tab.
    pub fn line(&self) -> String {
        let Self { post, value, order } = self;
        let value = value.map_or(0, RatingValue::get);
        format!("{post} {value} {} {}", order.count, order.tab)
    }

    /// Reads a line; `None` for one that [`line`](Self::line) did not write.
    pub fn read(line: &str) -> Option<Self> {
        let mut parts = line.split(' ');
        let wish = Self {
            post: parts.next()?.parse().ok()?,
            value: read_value(parts.next()?)?,
            order: Order {
                count: parts.next()?.parse().ok().filter(|n| *n <= MAX_ORDER)?,
                tab: parts.next()?.parse().ok()?,
            },
        };
        // Numbers can be written in more than one way, and a line is found again by its text.
        (wish.line() == line).then_some(wish)
    }
}

/// A value of any kind: how a space's posts are rated may not be known yet, or have changed since.
fn read_value(text: &str) -> Option<Option<RatingValue>> {
    let value = text.parse().ok()?;
    if value == 0 {
        return Some(None);
    }
    let mut kinds = RatingKind::ALL.into_iter();
    kinds
        .find_map(|kind| RatingValue::new(kind, value).ok())
        .map(Some)
}

/// What is to be done so that exactly the wishes that count are stored.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The wishes that count, one for a post.
    pub wishes: Vec<Wish>,
    /// Those of them that are not stored yet.
    pub add: Vec<Wish>,
    /// Stored lines that have no use any more.
    pub remove: Vec<String>,
    /// The latest order that was seen.
    pub latest: Order,
}

/// Brings together what is `stored` with wishes known from `elsewhere`, without those that were `settled`.
pub fn plan<'a>(
    stored: impl Iterator<Item = &'a str>,
    elsewhere: &[Wish],
    settled: &[Wish],
) -> Plan {
    let mut plan = Plan::default();
    let mut kept = Vec::new();
    for line in stored.filter(|line| !line.is_empty()) {
        match Wish::read(line) {
            Some(wish) => kept.push(wish),
            None => plan.remove.push(line.to_owned()),
        }
    }
    for wish in kept.iter().chain(elsewhere) {
        plan.take(*wish, settled);
    }
    plan.add.clone_from(&plan.wishes);
    plan.add.retain(|wish| !kept.contains(wish));
    kept.retain(|wish| !plan.wishes.contains(wish));
    plan.remove.extend(kept.iter().map(Wish::line));
    plan
}

impl Plan {
    fn take(&mut self, wish: Wish, settled: &[Wish]) {
        self.latest = self.latest.max(wish.order);
        if settled.iter().any(|done| done.covers(&wish)) {
            return;
        }
        match self.wishes.iter_mut().find(|other| other.post == wish.post) {
            Some(other) if wish.covers(other) => *other = wish,
            Some(_) => {}
            None => self.wishes.push(wish),
        }
    }
}

// Natively alone, where thousands of cases cost nothing.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wish(locator: &str, value: i64, count: u64) -> Wish {
        Wish {
            post: PostId::from_locator(locator),
            value: RatingValue::new(RatingKind::UpDown, value).ok(),
            order: Order { count, tab: 7 },
        }
    }

    fn lines(wishes: &[Wish]) -> Vec<String> {
        wishes.iter().map(Wish::line).collect()
    }

    fn check(stored: &[String], elsewhere: &[Wish], settled: &[Wish]) -> Plan {
        plan(stored.iter().map(String::as_str), elsewhere, settled)
    }

    #[test]
    fn a_wish_that_is_not_stored_is_added() {
        let (a, b) = (wish("a", 1, 1), wish("b", -1, 2));
        let plan = check(&lines(&[a]), &[b], &[]);
        assert_eq!(plan.wishes, [a, b]);
        assert_eq!(plan.add, [b]);
        assert_eq!(plan.remove, Vec::<String>::new());
        assert_eq!(plan.latest, b.order);
    }

    #[test]
    fn the_later_wish_for_a_post_counts_wherever_it_lies() {
        let (early, late) = (wish("a", 1, 1), wish("a", 0, 2));
        for (stored, elsewhere) in [(early, late), (late, early)] {
            let plan = check(&lines(&[stored]), &[elsewhere], &[]);
            assert_eq!(plan.wishes, [late]);
            let superseded = stored == early;
            assert_eq!(plan.add, if superseded { vec![late] } else { vec![] });
            assert_eq!(
                plan.remove,
                if superseded { lines(&[early]) } else { vec![] }
            );
        }
    }

    #[test]
    fn of_clicks_with_one_number_every_tab_picks_the_same() {
        let one = wish("a", 1, 3);
        let other = Wish {
            value: None,
            order: Order { count: 3, tab: 8 },
            ..one
        };
        for two in [[one, other], [other, one]] {
            assert_eq!(check(&[], &two, &[]).wishes, [other]);
        }
    }

    #[test]
    fn what_was_settled_is_gone_and_what_came_after_it_is_not() {
        let [early, done, late] = [1, 2, 3].map(|count| wish("a", 1, count));
        let other = wish("b", 1, 1);
        let stored = lines(&[early, done, other]);
        let plan = check(&stored, &[], &[done]);
        assert_eq!(
            (plan.wishes, plan.remove),
            (vec![other], lines(&[early, done]))
        );
        assert_eq!(check(&stored, &[late], &[done]).wishes, [other, late]);
    }

    #[test]
    fn spoilt_lines_are_taken_away() {
        let good = wish("a", 1, 7);
        let post = good.post;
        let spoilt = [
            "nonsense".to_owned(),
            "x 1 2 3".to_owned(),
            format!("{post} 9 1 1"),
            format!("{post} 1 1"),
            format!("{post} 1 1 1 1"),
            format!("{post} +1 1 1"),
            format!("{post} 1 {} 1", MAX_ORDER + 1),
        ];
        let stored: Vec<_> = spoilt.iter().cloned().chain([good.line()]).collect();
        let plan = check(&stored, &[], &[]);
        assert_eq!((plan.wishes, plan.remove), (vec![good], spoilt.to_vec()));
    }

    #[test]
    fn the_highest_number_has_a_next_one() {
        let last = Order {
            count: MAX_ORDER,
            tab: 1,
        };
        assert_eq!(last.next(2).count, MAX_ORDER);
    }

    fn any_wish() -> impl Strategy<Value = Wish> {
        let place = (0..4_u8, -1..=5_i64, 0..6_u64, 0..3_u32);
        place.prop_map(|(post, value, count, tab)| Wish {
            post: PostId::from_locator(&post.to_string()),
            value: read_value(&value.to_string()).flatten(),
            order: Order { count, tab },
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(wish in any_wish()) {
            prop_assert_eq!(Wish::read(&wish.line()), Some(wish));
        }

        #[test]
        fn no_text_is_too_strange_to_be_read(line in "[A-Za-z0-9_ -]{0,40}|.*") {
            if let Some(wish) = Wish::read(&line) {
                prop_assert_eq!(wish.line(), line);
            }
        }

        #[test]
        fn storing_a_plan_leaves_nothing_to_do(
            stored in prop::collection::vec(any_wish(), 0..12),
            elsewhere in prop::collection::vec(any_wish(), 0..6),
            settled in prop::collection::vec(any_wish(), 0..3),
        ) {
            let mut stored = lines(&stored);
            let plan = check(&stored, &elsewhere, &settled);
            stored.retain(|line| !plan.remove.contains(line));
            stored.extend(lines(&plan.add));
            let after = check(&stored, &elsewhere, &settled);
            prop_assert_eq!(after.add, vec![]);
            prop_assert_eq!(after.remove, Vec::<String>::new());
            for wish in &plan.wishes {
                prop_assert!(after.wishes.contains(wish));
                let overtaken = elsewhere.iter().any(|other| {
                    other.post == wish.post
                        && other.order > wish.order
                        && !settled.iter().any(|done| done.covers(other))
                });
                prop_assert!(!overtaken);
            }
        }
    }
}
