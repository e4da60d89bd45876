//! The ink of one word.
//!
//! A mask is a pile of bands, each from the leftmost to the rightmost ink at its height. Gaps inside
//! are no room: a word nested in another's letter can be neither read nor clicked. The room above and
//! below the small letters stays usable, which a bounding box would waste. Where masks come from is in
//! `glyphs.rs` and `pixels.rs`; `turn.rs` turns them.

use std::sync::Arc;

/// A band of a word's ink, in raster pixels right of and below the pen: from the leftmost to the
/// rightmost ink between two heights.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Band {
    pub(crate) top: f32,
    pub(crate) bottom: f32,
    pub(crate) left: f32,
    pub(crate) right: f32,
}

impl Band {
    /// Left, top, right, bottom.
    pub(crate) fn edges(self) -> [f32; 4] {
        [self.left, self.top, self.right, self.bottom]
    }
}

/// The ink of one word as bands, relative to its pen. Cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub struct Mask {
    /// From top to bottom. Invariant: each begins where the one before ends; what is blank inside
    /// (under the dot of an i) is in the hull of the bands around it.
    bands: Arc<Vec<Band>>,
    /// Raster pixels per em: font size times scale.
    em: f32,
}

impl Mask {
    /// A plain box, for where no pixels can be had: the edges of the ink in CSS pixels right of and
    /// below the pen (`-actualBoundingBoxLeft`, `-actualBoundingBoxAscent`, ...) at font size `size`.
    pub fn from_box(left: f32, top: f32, right: f32, bottom: f32, size: f32) -> Self {
        let sane = [left, top, right, bottom, size]
            .iter()
            .all(|v| v.is_finite());
        if !(sane && left < right && top < bottom && size > 0.0) {
            return Self::empty();
        }
        Self {
            bands: Arc::new(vec![Band {
                top,
                bottom,
                left,
                right,
            }]),
            em: size,
        }
    }

    /// The mask of these bands, from top to bottom, at so many raster pixels per em.
    pub(crate) fn of(bands: Vec<Band>, em: f32) -> Self {
        Self {
            bands: Arc::new(close(bands)),
            em,
        }
    }

    /// The mask of a word without ink.
    pub fn empty() -> Self {
        Self {
            bands: Arc::default(),
            em: 1.0,
        }
    }

    /// Whether there is nothing to see. Such a word cannot be placed.
    pub fn is_empty(&self) -> bool {
        self.bands.is_empty()
    }

    /// Raster pixels per em.
    pub(crate) fn em(&self) -> f32 {
        self.em
    }

    pub(crate) fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// What a raster pixel measures in CSS pixels when the font size is `size`.
    pub(crate) fn unit(&self, size: f32) -> f32 {
        size / self.em
    }

    /// The tight box of the ink in raster pixels.
    pub(crate) fn bounds(&self) -> Band {
        let mut bands = self.bands.iter();
        let mut bounds = bands.next().copied().unwrap_or_default();
        for band in bands {
            bounds = hull(bounds, *band);
        }
        bounds
    }

    /// Width and height of the ink in em.
    pub(crate) fn extent(&self) -> (f32, f32) {
        let ink = self.bounds();
        (
            (ink.right - ink.left) / self.em,
            (ink.bottom - ink.top) / self.em,
        )
    }
}

/// The box around two.
pub(crate) fn hull(a: Band, b: Band) -> Band {
    Band {
        top: a.top.min(b.top),
        bottom: a.bottom.max(b.bottom),
        left: a.left.min(b.left),
        right: a.right.max(b.right),
    }
}

/// Leaves out the bands without ink, and closes what is blank between the others: it gets the hull of its neighbours, so that nothing fits
/// between the dot and the stem of an i.
fn close(bands: Vec<Band>) -> Vec<Band> {
    let mut closed: Vec<Band> = Vec::new();
    for band in bands {
        if band.left >= band.right {
            continue;
        }
        if let Some(above) = closed.last().copied()
            && above.bottom < band.top
        {
            let (top, bottom) = (above.bottom, band.top);
            closed.push(Band {
                top,
                bottom,
                ..hull(above, band)
            });
        }
        closed.push(band);
    }
    closed
}
