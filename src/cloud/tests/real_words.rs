//! Layouts of real words in a real font, painted pixel by pixel by code that knows nothing of the
//! engine.
#![allow(missing_docs)]

mod support;

use groundswell_cloud::{
    Engine, Layout, LayoutOptions, Placement, Region, Relation, Word, hit, layout,
};
use support::canvas::Canvas;
use support::measure::{box_per_hull, boxes};
use support::typeface::Typeface;
use support::{Sample, sample};

const SMALL: (f32, f32) = (600.0, 400.0);
const LARGE: (f32, f32) = (1200.0, 800.0);

fn options((width, height): (f32, f32)) -> LayoutOptions {
    LayoutOptions {
        width,
        height,
        ..LayoutOptions::default()
    }
}

/// Paints the words as the page would, at their final sizes, and fails on ink that touches another
/// word's or leaves the canvas. Half a padding is demanded on each side: masks were drawn at a
/// slightly other size, and hinting may move an edge by a pixel.
fn paint(sample: &Sample, cloud: &Layout, options: &LayoutOptions) {
    let face = Typeface::new();
    let mut canvas = Canvas::new(options.width as usize, options.height as usize);
    for placed in &cloud.placed {
        let drawing = face.draw(&sample.texts[placed.word], placed.size);
        let padding = (placed.size * options.padding / 2.0) as usize;
        let wrong = canvas.draw(placed.word, &drawing, (placed.x, placed.y), padding);
        assert_eq!(wrong, [""; 0], "{}", sample.texts[placed.word]);
    }
}

fn check(count: usize, canvas: (f32, f32), fill: f32, least_box_per_hull: f32) {
    let options = LayoutOptions {
        fill,
        min_size: 5.0,
        ..options(canvas)
    };
    let sample = sample(count);
    let cloud = layout(&sample.words, &options);
    assert_eq!(cloud.left_out, [0; 0]);
    assert_eq!(cloud.placed.len(), count);
    let filled = boxes(&cloud.placed) / canvas.0 / canvas.1;
    assert!((filled / fill - 1.0).abs() < 0.03, "fills {filled}");
    let packed = box_per_hull(&cloud.placed);
    assert!(packed >= least_box_per_hull, "box/hull {packed}");
    paint(&sample, &cloud, &options);
}

#[test]
fn fifty_words_fit_as_asked() {
    check(50, SMALL, 0.6, 0.78);
}

#[test]
fn two_hundred_words_fit_as_asked() {
    check(200, SMALL, 0.45, 0.78);
    check(200, SMALL, 0.6, 0.8);
    check(200, SMALL, 0.75, 0.8);
}

#[test]
fn a_thousand_words_fit_as_asked() {
    check(1000, LARGE, 0.6, 0.83);
}

#[test]
fn what_does_not_fit_at_the_asked_fill_is_made_to_fit() {
    let options = LayoutOptions {
        fill: 1.0,
        ..options(SMALL)
    };
    let sample = sample(100);
    let cloud = layout(&sample.words, &options);
    assert_eq!(cloud.left_out, [0; 0]);
    let filled = boxes(&cloud.placed) / 240_000.0;
    assert!(filled > 0.7, "fills {filled}");
    paint(&sample, &cloud, &options);
}

#[test]
fn a_crowd_leaves_out_the_lightest() {
    let options = options(SMALL);
    let sample = sample(3000);
    let cloud = layout(&sample.words, &options);
    assert_eq!(cloud.placed.len() + cloud.left_out.len(), 3000);
    // Words came heaviest first. All of the first third of what fits must be there.
    let certain = cloud.placed.len() / 3;
    assert!(certain > 80, "only {certain}");
    assert!(cloud.left_out.iter().all(|word| *word >= certain));
    assert!(
        cloud.left_out.is_sorted_by(|a, b| a > b),
        "the lightest first"
    );
    // The heaviest are still told from the lightest.
    assert!(cloud.placed[0].size >= 2.0 * options.min_size);
    paint(&sample, &cloud, &options);
}

