//! What holds for any words and options, sensible or not.
#![allow(missing_docs)]

use groundswell_cloud::{
    Layout, LayoutOptions, MAX_WORDS, Mask, Patch, Placement, Word, hit, layout, sizes,
};
use proptest::prelude::*;

/// A word as a picture: rows of pixels, drawn at font size `em` with the pen in the middle of the
/// last row but one.
#[derive(Clone, Debug)]
struct Ink {
    rows: Vec<Vec<bool>>,
    em: f32,
}

impl Ink {
    fn mask(&self) -> Mask {
        let width = self.rows[0].len();
        let bytes: Vec<u8> = self
            .rows
            .concat()
            .iter()
            .map(|ink| u8::from(*ink) * 255)
            .collect();
        let patch = Patch {
            x: 0,
            y: 0,
            width,
            height: self.rows.len(),
            pen_x: (width / 2) as f32,
            pen_y: self.rows.len() as f32 - 1.0,
            scale: 1.0,
            size: self.em,
        };
        Mask::from_coverage(&bytes, width, &patch)
    }

    /// The rectangles of ink when drawn at a placement: left, top, right, bottom. Each row is filled
    /// from its first to its last ink and grown by the padding at its sides.
    fn drawn(&self, at: &Placement, padding: f32) -> Vec<[f32; 4]> {
        let unit = at.size / self.em;
        let (pen_x, pen_y) = (self.rows[0].len() / 2, self.rows.len() - 1);
        let rectangle = |(y, row): (usize, &Vec<bool>)| {
            let first = row.iter().position(|ink| *ink)?;
            let last = row.iter().rposition(|ink| *ink)? + 1;
            let column = |x: usize| at.x + (x as f32 - pen_x as f32) * unit;
            let line = |y: usize| at.y + (y as f32 - pen_y as f32) * unit;
            let pad = padding * at.size;
            Some([
                column(first) - pad,
                line(y),
                column(last) + pad,
                line(y + 1),
            ])
        };
        self.rows.iter().enumerate().filter_map(rectangle).collect()
    }
}

fn ink() -> impl Strategy<Value = Ink> {
    (1..30_usize, 1..12_usize).prop_flat_map(|(width, height)| {
        let row = prop::collection::vec(any::<bool>(), width);
        (prop::collection::vec(row, height), 8.0..40.0_f32).prop_map(|(rows, em)| Ink { rows, em })
    })
}

fn options() -> impl Strategy<Value = LayoutOptions> {
    (
        20.0..400.0_f32,
        20.0..300.0_f32,
        4.0..14.0_f32,
        0.0..0.4_f32,
        0.1..1.0_f32,
    )
        .prop_map(|(width, height, min_size, padding, fill)| LayoutOptions {
            width,
            height,
            min_size,
            max_size: None,
            padding,
            fill,
            scale: None,
        })
}

/// Ink, weight, explicit size and wish.
type Given = (Ink, f32, Option<f32>, Option<(f32, f32)>);

fn words() -> impl Strategy<Value = Vec<Given>> {
    let wish = prop::option::of((-50.0..450.0_f32, -50.0..350.0_f32));
    let size = prop::option::weighted(0.2, 5.0..60.0_f32);
    prop::collection::vec((ink(), 0.0..100.0_f32, size, wish), 0..40)
}

/// Every word is placed or left out, exactly once.
fn complete(cloud: &Layout, count: usize) -> bool {
    let placed = cloud.placed.iter().map(|placed| placed.word);
    let mut seen: Vec<usize> = placed.chain(cloud.left_out.iter().copied()).collect();
    seen.sort_unstable();
    seen == (0..count).collect::<Vec<_>>()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn words_never_overlap_nor_leave_the_canvas(words in words(), options in options()) {
        let given: Vec<Word> = words
            .iter()
            .map(|(ink, weight, size, wish)| Word {
                mask: ink.mask(),
                weight: *weight,
                size: *size,
                wish: *wish,
            })
            .collect();
        let cloud = layout(&given, &options);
        prop_assert!(complete(&cloud, words.len()));
        prop_assert_eq!(&cloud, &layout(&given, &options), "the same input, the same layout");

        let mut all: Vec<(usize, [f32; 4])> = Vec::new();
        for placed in &cloud.placed {
            let (ink, _, size, _) = &words[placed.word];
            match size {
                Some(size) => prop_assert_eq!(placed.size, *size),
                None => prop_assert!(placed.size >= options.min_size),
            }
            let rows = ink.drawn(placed, 0.0);
            let slack = 0.01;
            for [left, top, right, bottom] in rows {
                prop_assert!(left >= -slack && top >= -slack);
                prop_assert!(right <= options.width + slack && bottom <= options.height + slack);
                prop_assert!(left >= placed.x0 - slack && right <= placed.x1 + slack);
                prop_assert!(top >= placed.y0 - slack && bottom <= placed.y1 + slack);
            }
            for row in ink.drawn(placed, options.padding) {
                all.push((placed.word, row));
            }
        }
        for (index, (word, a)) in all.iter().enumerate() {
            for (other, b) in &all[index + 1..] {
                let across = a[2].min(b[2]) - a[0].max(b[0]);
                let down = a[3].min(b[3]) - a[1].max(b[1]);
                prop_assert!(
                    word == other || across <= 0.01 || down <= 0.01,
                    "{} {:?} and {} {:?}", word, a, other, b
                );
            }
        }
    }

    #[test]
    fn no_number_is_too_wild(
        numbers in prop::collection::vec(wild(), 6),
        words in prop::collection::vec((wild(), wild(), wild(), wild(), wild()), 0..12),
        none: bool,
    ) {
        let options = LayoutOptions {
            width: numbers[0].min(3000.0),
            height: numbers[1].min(3000.0),
            min_size: numbers[2],
            max_size: (!none).then_some(numbers[3]),
            padding: numbers[4],
            fill: numbers[5],
            scale: (!none).then_some(numbers[3]),
        };
        let given: Vec<Word> = words
            .iter()
            .map(|(a, b, c, d, e)| Word {
                mask: Mask::from_box(*a, *b, *c, *d, *e),
                weight: *a,
                size: (!none).then_some(*b),
                wish: (!none).then_some((*c, *d)),
            })
            .collect();
        let cloud = layout(&given, &options);
        prop_assert!(complete(&cloud, given.len()));
        for placed in &cloud.placed {
            prop_assert!(placed.x0 >= 0.0 && placed.x1 <= options.width + 0.1);
            prop_assert!(placed.y0 >= 0.0 && placed.y1 <= options.height + 0.1);
        }
        hit(&cloud.placed, numbers[0], numbers[1]);
        let sizes = sizes(&numbers, &numbers, &options);
        prop_assert!(sizes.iter().all(|size| size.is_finite() && *size > 0.0));
    }
}

