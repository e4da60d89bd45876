//! The colours of words: what a lens weighs has a hue, and heavier words are further from the ground.
//!
//! OKLCH, so that steps of a ramp look even and one lightness has about one contrast in every hue.
//! The weakest step keeps 4.5:1 against the panel's ground (WCAG 2.2, 1.4.3), as small words are its normal text.
//!
//! | | weakest | strongest | stands out | stands back |
//! | --- | --- | --- | --- | --- |
//! | on light | `0.550 0.035` | `0.420 0.170` | `0.220 0.030 255` | `0.655 0.010` |
//! | on dark | `0.660 0.030` | `0.830 0.120` | `0.970 0.030 95` | `0.525 0.010` |
//!
//! Words that stand back keep 3:1: they can still be chosen.
//! What stands out does so by its lightness: it is as far from each step of each ramp for those who see no red, no
//! green or no blue (tested by G. Machado, M. Oliveira, L. Fernandes, "A Physiologically-based Model for Simulation
//! of Color Vision Deficiency", IEEE TVCG 15, 2009). A word's weight is told by its size, and the lens by the
//! switch: no meaning is in the hue alone.

use groundswell_rank::Lens;

use crate::picture::Palette;

/// Steps from the lightest to the heaviest word.
const STEPS: u32 = 5;

/// Lightness and chroma in thousandths, from the lightest to the heaviest word.
const ON_LIGHT: [(u32, u32); 2] = [(550, 35), (420, 170)];
const ON_DARK: [(u32, u32); 2] = [(660, 30), (830, 120)];