#[test]
fn sizes_never_contradict_weights() {
    for (count, fill) in [(30, 1.0), (200, 0.95), (2000, 0.6)] {
        let options = LayoutOptions {
            fill,
            ..options(SMALL)
        };
        let cloud = layout(&sample(count).words, &options);
        let mut by_weight = cloud.placed.clone();
        by_weight.sort_by_key(|placed| placed.word);
        let falls = by_weight.is_sorted_by(|a, b| a.size >= b.size);
        assert!(falls, "{count} words at {fill}");
    }
}

#[test]
fn the_cloud_is_centred_and_takes_the_shape_of_its_canvas() {
    let canvases = [SMALL, (320.0, 640.0), (1000.0, 250.0), SMALL];
    for (canvas, count) in canvases.into_iter().zip([150, 150, 150, 7]) {
        let options = options(canvas);
        let cloud = layout(&sample(count).words, &options);
        let edge = |pick: fn(&Placement) -> f32, start: f32, choose: fn(f32, f32) -> f32| {
            cloud.placed.iter().map(pick).fold(start, choose)
        };
        let (left, right) = (edge(|p| p.x0, 1e9, f32::min), edge(|p| p.x1, 0.0, f32::max));
        let (top, bottom) = (edge(|p| p.y0, 1e9, f32::min), edge(|p| p.y1, 0.0, f32::max));
        let centre = (
            (left + right) / 2.0 / canvas.0,
            (top + bottom) / 2.0 / canvas.1,
        );
        assert!(
            (centre.0 - 0.5).abs() < 0.004 && (centre.1 - 0.5).abs() < 0.004,
            "{centre:?}"
        );
        let used = ((right - left) / canvas.0, (bottom - top) / canvas.1);
        assert!(used.0 > 0.75 && used.1 > 0.75, "{used:?} of {canvas:?}");
    }
}

#[test]
fn stepping_gives_the_same_layout_as_one_go() {
    let options = LayoutOptions {
        fill: 0.9,
        ..options(SMALL)
    };
    let words = sample(120).words;
    let whole = layout(&words, &options);
    for stride in [1, 7, 50] {
        let mut engine = Engine::new(&words, &options);
        let mut steps = 0;
        while !engine.step(stride) {
            steps += 1;
            assert!(steps < 10_000);
        }
        assert!(steps >= 120 / stride);
        assert_eq!(engine.finish(), whole, "{stride} at a time");
    }
}

#[test]
fn words_keep_inside_a_region_and_fill_it() {
    let options = options(SMALL);
    let sample = sample(150);
    // A ring: within 0.5 and 0.15 of the middle.
    let (width, height) = (120, 80);
    let inside =
        |x: f32, y: f32| (0.15..0.5).contains(&(x / SMALL.0 - 0.5).hypot(y / SMALL.1 - 0.5));
    let scale = SMALL.0 / width as f32;
    let coverage: Vec<u8> = (0..width * height)
        .map(|n| ((n % width) as f32 + 0.5, (n / width) as f32 + 0.5))
        .map(|(x, y)| u8::from(inside(x * scale, y * scale)) * 255)
        .collect();
    let region = Region::from_coverage(&coverage, width);
    let cloud = Engine::within(Some(&region), &sample.words, &[], &options).finish();
    assert_eq!(cloud.left_out, [0; 0]);
    paint(&sample, &cloud, &options);
    let area = std::f32::consts::PI * (0.25 - 0.0225) * SMALL.0 * SMALL.1;
    let filled = boxes(&cloud.placed) / area;
    assert!(filled > 0.5, "fills {filled}");
    for placed in &cloud.placed {
        let (x, y) = placed.centre();
        assert!(inside(x, y), "{placed:?}");
    }
    let nowhere = Region::from_coverage(&[0; 4], 2);
    let none = Engine::within(Some(&nowhere), &sample.words, &[], &options).finish();
    assert_eq!((none.placed.len(), none.left_out.len()), (0, 150));
}

/// The share of the relations whose words are neighbours: within 1 % of the diagonal.
fn realized(relations: &[Relation], cloud: &Layout, canvas: (f32, f32)) -> f32 {
    let near = 0.01 * canvas.0.hypot(canvas.1);
    let find = |word: usize| cloud.placed.iter().find(|placed| placed.word == word);
    let neighbours = relations.iter().filter(|relation| {
        let (Some(a), Some(b)) = (find(relation.a), find(relation.b)) else {
            return false;
        };
        let across = (a.x0 - b.x1).max(b.x0 - a.x1).max(0.0);
        let down = (a.y0 - b.y1).max(b.y0 - a.y1).max(0.0);
        across.hypot(down) <= near
    });
    neighbours.count() as f32 / relations.len() as f32
}

