//! Any words to places: each is placed or left out, none touches another or leaves the canvas.

use arbitrary::{Result, Unstructured};
use groundswell_cloud::{Engine, Layout, LayoutOptions, Mask, Patch, Placement, Word, layout};

/// Most words of a cloud; more would only be slower.
const MAX_WORDS: usize = 24;

/// Rounding of single precision at the far end of a canvas, pixels.
const SLACK: f32 = 0.02;

/// Most columns and rows of a word's picture.
const MAX_COLUMNS: usize = 24;
const MAX_ROWS: usize = 8;

/// A word with the ink that its mask was made from.
struct Given {
    word: Word,
    ink: Ink,
}

/// The edges of rows of ink around the pen: left, top, right, bottom, in em. None where the numbers of
/// the mask make no sense.
type Ink = Vec<[f32; 4]>;

/// Takes the choices of which words and options are made.
pub fn run(data: &[u8]) {
    let mut u = Unstructured::new(data);
    let Ok((given, options)) = made(&mut u) else {
        return;
    };
    let words: Vec<Word> = given.iter().map(|given| given.word.clone()).collect();
    let cloud = layout(&words, &options);
    check_whole(&cloud, words.len(), &options);
    check_apart(&cloud, &given);
    let mut engine = Engine::new(&words, &options);
    while !engine.step(3) {}
    assert_eq!(engine.finish(), cloud, "the steps change nothing");
}

fn made(u: &mut Unstructured<'_>) -> Result<(Vec<Given>, LayoutOptions)> {
    let options = LayoutOptions {
        width: number(u, 1200)?,
        height: number(u, 800)?,
        min_size: number(u, 30)?,
        max_size: maybe(u, 90)?,
        padding: number(u, 1)?,
        fill: number(u, 1)?,
        scale: maybe(u, 40)?,
    };
    let mut words = Vec::new();
    while !u.is_empty() && words.len() < MAX_WORDS {
        let (mask, ink) = mask(u)?;
        let weight = number(u, 100)?;
        let word = Word {
            size: maybe(u, 60)?,
            wish: maybe(u, 1200)?.zip(maybe(u, 800)?),
            ..Word::new(mask, weight)
        };
        words.push(Given { word, ink });
    }
    Ok((words, options))
}

fn mask(u: &mut Unstructured<'_>) -> Result<(Mask, Ink)> {
    match u.int_in_range(0..=7)? {
        0 => Ok((wild(u)?, Ink::new())),
        1 | 2 => {
            let edges = [
                -number(u, 80)?,
                -number(u, 20)?,
                number(u, 80)?,
                number(u, 8)?,
            ];
            let size = number(u, 40)?;
            let [left, top, right, bottom] = edges;
            let mask = Mask::from_box(left, top, right, bottom, size);
            let ink = if mask.is_empty() {
                Ink::new()
            } else {
                vec![edges.map(|v| v / size)]
            };
            Ok((mask, ink))
        }
        _ => drawn(u),
    }
}

/// A picture with the pen inside, at a size that fonts have.
fn drawn(u: &mut Unstructured<'_>) -> Result<(Mask, Ink)> {
    let width = u.int_in_range(1..=MAX_COLUMNS)?;
    let height = u.int_in_range(1..=MAX_ROWS)?;
    let size = 8.0 + number(u, 30)?.clamp(0.0, 30.0);
    let patch = Patch {
        x: 0,
        y: 0,
        width,
        height,
        pen_x: (width / 2) as f32,
        pen_y: height as f32 - 1.0,
        scale: 1.0,
        size,
    };
    let mut picture = Vec::new();
    let mut ink = Ink::new();
    for y in 0..height {
        let bits: u32 = u.arbitrary()?;
        let row: Vec<bool> = (0..width).map(|x| bits >> x & 1 == 1).collect();
        picture.extend(row.iter().map(|ink| u8::from(*ink) * 255));
        let first = row.iter().position(|ink| *ink);
        let last = row.iter().rposition(|ink| *ink);
        if let Some((first, last)) = first.zip(last) {
            let (left, right) = (first as f32 - patch.pen_x, (last + 1) as f32 - patch.pen_x);
            let top = y as f32 - patch.pen_y;
            ink.push([left, top, right, top + 1.0].map(|v| v / size));
        }
    }
    Ok((Mask::from_coverage(&picture, width, &patch), ink))
}

/// Any bytes and any numbers for a picture.
fn wild(u: &mut Unstructured<'_>) -> Result<Mask> {
    let patch = Patch {
        x: u.arbitrary()?,
        y: u.arbitrary()?,
        width: u.arbitrary()?,
        height: u.arbitrary()?,
        pen_x: number(u, 30)?,
        pen_y: number(u, 30)?,
        scale: number(u, 3)?,
        size: number(u, 40)?,
    };
    let picture_width = u.int_in_range(0..=2 * MAX_COLUMNS)?;
    Ok(Mask::from_coverage(u.arbitrary()?, picture_width, &patch))
}

/// A number that makes sense up to `most`, or now and then any.
fn number(u: &mut Unstructured<'_>, most: u16) -> Result<f32> {
    if u.ratio(1, 24)? {
        // A huge canvas is a matter of memory, which a test of its own bounds.
        return u.arbitrary::<f32>().map(|any| any.min(3000.0));
    }
    let share = f32::from(u.arbitrary::<u16>()?) / f32::from(u16::MAX);
    Ok(share * f32::from(most))
}

fn maybe(u: &mut Unstructured<'_>, most: u16) -> Result<Option<f32>> {
    u.ratio(1, 3)?.then(|| number(u, most)).transpose()
}

/// Every word is placed or left out, once, and what is placed is on the canvas.
fn check_whole(cloud: &Layout, count: usize, options: &LayoutOptions) {
    let placed = cloud.placed.iter().map(|placed| placed.word);
    let mut seen: Vec<usize> = placed.chain(cloud.left_out.iter().copied()).collect();
    seen.sort_unstable();
    assert!(seen.into_iter().eq(0..count), "{cloud:?}");
    for placed in &cloud.placed {
        assert!(placed.size.is_finite() && placed.size > 0.0, "{placed:?}");
        assert!(
            placed.x0 >= 0.0 && placed.x1 <= options.width + SLACK,
            "{placed:?}"
        );
        assert!(
            placed.y0 >= 0.0 && placed.y1 <= options.height + SLACK,
            "{placed:?}"
        );
    }
}

/// No word's ink is over another's.
fn check_apart(cloud: &Layout, given: &[Given]) {
    let rows = cloud.placed.iter().flat_map(|placed| {
        let ink = given.get(placed.word).map_or(&[][..], |given| &given.ink);
        ink.iter().map(|row| (placed.word, at(placed, row)))
    });
    let rows: Vec<(usize, [f32; 4])> = rows.collect();
    for (index, (word, a)) in rows.iter().enumerate() {
        for (other, b) in &rows[index + 1..] {
            let across = a[2].min(b[2]) - a[0].max(b[0]);
            let down = a[3].min(b[3]) - a[1].max(b[1]);
            let apart = across <= SLACK || down <= SLACK;
            assert!(word == other || apart, "{word} {a:?} and {other} {b:?}");
        }
    }
}

fn at(placed: &Placement, [left, top, right, bottom]: &[f32; 4]) -> [f32; 4] {
    let x = |v: &f32| placed.x + v * placed.size;
    let y = |v: &f32| placed.y + v * placed.size;
    [x(left), y(top), x(right), y(bottom)]
}
