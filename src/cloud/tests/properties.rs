//! What holds for any words and options, sensible or not.
#![allow(missing_docs)]

use groundswell_cloud::{
    Engine, Layout, LayoutOptions, MAX_WORDS, Mask, Patch, Placement, Relation, Word, hit, layout,
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

    /// The ink when drawn at a placement, as convex pieces: each row from its first to its last ink,
    /// grown by so many em before and behind.
    fn drawn(&self, at: &Placement, padding: f32) -> Vec<Piece> {
        let unit = at.size / self.em;
        let (pen_x, pen_y) = (self.rows[0].len() / 2, self.rows.len() - 1);
        let (sin, cos) = at.rotate.to_radians().sin_cos();
        let piece = |(y, row): (usize, &Vec<bool>)| {
            let first = row.iter().position(|ink| *ink)?;
            let last = row.iter().rposition(|ink| *ink)? + 1;
            let pad = padding * at.size;
            let column = |x: usize| (x as f32 - pen_x as f32) * unit;
            let line = |y: usize| (y as f32 - pen_y as f32) * unit;
            let (left, right) = (column(first) - pad, column(last) + pad);
            let corners = [
                (left, line(y)),
                (right, line(y)),
                (right, line(y + 1)),
                (left, line(y + 1)),
            ];
            let turn = |(x, y): (f32, f32)| (at.x + x * cos - y * sin, at.y + x * sin + y * cos);
            Some(corners.map(turn))
        };
        self.rows.iter().enumerate().filter_map(piece).collect()
    }
}

/// Four corners in turn.
type Piece = [(f32, f32); 4];

/// By how much two pieces reach into each other at most, along any of their edges' normals.
fn overlap(a: &Piece, b: &Piece) -> f32 {
    let mut least = f32::INFINITY;
    for piece in [a, b] {
        for edge in [0, 1] {
            let (from, to) = (piece[edge], piece[edge + 1]);
            let length = (to.0 - from.0).hypot(to.1 - from.1);
            let normal = ((from.1 - to.1) / length, (to.0 - from.0) / length);
            let range = |piece: &Piece| {
                let along = piece.map(|(x, y)| x * normal.0 + y * normal.1);
                along
                    .iter()
                    .fold((f32::INFINITY, f32::NEG_INFINITY), |(l, h), v| {
                        (l.min(*v), h.max(*v))
                    })
            };
            let (a, b) = (range(a), range(b));
            least = least.min(a.1.min(b.1) - a.0.max(b.0));
        }
    }
    least
}

/// Whether no piece reaches more than `slack` into one of the other word.
fn apart(a: &[Piece], b: &[Piece], slack: f32) -> bool {
    a.iter().all(|a| b.iter().all(|b| overlap(a, b) <= slack))
}

/// What the engine lets ink reach into a pixel without counting it.
const FAINT: f32 = 0.125;

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

/// Ink, weight, explicit size, wish, rotation and padding.
type Given = (Ink, f32, Option<f32>, Option<(f32, f32)>, f32, Option<f32>);

fn words() -> impl Strategy<Value = Vec<Given>> {
    let wish = prop::option::of((-50.0..450.0_f32, -50.0..350.0_f32));
    let size = prop::option::weighted(0.2, 5.0..60.0_f32);
    let rotate = prop_oneof![
        4 => Just(0.0_f32),
        1 => Just(90.0_f32),
        1 => Just(-90.0_f32),
        1 => -400.0..400.0_f32,
    ];
    let padding = prop::option::weighted(0.2, 0.0..1.0_f32);
    prop::collection::vec((ink(), 0.0..100.0_f32, size, wish, rotate, padding), 0..40)
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
    fn words_never_overlap_nor_leave_the_canvas(
        words in words(),
        options in options(),
        pairs in prop::collection::vec((0..45_usize, 0..45_usize, -0.1..1.0_f32), 0..60),
    ) {
        let given: Vec<Word> = words
            .iter()
            .map(|(ink, weight, size, wish, rotate, padding)| Word {
                mask: ink.mask(),
                weight: *weight,
                size: *size,
                wish: *wish,
                was: padding.map(|em| em * 40.0),
                rotate: *rotate,
                padding: *padding,
            })
            .collect();
        let relations: Vec<Relation> = pairs
            .iter()
            .map(|(a, b, strength)| Relation { a: *a, b: *b, strength: *strength })
            .collect();
        let cloud = Engine::with_relations(&given, &relations, &options).finish();
        prop_assert!(complete(&cloud, words.len()));
        let again = Engine::with_relations(&given, &relations, &options).finish();
        prop_assert_eq!(&cloud, &again, "the same input, the same layout");

        for placed in &cloud.placed {
            let (ink, _, size, ..) = &words[placed.word];
            match size {
                Some(size) => prop_assert_eq!(placed.size, *size),
                None => prop_assert!(placed.size >= options.min_size),
            }
            let slack = FAINT + 0.01;
            for (x, y) in ink.drawn(placed, 0.0).into_iter().flatten() {
                prop_assert!(x >= -slack && x <= options.width + slack, "{} of {:?}", x, placed);
                prop_assert!(y >= -slack && y <= options.height + slack, "{} of {:?}", y, placed);
                prop_assert!(x >= placed.x0 - slack && x <= placed.x1 + slack, "{} of {:?}", x, placed);
                prop_assert!(y >= placed.y0 - slack && y <= placed.y1 + slack, "{} of {:?}", y, placed);
            }
        }
        // Whichever came first keeps its padding, the other finds a quarter of its own; of all of it less
        // only where words cannot shrink.
        let drawn = |placed: &Placement, share: f32| {
            let (ink, _, _, _, rotate, padding) = &words[placed.word];
            // Turned words keep their padding in steps of rows.
            let padding = if *rotate == 0.0 { padding.unwrap_or(options.padding) } else { 0.0 };
            ink.drawn(placed, padding * share)
        };
        // In each of the two directions of the canvas, so more across.
        let slack = 2.0 * FAINT * std::f32::consts::SQRT_2 + 0.01;
        let clear = |a: &Placement, b: &Placement, kept: f32, found: f32| {
            apart(&drawn(a, kept), &drawn(b, found), slack)
        };
        let stuck = |p: &Placement| words[p.word].2.is_some() || p.size <= options.min_size;
        let least = if cloud.placed.iter().any(stuck) { 0.25 } else { 1.0 };
        for (index, a) in cloud.placed.iter().enumerate() {
            for b in &cloud.placed[index + 1..] {
                let apart = clear(a, b, least, 0.25 * least) || clear(a, b, 0.25 * least, least);
                prop_assert!(apart, "{:?} and {:?}", a, b);
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
                was: (!none).then_some(*e),
                rotate: *e,
                padding: (!none).then_some(*d),
            })
            .collect();
        let cloud = layout(&given, &options);
        prop_assert!(complete(&cloud, given.len()));
        for placed in &cloud.placed {
            prop_assert!(placed.x0 >= 0.0 && placed.x1 <= options.width + 0.1);
            prop_assert!(placed.y0 >= 0.0 && placed.y1 <= options.height + 0.1);
        }
        hit(&cloud.placed, numbers[0], numbers[1]);
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
