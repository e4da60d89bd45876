//! The colours of words: what a lens weighs has a hue, and heavier words are further from the ground.
//!
//! OKLCH, so that steps of a ramp look even and one lightness has one contrast in every hue. The weakest
//! step keeps 4.5:1 against the panel's ground (WCAG 2.2, 1.4.3): lightness at most 0.55 on white, at
//! least 0.66 on the dark ground.

use groundswell_rank::Lens;

use crate::picture::Palette;

/// Steps from the lightest to the heaviest word.
const STEPS: u32 = 5;

/// Lightness and chroma in thousandths, from the lightest to the heaviest word.
const ON_LIGHT: [(u32, u32); 2] = [(550, 35), (420, 170)];
const ON_DARK: [(u32, u32); 2] = [(690, 35), (850, 130)];

/// The colours for `lens` on a light or dark ground; the system's own where the reader forces colours.
pub fn palette(lens: Lens, dark: bool, forced: bool) -> Palette {
    if forced {
        return Palette {
            ramp: vec!["CanvasText".to_owned()],
            strong: "LinkText".to_owned(),
        };
    }
    let hue = match lens {
        Lens::Frequent => 255,
        Lens::Trending => 305,
        Lens::Valued => 150,
        Lens::Divided => 25,
    };
    let [from, to] = if dark { ON_DARK } else { ON_LIGHT };
    let ramp = (0..STEPS).map(|step| {
        oklch(
            between(from.0, to.0, step),
            between(from.1, to.1, step),
            hue,
        )
    });
    let strong = if dark {
        oklch(830, 150, 75)
    } else {
        oklch(500, 180, 32)
    };
    Palette {
        ramp: ramp.collect(),
        strong,
    }
}

fn between(from: u32, to: u32, step: u32) -> u32 {
    (from * (STEPS - 1 - step) + to * step) / (STEPS - 1)
}

fn oklch(lightness: u32, chroma: u32, hue: u32) -> String {
    format!("oklch(0.{lightness:03} 0.{chroma:03} {hue})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ramps_run_from_weak_to_strong() {
        let light = palette(Lens::Frequent, false, false).ramp;
        assert_eq!(
            light.first().map(String::as_str),
            Some("oklch(0.550 0.035 255)")
        );
        assert_eq!(
            light.last().map(String::as_str),
            Some("oklch(0.420 0.170 255)")
        );
        assert_eq!(light.len(), 5);
    }

    #[test]
    fn each_lens_has_its_hue() {
        for (at, one) in Lens::ALL.into_iter().enumerate() {
            for other in Lens::ALL.into_iter().skip(at + 1) {
                assert_ne!(palette(one, true, false), palette(other, true, false));
            }
        }
    }

    #[test]
    fn forced_colours_are_the_systems() {
        assert_eq!(palette(Lens::Valued, true, true).ramp, ["CanvasText"]);
    }
}