#[test]
fn words_that_belong_together_are_neighbours() {
    let options = options(SMALL);
    let sample = sample(200);
    // Twenty themes of ten words of all sizes, each related to all of its theme.
    let relations: Vec<Relation> = (0..200)
        .flat_map(|a| (a + 1..200).map(move |b| (a, b)))
        .filter(|(a, b)| a % 20 == b % 20)
        .map(|(a, b)| Relation {
            a,
            b,
            strength: 1.0,
        })
        .collect();
    let cloud = Engine::with_relations(&sample.words, &relations, &options).finish();
    assert_eq!(cloud.left_out, [0; 0]);
    paint(&sample, &cloud, &options);
    let without = realized(&relations, &layout(&sample.words, &options), SMALL);
    let with = realized(&relations, &cloud, SMALL);
    assert!(with > 0.3 && with > 5.0 * without, "{with} of {without}");
    let packed = box_per_hull(&cloud.placed);
    assert!(packed > 0.72, "box/hull {packed}");
    let steps = {
        let mut engine = Engine::with_relations(&sample.words, &relations, &options);
        while !engine.step(3) {}
        engine.finish()
    };
    assert_eq!(steps, cloud);
}

#[test]
fn a_new_word_comes_to_the_side_of_its_partner_and_moves_nothing() {
    let options = options(SMALL);
    let sample = sample(100);
    let before = layout(&sample.words[..99], &options);
    let partner = before.placed[40];
    let kept = LayoutOptions {
        scale: Some(before.scale),
        ..options
    };
    let mut words = sample.words;
    for placed in &before.placed {
        words[placed.word].wish = Some(placed.centre());
    }
    let relation = Relation {
        a: 99,
        b: partner.word,
        strength: 1.0,
    };
    let after = Engine::with_relations(&words, &[relation], &kept).finish();
    for placed in &before.placed {
        assert!(after.placed.contains(placed), "{placed:?}");
    }
    let distance = |cloud: &Layout| {
        let new = cloud
            .placed
            .iter()
            .find(|placed| placed.word == 99)
            .unwrap();
        let (a, b) = (new.centre(), partner.centre());
        (a.0 - b.0).hypot(a.1 - b.1)
    };
    assert!(distance(&after) < distance(&layout(&words, &kept)));
}

#[test]
fn words_that_wish_to_stay_stay() {
    let options = options(SMALL);
    let mut words = sample(200).words;
    let before = layout(&words, &options);
    for placed in &before.placed {
        words[placed.word].wish = Some(placed.centre());
        words[placed.word].size = Some(placed.size);
    }
    let pens = |cloud: &Layout| -> Vec<_> {
        let pen = |p: &Placement| (p.word, p.x, p.y, p.size);
        cloud.placed.iter().map(pen).collect()
    };
    assert_eq!(
        pens(&layout(&words, &options)),
        pens(&before),
        "nothing changed"
    );

    // One word grows: the others make room, and most do not notice.
    words[40].size = Some(before.placed[40].size * 1.5);
    let after = layout(&words, &options);
    let centre = |cloud: &Layout, word: usize| {
        cloud
            .placed
            .iter()
            .find(|p| p.word == word)
            .map(Placement::centre)
    };
    let diagonal = 400.0_f32.hypot(600.0);
    let moves: Vec<f32> = (0..200)
        .filter_map(|word| Some((centre(&before, word)?, centre(&after, word)?)))
        .map(|(a, b)| (a.0 - b.0).hypot(a.1 - b.1) / diagonal)
        .collect();
    assert_eq!(moves.len(), 200, "all are still there");
    let mean = moves.iter().sum::<f32>() / 200.0;
    assert!(mean < 0.02, "moved by {mean} of the diagonal");
}

