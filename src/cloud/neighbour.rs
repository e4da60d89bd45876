//! Where arrow keys lead: from a word to the next one in a direction, as the eye goes.
//!
//! A word lies to the right of another if its middle does, and the gap between their boxes is wider across than
//! down (a gap is negative where the boxes reach into each other's rows or columns). Of those the nearest is next:
//!
//! ```text
//! distance = sqrt(along^2 + (w * across)^2) + offset / 8        w = 4 for left and right, 2 for up and down
//! ```
//!
//! with the gaps along the direction and across it, 0 at the least, and by how much the middles are apart across.
//! So a word straight ahead comes before one that is as near and off the line, and of several in front of a long
//! word the one before its middle: the parts of the distance in W3C's "CSS Spatial Navigation Level 1", with
//! weights for words, which are long, low and close. The other directions are the same, turned. The distance is
//! the same from both sides: the way back leads to where one came from, or to what is nearer.
//!
//! Such steps alone may never lead to some word. Those that lead to the word in each quarter, by the axes turned
//! by 45 degrees, whose middle is least far along the axis do reach every word from every other: P. Bose,
//! J.-L. De Carufel, D. Hill, M. Smid, "On the Spanning and Routing Ratio of Theta-Four", SODA 2019. Where
//! something cannot be reached, single steps are replaced by those, until all can be.

use crate::Placement;

/// Gaps across the direction count so much more than along it, for left and right and for up and down.
const ASIDE: [f64; 2] = [4.0, 2.0];

/// So much counts how far middles are apart across the direction.
const OFFSET: f64 = 0.125;

/// How far words of the same middle are taken to be apart, in the order of their places.
const APART: f64 = 1e-30;

/// Where an arrow key points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To smaller x.
    Left,
    /// To smaller y.
    Up,
    /// To larger x.
    Right,
    /// To larger y.
    Down,
}

impl Direction {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Left, Self::Up, Self::Right, Self::Down];
}

/// For each place the next in each direction.
type Steps = Vec<[Option<usize>; 4]>;

/// The neighbours of each word of a cloud.
#[derive(Clone, Debug, Default)]
pub struct Neighbours(Steps);

impl Neighbours {
    /// Finds them. The time grows with the square of the number of words, 1 ms for some 200.
    pub fn new(placed: &[Placement]) -> Self {
        let mut neighbours = Self(steps(placed, View::rank));
        neighbours.mend(placed);
        neighbours
    }

    /// The place in `placed` that is next to `place` in a direction; `None` where no word lies there.
    pub fn next(&self, place: usize, direction: Direction) -> Option<usize> {
        *self.0.get(place)?.get(direction as usize)?
    }

    /// Replaces steps until every word can be reached from every other. One that is replaced may have been the way to
    /// some other word, so both ways are looked at after each; it ends, for a step that is sure is never replaced again.
    fn mend(&mut self, placed: &[Placement]) {
        let sure = steps(placed, View::sure_rank);
        while let Some((place, step, to)) = [true, false]
            .into_iter()
            .find_map(|forward| crossing(placed, &sure, &self.known(forward), forward))
        {
            let steps = self.0.get_mut(place);
            let Some(next) = steps.and_then(|steps| steps.get_mut(step)) else {
                return;
            };
            *next = Some(to);
        }
    }

    /// Which words can be reached from the first one, or can reach it.
    fn known(&self, forward: bool) -> Vec<bool> {
        let mut known = vec![false; self.0.len()];
        if let Some(first) = known.first_mut() {
            *first = true;
        }
        loop {
            let mut more = false;
            for (place, steps) in self.0.iter().enumerate() {
                for to in steps.iter().flatten() {
                    let (from, to) = if forward { (place, *to) } else { (*to, place) };
                    let follows = is(&known, from);
                    if let Some(known) = known.get_mut(to).filter(|known| follows && !**known) {
                        (*known, more) = (true, true);
                    }
                }
            }
            if !more {
                return known;
            }
        }
    }
}

fn is(known: &[bool], place: usize) -> bool {
    known.get(place).is_some_and(|known| *known)
}

/// The shortest of the sure steps out of what is known, or into it: its place, its number and where it leads.
fn crossing(
    placed: &[Placement],
    sure: &Steps,
    known: &[bool],
    forward: bool,
) -> Option<(usize, usize, usize)> {
    let mut best = None;
    let mut least = f64::INFINITY;
    for (place, steps) in sure.iter().enumerate() {
        for (step, to) in steps.iter().enumerate() {
            let Some(to) = *to else { continue };
            if is(known, place) != forward || is(known, to) == forward {
                continue;
            }
            let distance = View::of(placed, place, to, step)?.distance();
            if distance < least {
                (best, least) = (Some((place, step, to)), distance);
            }
        }
    }
    best
}

