//! Chance that is the same on every machine: numbers that follow from a seed alone.
//!
//! Integers are splitmix64's (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number
//! generators", OOPSLA 2014). Floats go through addition, multiplication, division and square root,
//! which IEEE 754 defines to the last bit, and through `libm`'s logarithm and exponential, which are made
//! of those; the standard library's own are the platform's, and differ in the last bits between them.
//!
//! The crates `rand` and `rand_distr` are absent because an order must outlive their versions (they promise
//! the same values for one only, and their small generator is another on 32 bits), and because a draw
//! needs one stream for each answer, which their Beta distribution does not offer.

/// What a draw follows from: who reads, on which day, and which post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed(u64, u64);

impl Seed {
    /// A seed for all posts that one reader sees on one day.
    ///
    /// `key` should be 16 bytes that nobody outside can foretell, such as the first of an HMAC, under a
    /// key that never leaves the hub, of the space, the reader and the number of the day: who could
    /// foretell draws could pick the addresses of posts that come first. For readers without a name the
    /// same without the reader.
    pub fn new(key: [u8; 16]) -> Self {
        Self::from(u128::from_le_bytes(key))
    }

    /// The seed for one post, by its identity: posts draw independently of each other.
    #[must_use]
    pub fn of_post(self, post: u128) -> Self {
        let Self(low, high) = Self::from(post);
        let first = mix(self.0 ^ mix(self.1 ^ low));
        Self(first, mix(self.1 ^ mix(first ^ high)))
    }

    /// The `number`th stream of chance for this seed.
    pub(crate) fn stream(self, number: u64) -> Stream {
        Stream(mix(self.0 ^ mix(self.1.wrapping_add(number))))
    }
}

impl From<u128> for Seed {
    fn from(key: u128) -> Self {
        Self(key as u64, (key >> 64) as u64)
    }
}

/// Numbers that follow from each other and look like chance.
#[derive(Clone, Copy)]
pub(crate) struct Stream(u64);

impl Stream {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// More than 0 and less than 1, in steps of 2^-53 from the middle of the first.
    pub fn uniform(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
        ((self.bits() >> 11) as f64 + 0.5) * STEP
    }

    /// Of mean 0 and variance 1, by Marsaglia's polar method (G. Marsaglia, T. Bray, "A convenient method
    /// for generating normal variables", SIAM Review 6, 1964): it needs no sine.
    fn normal(&mut self) -> f64 {
        loop {
            let (x, y) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let square = x * x + y * y;
            if square < 1.0 && square > 0.0 {
                return x * (-2.0 * libm::log(square) / square).sqrt();
            }
        }
    }

    /// Gamma distributed of `shape` more than 0 and scale 1 (G. Marsaglia, W. W. Tsang, "A simple method
    /// for generating gamma variables", ACM Transactions on Mathematical Software 26, 2000; shapes below
    /// 1 by the step at its end, from one more).
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let part = libm::exp(libm::log(self.uniform()) / shape);
            return part * self.gamma(shape + 1.0);
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = 1.0 + c * x;
            let u = self.uniform();
            if v > 0.0 {
                let (v, x2) = (v * v * v, x * x);
                // The first is the second seen from afar, without logarithms.
                if u < 1.0 - 0.0331 * x2 * x2
                    || libm::log(u) < 0.5 * x2 + d * (1.0 - v + libm::log(v))
                {
                    return d * v;
                }
            }
        }
    }
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