/// The figures of the goal: every tenth word's weight changes by 30 %, two go, two come.
#[test]
fn a_small_change_moves_little() {
    let mut options = options(SMALL);
    let words = sample(202).words;
    let before = layout(&words[..200], &options);
    let mut changed = words[2..].to_vec();
    for (index, word) in changed.iter_mut().enumerate() {
        if index % 10 == 0 {
            word.weight *= if index % 20 == 0 { 1.3 } else { 0.7 };
        }
    }
    for placed in before.placed.iter().filter(|placed| placed.word >= 2) {
        changed[placed.word - 2].wish = Some(placed.centre());
        changed[placed.word - 2].was = Some(placed.size);
    }
    options.scale = Some(before.scale);
    let after = layout(&changed, &options);
    let diagonal = 400.0_f32.hypot(600.0);
    let moves: Vec<f32> = before
        .placed
        .iter()
        .filter_map(|old| {
            let new = after.placed.iter().find(|new| new.word + 2 == old.word)?;
            let (a, b) = (old.centre(), new.centre());
            Some((a.0 - b.0).hypot(a.1 - b.1) / diagonal)
        })
        .collect();
    let mean = moves.iter().sum::<f32>() / moves.len() as f32;
    let far = moves.iter().filter(|m| **m > 0.02).count();
    assert_eq!((moves.len(), after.left_out.len()), (198, 0));
    assert!(mean <= 0.01, "moved by {mean} of the diagonal");
    assert!(far <= 16, "{far} of 198 words moved by more than 2 %");
    let moved = moves.iter().filter(|m| **m > 0.0).count();
    assert!(
        moved <= 20,
        "{moved} of 198 words moved, of which 20 changed"
    );
}

#[test]
fn padding_gives_way_before_words_of_given_sizes_do() {
    let options = LayoutOptions {
        min_size: 4.0,
        fill: 0.75,
        ..options(SMALL)
    };
    let mut words = sample(200).words;
    for placed in layout(&words, &options).placed {
        words[placed.word].size = Some(placed.size * 1.05);
    }
    let tight = layout(&words, &options);
    assert_eq!(tight.left_out, [0; 0]);
    let filled = boxes(&tight.placed) / SMALL.0 / SMALL.1;
    assert!(filled > 0.8, "fills {filled}");
}

/// At sizes that are given, in little room: a word that grew must not cost another its place.
#[test]
fn an_update_loses_no_word_that_has_room() {
    let options = LayoutOptions {
        fill: 0.8,
        min_size: 4.0,
        ..options(SMALL)
    };
    let mut words = sample(200).words;
    let before = layout(&words, &options);
    assert_eq!(before.left_out, [0; 0]);
    for placed in &before.placed {
        let grown = if placed.word % 20 == 3 { 1.14 } else { 1.0 };
        let word = &mut words[placed.word];
        word.size = Some((placed.size * grown).round());
        word.wish = Some(placed.centre());
        word.was = Some(placed.size);
    }
    let after = layout(&words, &options);
    let mut fresh = words;
    for word in &mut fresh {
        word.wish = None;
    }
    let fresh = layout(&fresh, &options);
    assert!(
        after.left_out.len() <= fresh.left_out.len(),
        "{:?}",
        after.left_out
    );
}

#[test]
fn pointing_at_a_words_centre_finds_it() {
    let options = options(SMALL);
    let cloud = layout(&sample(200).words, &options);
    for (index, placed) in cloud.placed.iter().enumerate() {
        let (x, y) = placed.centre();
        assert_eq!(hit(&cloud.placed, x, y), Some(index));
    }
}

#[test]
fn masks_of_another_size_are_scaled_without_losing_ink() {
    let options = options(SMALL);
    let face = Typeface::new();
    let mut sample = sample(200);
    for (word, text) in sample.words.iter_mut().zip(&sample.texts) {
        *word = Word::new(face.draw(text, 32.0).mask(), word.weight);
    }
    let cloud = layout(&sample.words, &options);
    assert_eq!(cloud.left_out, [0; 0]);
    // Small glyphs are drawn up to a pixel larger than large ones scaled down; what is checked is
    // that this never exceeds the padding.
    let face = Typeface::new();
    let mut canvas = Canvas::new(600, 400);
    for placed in &cloud.placed {
        let drawing = face.draw(&sample.texts[placed.word], placed.size);
        let wrong = canvas.draw(placed.word, &drawing, (placed.x, placed.y), 0);
        assert_eq!(wrong, [""; 0]);
    }
}