/// The colours for `lens` on a light or dark ground; the system's own where the reader forces colours.
pub fn palette(lens: Lens, dark: bool, forced: bool) -> Palette {
    if forced {
        return Palette {
            ramp: vec!["CanvasText".to_owned()],
            strong: "LinkText".to_owned(),
            // The reader's own are the only ones sure to be readable: the chosen word alone is told.
            back: "CanvasText".to_owned(),
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
    let (strong, back) = if dark {
        (oklch(970, 30, 95), 525)
    } else {
        (oklch(220, 30, 255), 655)
    };
    Palette {
        ramp: ramp.collect(),
        strong,
        back: oklch(back, 10, hue),
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

    /// Linear sRGB.
    type Colour = [f64; 3];

    /// The panel's grounds, as in the style sheet.
    const GROUNDS: [(bool, [u8; 3]); 2] = [(false, [0xff; 3]), (true, [0x1a, 0x1d, 0x23])];

    /// Of Machado, Oliveira, Fernandes 2009 at full severity: who sees all, no red, no green, no blue.
    const VISIONS: [[[f64; 3]; 3]; 4] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ],
    ];

    fn times(matrix: &[[f64; 3]; 3], v: Colour) -> Colour {
        matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
    }

    /// By B. Ottosson, "A perceptual color space for image processing", 2020.
    fn from_oklch(css: &str) -> Colour {
        let numbers = css
            .strip_prefix("oklch(")
            .unwrap()
            .strip_suffix(')')
            .unwrap();
        let numbers: Vec<f64> = numbers.split(' ').map(|n| n.parse().unwrap()).collect();
        let [lightness, chroma, hue] = numbers[..] else {
            panic!("{css}")
        };
        let lab = [
            lightness,
            chroma * hue.to_radians().cos(),
            chroma * hue.to_radians().sin(),
        ];
        let lms = times(
            &[
                [1.0, 0.396_337_777_4, 0.215_803_757_3],
                [1.0, -0.105_561_345_8, -0.063_854_172_8],
                [1.0, -0.089_484_177_5, -1.291_485_548_0],
            ],
            lab,
        );
        times(
            &[
                [4.076_741_662_1, -3.307_711_591_3, 0.230_969_929_2],
                [-1.268_438_004_6, 2.609_757_401_1, -0.341_319_396_5],
                [-0.004_196_086_3, -0.703_418_614_7, 1.707_614_701_0],
            ],
            lms.map(|v| v * v * v),
        )
        // As screens of sRGB show what is beyond it.
        .map(|v| v.clamp(0.0, 1.0))
    }

    fn to_oklab(colour: Colour) -> Colour {
        let lms = times(
            &[
                [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
                [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
                [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
            ],
            colour,
        );
        times(
            &[
                [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
                [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
                [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
            ],
            lms.map(f64::cbrt),
        )
    }

    fn from_bytes(bytes: [u8; 3]) -> Colour {
        bytes.map(|byte| {
            let c = f64::from(byte) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        })
    }

    /// WCAG 2.2.
    fn contrast(one: Colour, other: Colour) -> f64 {
        let luminance = |c: Colour| 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2] + 0.05;
        let ratio = luminance(one) / luminance(other);
        ratio.max(1.0 / ratio)
    }

    /// How far two colours are apart for somebody, by OKLab; from about 0.02 on anybody sees that they differ.
    fn difference(vision: &[[f64; 3]; 3], one: Colour, other: Colour) -> f64 {
        let seen = |colour| to_oklab(times(vision, colour).map(|v| v.clamp(0.0, 1.0)));
        let (a, b) = (seen(one), seen(other));
        (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f64>().sqrt()
    }

    /// Each lens on each ground: its name, the ground, the ramp and what stands out.
    fn all() -> impl Iterator<Item = (String, Colour, Vec<Colour>, Colour)> {
        let of = |(dark, ground): (bool, [u8; 3]), lens: Lens| {
            let Palette { ramp, strong, .. } = palette(lens, dark, false);
            let ramp = ramp.iter().map(|css| from_oklch(css)).collect();
            let name = format!("{lens:?} on {}", if dark { "dark" } else { "light" });
            (name, from_bytes(ground), ramp, from_oklch(&strong))
        };
        let lenses = move |ground| Lens::ALL.into_iter().map(move |lens| of(ground, lens));
        GROUNDS.into_iter().flat_map(lenses)
    }

    #[test]
    fn the_conversion_is_that_of_css() {
        // CSS Color 4 has pure red as oklch(0.62796 0.25768 29.2339).
        let red = from_oklch("oklch(0.62796 0.25768 29.2339)");
        let off = |(is, wanted): (&f64, f64)| (is - wanted).abs();
        assert!(
            red.iter().zip([1.0, 0.0, 0.0]).all(|pair| off(pair) < 1e-3),
            "{red:?}"
        );
        let lab = to_oklab(red);
        assert!((lab[0] - 0.62796).abs() < 1e-4, "{lab:?}");
    }

    #[test]
    fn every_colour_can_be_read_on_its_ground() {
        for (name, ground, ramp, strong) in all() {
            for (step, colour) in ramp.into_iter().chain([strong]).enumerate() {
                let contrast = contrast(colour, ground);
                assert!(contrast >= 4.5, "{name}, step {step}: {contrast:.2}");
            }
        }
    }

    #[test]
    fn what_stands_back_is_seen_and_weaker_than_all_else() {
        for (dark, ground) in GROUNDS {
            for lens in Lens::ALL {
                let Palette { ramp, back, .. } = palette(lens, dark, false);
                let on_ground = |css: &String| contrast(from_oklch(css), from_bytes(ground));
                let least = ramp.iter().map(on_ground).fold(f64::INFINITY, f64::min);
                let back = on_ground(&back);
                assert!((3.0..least - 1.0).contains(&back), "{back:.2} {least:.2}");
            }
        }
    }

    #[test]
    fn what_stands_out_does_so_for_everybody() {
        for (name, _, ramp, strong) in all() {
            for (who, vision) in VISIONS.iter().enumerate() {
                for (step, colour) in ramp.iter().enumerate() {
                    let apart = difference(vision, *colour, strong);
                    assert!(
                        apart >= 0.1,
                        "{name}, step {step}, vision {who}: {apart:.3}"
                    );
                }
            }
        }
    }

    #[test]
    fn light_and_heavy_words_differ_for_everybody() {
        for (name, _, ramp, _) in all() {
            for (who, vision) in VISIONS.iter().enumerate() {
                let apart = difference(vision, ramp[0], ramp[ramp.len() - 1]);
                assert!(apart >= 0.1, "{name}, vision {who}: {apart:.3}");
            }
        }
    }

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
        let Palette { ramp, strong, back } = palette(Lens::Valued, true, true);
        assert_eq!(ramp, ["CanvasText"]);
        assert_eq!((strong.as_str(), back.as_str()), ("LinkText", "CanvasText"));
    }
}