/// For each place in each direction the one of the least rank, of those that have one.
fn steps(placed: &[Placement], rank: fn(&View) -> Option<[f64; 2]>) -> Steps {
    let mut all = Vec::new();
    for place in 0..placed.len() {
        let mut steps = [None; 4];
        for (step, best) in steps.iter_mut().enumerate() {
            let mut least = [f64::INFINITY; 2];
            for other in 0..placed.len() {
                let view = View::of(placed, place, other, step).filter(|_| other != place);
                let Some(rank) = view.as_ref().and_then(rank) else {
                    continue;
                };
                // Words of one middle are apart in the order of their places.
                let turned = step < 2;
                if rank < least || (turned && rank == least) {
                    (*best, least) = (Some(other), rank);
                }
            }
        }
        all.push(steps);
    }
    all
}

/// How a word is seen from another that looks in a direction.
struct View {
    /// How far its middle is ahead.
    ahead: f64,
    /// How far its middle is to the right of that.
    right: f64,
    /// The gap between the boxes in the direction.
    along: f64,
    /// The gap across it.
    across: f64,
    /// What that counts more.
    aside: f64,
}

impl View {
    fn of(placed: &[Placement], from: usize, to: usize, step: usize) -> Option<Self> {
        let (a, b) = (placed.get(from)?, placed.get(to)?);
        let middles = |a0: f32, a1: f32, b0: f32, b1: f32| {
            (f64::from(b0) + f64::from(b1) - f64::from(a0) - f64::from(a1)) / 2.0
        };
        let gap = |a0: f32, a1: f32, b0: f32, b1: f32| f64::from((b0 - a1).max(a0 - b1));
        let mut dx = middles(a.x0, a.x1, b.x0, b.x1);
        let dy = middles(a.y0, a.y1, b.y0, b.y1);
        if dx == 0.0 && dy == 0.0 {
            dx = (to as f64 - from as f64) * APART;
        }
        let (gap_x, gap_y) = (gap(a.x0, a.x1, b.x0, b.x1), gap(a.y0, a.y1, b.y0, b.y1));
        let (ahead, right) = match step {
            0 => (-dx, -dy),
            1 => (-dy, dx),
            2 => (dx, dy),
            _ => (dy, -dx),
        };
        let [level, upright] = ASIDE;
        let (along, across, aside) = if step.is_multiple_of(2) {
            (gap_x, gap_y, level)
        } else {
            (gap_y, gap_x, upright)
        };
        Some(Self {
            ahead,
            right,
            along,
            across,
            aside,
        })
    }

    /// As at the head of this file.
    fn distance(&self) -> f64 {
        let (along, across) = (self.along.max(0.0), self.aside * self.across.max(0.0));
        (along * along + across * across).sqrt() + OFFSET * self.right.abs()
    }

    /// The distance of what lies ahead as the eye sees it.
    fn rank(&self) -> Option<[f64; 2]> {
        let is_ahead = [self.ahead, -self.right] > [0.0; 2] && self.along >= self.across;
        is_ahead.then(|| [self.distance(), self.ahead])
    }

