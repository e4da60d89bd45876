//! What a browser keeps between leaving for the provider and coming back.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::Mac as _;
use sha2::{Digest as _, Sha256};

use crate::key::{Key, Keyed};

/// The cookie's name.
pub const COOKIE: &str = "groundswell-login";

/// How long somebody may take to sign on, in seconds.
pub const LIFE: u64 = 600;

const SEED_LEN: usize = 16;
const TIME_LEN: usize = 8;
const MAC_LEN: usize = 32;

/// Characters in the longest cookie that is read.
const MAX_COOKIE: usize = 1_024;

/// Makes the cookies and reads them.
pub struct States {
    signing: Keyed,
    naming: Keyed,
}

/// One way to the provider and back.
pub struct State {
    seed: [u8; SEED_LEN],
    naming: Keyed,
    /// The page that asked.
    pub origin: String,
}

impl States {
    pub fn new(key: &Key) -> Self {
        Self {
            signing: key.derive("groundswell login cookie"),
            naming: key.derive("groundswell login"),
        }
    }

    /// A new one, and the cookie's value.
    pub fn begin(&self, origin: &str, now: u64) -> (Result<State, getrandom::Error>, String) {
        let mut seed = [0; SEED_LEN];
        let random = getrandom::fill(&mut seed);
        let expires = now.saturating_add(LIFE).to_be_bytes();
        let mut bytes = [&seed[..], &expires, origin.as_bytes()].concat();
        let mac = self.signing.clone().chain_update(&bytes).finalize();
        bytes.extend_from_slice(&mac.into_bytes());
        let state = random.map(|()| self.state(seed, origin));
        (state, URL_SAFE_NO_PAD.encode(bytes))
    }

    fn state(&self, seed: [u8; SEED_LEN], origin: &str) -> State {
        State {
            seed,
            naming: self.naming.clone(),
            origin: origin.to_owned(),
        }
    }

    /// The one that this hub gave the cookie for, unless it is too old.
    pub fn read(&self, cookie: &str, now: u64) -> Option<State> {
        if cookie.len() > MAX_COOKIE {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(cookie).ok()?;
        let (signed, mac) = bytes.split_last_chunk::<MAC_LEN>()?;
        let signing = self.signing.clone().chain_update(signed);
        signing.verify_slice(mac).ok()?;
        let (seed, rest) = signed.split_first_chunk()?;
        let (expires, origin) = rest.split_first_chunk::<TIME_LEN>()?;
        let origin = std::str::from_utf8(origin).ok()?;
        (now < u64::from_be_bytes(*expires)).then(|| self.state(*seed, origin))
    }
}

impl State {
    fn derived(&self, purpose: &str) -> String {
        let naming = self.naming.clone().chain_update(self.seed);
        let hash = naming.chain_update(purpose).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode(hash)
    }

    /// What the provider gives back with its answer.
    pub fn name(&self) -> String {
        self.derived("state")
    }

    /// What the provider signs into its token.
    pub fn nonce(&self) -> String {
        self.derived("nonce")
    }

    /// What only the hub knows until it redeems the code (RFC 7636).
    pub fn verifier(&self) -> String {
        self.derived("verifier")
    }

    /// What the provider is told of it before.
    pub fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: u64 = 1_800_000_000;

    fn states(key: u8) -> States {
        States::new(&Key::of_bytes([key; 32]))
    }

    #[test]
    fn a_cookie_brings_back_what_was_begun() {
        let (begun, cookie) = states(1).begin("https://a.example", NOW);
        let begun = begun.unwrap();
        let read = states(1).read(&cookie, NOW + LIFE - 1).unwrap();
        assert_eq!(read.origin, "https://a.example");
        assert_eq!(read.name(), begun.name());
        assert_eq!(read.verifier(), begun.verifier());
        assert_eq!(read.verifier().len(), 43);
        let different = [read.name(), read.nonce(), read.verifier(), read.challenge()];
        for (n, one) in different.iter().enumerate() {
            assert!(!different[n + 1..].contains(one));
            assert!(!cookie.contains(one.as_str()));
        }
        assert!(states(1).read(&cookie, NOW + LIFE).is_none());
        assert!(states(2).read(&cookie, NOW).is_none());
        let (other, _) = states(1).begin("https://a.example", NOW);
        assert_ne!(other.unwrap().name(), begun.name());
    }

    proptest! {
        #[test]
        fn no_changed_cookie_is_read(place in 0..74_usize, flip in 1..=255_u8) {
            let (_, cookie) = states(1).begin("https://a.example:8", NOW);
            let mut bytes = URL_SAFE_NO_PAD.decode(&cookie).unwrap();
            bytes[place] ^= flip;
            prop_assert!(states(1).read(&URL_SAFE_NO_PAD.encode(&bytes), NOW).is_none());
            bytes.truncate(place);
            prop_assert!(states(1).read(&URL_SAFE_NO_PAD.encode(bytes), NOW).is_none());
        }
    }
}