fn wild() -> impl Strategy<Value = f32> {
    prop_oneof![
        3 => -10.0..50.0_f32,
        1 => prop::sample::select(vec![
            0.0, -0.0, 1e-38, 1e38, f32::MIN_POSITIVE, f32::MAX, f32::MIN, f32::NAN,
            f32::INFINITY, f32::NEG_INFINITY, 700.0, 1e-45,
        ]),
    ]
}

fn plain(count: usize) -> Vec<Word> {
    let mask = Mask::from_box(-20.0, -8.0, 20.0, 2.0, 12.0);
    (0..count)
        .map(|n| Word::new(mask.clone(), 1.0 + (n % 50) as f32))
        .collect()
}

#[test]
fn a_canvas_of_no_size_leaves_all_out() {
    for (width, height) in [(0.0, 0.0), (300.0, 0.0), (f32::NAN, 200.0), (-5.0, 5.0)] {
        let options = LayoutOptions {
            width,
            height,
            ..LayoutOptions::default()
        };
        let cloud = layout(&plain(3), &options);
        assert_eq!(
            (cloud.placed.len(), cloud.left_out.len()),
            (0, 3),
            "{width} {height}"
        );
    }
}

#[test]
fn huge_canvases_cost_bounded_memory() {
    for (width, height) in [
        (3840.0, 2160.0),
        (1e9, 1e9),
        (f32::INFINITY, 50.0),
        (50.0, 1e30),
    ] {
        let options = LayoutOptions {
            width,
            height,
            ..LayoutOptions::default()
        };
        let cloud = layout(&plain(5), &options);
        assert_eq!(cloud.placed.len(), 5, "{width} {height}");
    }
}

#[test]
fn words_beyond_the_limit_are_left_out_the_lightest_first() {
    let mut words = plain(MAX_WORDS + 10);
    words[MAX_WORDS + 5].weight = 1e6;
    let options = LayoutOptions {
        width: 400.0,
        height: 300.0,
        ..LayoutOptions::default()
    };
    let cloud = layout(&words, &options);
    assert!(complete(&cloud, MAX_WORDS + 10));
    assert_eq!(cloud.placed[0].word, MAX_WORDS + 5);
}

#[test]
fn a_word_too_wide_at_the_smallest_size_is_left_out_alone() {
    let mut words = plain(5);
    words[2].mask = Mask::from_box(-300.0, -8.0, 300.0, 2.0, 10.0);
    words[2].weight = 1e3;
    let options = LayoutOptions {
        width: 400.0,
        height: 300.0,
        ..LayoutOptions::default()
    };
    let cloud = layout(&words, &options);
    assert_eq!((cloud.placed.len(), cloud.left_out), (4, vec![2]));
}

#[test]
fn the_heaviest_word_is_shrunk_to_the_canvas() {
    let mut words = plain(5);
    words[2].mask = Mask::from_box(-100.0, -8.0, 100.0, 2.0, 10.0);
    words[2].weight = 1e3;
    let options = LayoutOptions {
        width: 400.0,
        height: 300.0,
        ..LayoutOptions::default()
    };
    let cloud = layout(&words, &options);
    let heaviest = cloud.placed[0];
    assert_eq!(heaviest.word, 2);
    assert!(heaviest.x1 - heaviest.x0 > 350.0, "{heaviest:?}");
    assert_eq!(cloud.left_out, [0; 0]);
}

#[test]
fn explicit_sizes_are_kept() {
    let mut words = plain(4);
    words[1].size = Some(33.3);
    words[3].size = Some(4.0);
    let cloud = layout(&words, &LayoutOptions::default());
    let size = |word| cloud.placed.iter().find(|p| p.word == word).map(|p| p.size);
    assert_eq!((size(1), size(3)), (Some(33.3), Some(4.0)));
}

#[test]
fn a_wish_is_granted_exactly_where_there_is_room() {
    let mut words = plain(2);
    words[0].wish = Some((100.0, 300.0));
    words[1].wish = Some((450.0, 80.0));
    let options = LayoutOptions {
        fill: 0.1,
        ..LayoutOptions::default()
    };
    for placed in layout(&words, &options).placed {
        let (x, y) = placed.centre();
        let wish = words[placed.word].wish.unwrap();
        // To half a cell.
        assert!(
            (x - wish.0).abs() <= 0.5 && (y - wish.1).abs() <= 0.5,
            "{x} {y}, {wish:?}"
        );
    }
}