    /// How far along the axis a middle is, of those in the quarter around it. The proof wants no two at one
    /// distance and none between two quarters: all is taken to be turned by next to nothing, as the second of
    /// each two numbers says.
    fn sure_rank(&self) -> Option<[f64; 2]> {
        let Self { ahead, right, .. } = *self;
        let within = [ahead - right, -(right + ahead)] > [0.0; 2]
            && [ahead + right, ahead - right] > [0.0; 2];
        within.then_some([ahead, -right])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn word(x0: f32, y0: f32, x1: f32, y1: f32) -> Placement {
        Placement {
            word: 0,
            x: x0,
            y: y1,
            size: 10.0,
            rotate: 0.0,
            x0,
            y0,
            x1,
            y1,
        }
    }

    fn of_size(x: f32, y: f32, width: f32, height: f32) -> Placement {
        word(x, y, x + width, y + height)
    }

    /// Words anywhere, over each other too; on few whole numbers, so that much is in line.
    fn clouds() -> impl Strategy<Value = Vec<Placement>> {
        let whole = |most: i32| (0..most).prop_map(|v| v as f32);
        let fine = (
            0.0..600.0_f32,
            0.0..400.0_f32,
            8.0..200.0_f32,
            8.0..60.0_f32,
        );
        let coarse = (whole(8), whole(8), whole(4), whole(4));
        let make = |(x, y, w, h): (f32, f32, f32, f32)| of_size(x, y, w, h);
        prop_oneof![
            prop::collection::vec(fine.prop_map(make), 0..40),
            prop::collection::vec(coarse.prop_map(make), 0..40),
        ]
    }

    fn opposite(direction: Direction) -> Direction {
        Direction::ALL[(direction as usize + 2) % 4]
    }

    proptest! {
        #[test]
        fn every_word_can_be_reached_from_every_other(placed in clouds()) {
            let neighbours = Neighbours::new(&placed);
            for forward in [true, false] {
                prop_assert!(neighbours.known(forward).into_iter().all(|known| known));
            }
        }

        #[test]
        fn the_sure_steps_reach_every_word(placed in clouds()) {
            let sure = Neighbours(steps(&placed, View::sure_rank));
            for forward in [true, false] {
                prop_assert!(sure.known(forward).into_iter().all(|known| known));
            }
        }

        #[test]
        fn a_step_leads_ahead(placed in clouds()) {
            let neighbours = Neighbours::new(&placed);
            for place in 0..placed.len() {
                for direction in Direction::ALL {
                    if let Some(to) = neighbours.next(place, direction) {
                        let view = View::of(&placed, place, to, direction as usize).unwrap();
                        prop_assert!(view.ahead >= 0.0 && to != place, "{place} {direction:?} {to}");
                    }
                }
            }
        }

        #[test]
        fn the_way_back_leads_to_where_one_came_from_or_to_what_is_no_further(placed in clouds()) {
            let eye = Neighbours(steps(&placed, View::rank));
            for place in 0..placed.len() {
                for direction in Direction::ALL {
                    let Some(to) = eye.next(place, direction) else { continue };
                    let back = opposite(direction);
                    let end = eye.next(to, back).unwrap();
                    let far = |end| View::of(&placed, to, end, back as usize).unwrap().distance();
                    prop_assert!(end == place || far(end) <= far(place), "{place} {direction:?} {to} {end}");
                }
            }
        }
    }

    #[test]
    fn the_way_to_one_word_is_not_lost_for_the_way_from_another() {
        let placed = [
            word(7.0, 0.0, 8.0, 0.0),
            word(6.0, 3.0, 9.0, 3.0),
            word(5.0, 0.0, 6.0, 3.0),
            word(4.0, 2.0, 7.0, 5.0),
            word(5.0, 3.0, 7.0, 3.0),
        ];
        let neighbours = Neighbours::new(&placed);
        for forward in [true, false] {
            assert_eq!(neighbours.known(forward), [true; 5]);
        }
    }

    #[test]
    fn the_next_word_on_the_line_comes_before_a_nearer_one_aside() {
        // A long word, two below it of which one is under its middle, one on its line.
        let placed = [
            word(0.0, 0.0, 200.0, 30.0),
            word(0.0, 34.0, 60.0, 46.0),
            word(75.0, 34.0, 130.0, 46.0),
            word(215.0, 8.0, 260.0, 22.0),
            word(205.0, 33.0, 240.0, 45.0),
        ];
        let next = |place, direction| Neighbours::new(&placed).next(place, direction);
        assert_eq!(next(0, Direction::Right), Some(3));
        assert_eq!(next(0, Direction::Down), Some(2));
        assert_eq!(next(2, Direction::Up), Some(0));
        assert_eq!(next(2, Direction::Left), Some(1));
        assert_eq!(next(2, Direction::Right), Some(4));
        assert_eq!(next(4, Direction::Up), Some(3));
        assert_eq!(next(0, Direction::Left), None);
        assert_eq!(next(9, Direction::Left), None);
    }

    #[test]
    fn right_then_left_comes_back_in_a_grid() {
        let cell = |n: usize| of_size((n % 5) as f32 * 50.0, (n / 5) as f32 * 20.0, 40.0, 12.0);
        let placed: Vec<Placement> = (0..20).map(cell).collect();
        let neighbours = Neighbours::new(&placed);
        for place in 0..20 {
            for (direction, end) in [
                (Direction::Left, place % 5 == 0),
                (Direction::Right, place % 5 == 4),
                (Direction::Up, place < 5),
                (Direction::Down, place >= 15),
            ] {
                let next = neighbours.next(place, direction);
                assert_eq!(next.is_none(), end, "{place} {direction:?}");
                let back = next.and_then(|next| neighbours.next(next, opposite(direction)));
                assert!(
                    next.is_none() || back == Some(place),
                    "{place} {direction:?}"
                );
            }
        }
    }
}
