//! How good a layout is.

use groundswell_cloud::Placement;

/// The words' tight ink boxes together, as a share of the convex hull around them all.
pub fn box_per_hull(placed: &[Placement]) -> f32 {
    boxes(placed) / hull(placed)
}

pub fn boxes(placed: &[Placement]) -> f32 {
    placed.iter().map(|p| (p.x1 - p.x0) * (p.y1 - p.y0)).sum()
}

/// Area of the convex hull, by the monotone chain.
pub fn hull(placed: &[Placement]) -> f32 {
    let corners = |p: &Placement| [(p.x0, p.y0), (p.x0, p.y1), (p.x1, p.y0), (p.x1, p.y1)];
    let mut points: Vec<(f32, f32)> = placed.iter().flat_map(corners).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let lower = chain(points.iter());
    let upper = chain(points.iter().rev());
    let ring: Vec<_> = lower.iter().chain(&upper).collect();
    let doubled: f32 = ring
        .iter()
        .zip(ring.iter().cycle().skip(1))
        .map(|(a, b)| a.0 * b.1 - b.0 * a.1)
        .sum();
    doubled / 2.0
}

fn chain<'a>(points: impl Iterator<Item = &'a (f32, f32)>) -> Vec<(f32, f32)> {
    let mut chain: Vec<(f32, f32)> = Vec::new();
    for &p in points {
        while let [.., a, b] = chain[..] {
            if (b.0 - a.0) * (p.1 - a.1) - (b.1 - a.1) * (p.0 - a.0) > 0.0 {
                break;
            }
            chain.pop();
        }
        chain.push(p);
    }
    chain.pop();
    chain
}
