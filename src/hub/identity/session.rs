//! Sessions: the hub's own signature over who somebody is, so that checking one needs no store and no
//! public key. A session says nothing about the person, and the hub keeps no list of those it issued.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::Mac as _;

use super::reader::{ID_LEN, Reader};
use crate::key::{KeyRing, Keyed};

/// How long an anonymous reader is known, in seconds: 400 days, as long as browsers keep anything.
pub const ANONYMOUS_LIFE: u64 = 400 * 24 * 3_600;

/// How long a session of somebody who signed on lasts, in seconds: 12 hours.
pub const VERIFIED_LIFE: u64 = 12 * 3_600;

/// How long such a session may be renewed, in seconds: a week. Whoever left the company then cannot
/// sign on again.
pub const RENEWAL_LIFE: u64 = 7 * 24 * 3_600;

/// The layout of the first release: anonymous readers only, without a time of expiry.
const VERSION_1: u8 = 1;
const VERSION_2: u8 = 2;

const MAC_LEN: usize = 32;

/// Version, identity, time of issue.
const SIGNED_1: usize = 1 + ID_LEN + 8;

/// Version, identity, whether verified, time of signing on, time of expiry.
const SIGNED_2: usize = 1 + ID_LEN + 1 + 8 + 8;

/// Characters in the longest token there can be.
const MAX_TOKEN: usize = (SIGNED_2 + MAC_LEN) * 4 / 3;

/// Who somebody is, for how long. Times are in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    pub reader: Reader,
    /// When the reader proved who they are; renewing does not change it.
    pub signed_on: u64,
    pub expires: u64,
}

impl Session {
    /// A session that begins now.
    pub fn begin(reader: Reader, now: u64) -> Self {
        let life = if reader.verified {
            VERIFIED_LIFE
        } else {
            ANONYMOUS_LIFE
        };
        Self {
            reader,
            signed_on: now,
            expires: now.saturating_add(life),
        }
    }

    /// The same session for longer.
    pub fn renew(self, now: u64) -> Self {
        let Self { expires, .. } = Self::begin(self.reader, now);
        let last = self.signed_on.saturating_add(RENEWAL_LIFE);
        let expires = if self.reader.verified {
            expires.min(last)
        } else {
            expires
        };
        Self {
            expires: expires.max(self.expires),
            ..self
        }
    }
}

/// Signs sessions and checks them.
pub struct Sessions {
    signing: Keyed,
    /// The keys whose sessions are taken, the signing key's first.
    taken: Vec<Keyed>,
}

impl Sessions {
    /// Signs with the newest key, and takes what older ones signed where `older` says so.
    pub fn new(keys: &KeyRing, older: bool) -> Self {
        let purpose = "groundswell reader credential";
        let signing = keys.newest().derive(purpose);
        let before = keys.older().iter().filter(|_| older);
        let before = before.map(|key| key.derive(purpose));
        Self {
            taken: [signing.clone()].into_iter().chain(before).collect(),
            signing,
        }
    }

    /// The token that stands for the session.
    pub fn sign(&self, session: &Session) -> String {
        let mut bytes = Vec::with_capacity(SIGNED_2 + MAC_LEN);
        bytes.push(VERSION_2);
        bytes.extend_from_slice(&session.reader.id);
        bytes.push(session.reader.verified.into());
        bytes.extend_from_slice(&session.signed_on.to_be_bytes());
        bytes.extend_from_slice(&session.expires.to_be_bytes());
        let mac = self.signing.clone().chain_update(&bytes).finalize();
        bytes.extend_from_slice(&mac.into_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The session that this hub gave `token` for, unless it has expired. Takes the same time for every
    /// wrong signature.
    pub fn verify(&self, token: &str, now: u64) -> Option<Session> {
        if token.len() > MAX_TOKEN {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (signed, mac) = bytes.split_last_chunk::<MAC_LEN>()?;
        let signs = |key: &&Keyed| {
            let signing = (*key).clone().chain_update(signed);
            signing.verify_slice(mac).is_ok()
        };
        self.taken.iter().find(signs)?;
        let session = read(signed)?;
        (now < session.expires).then_some(session)
    }
}

/// What was signed, in either layout.
fn read(signed: &[u8]) -> Option<Session> {
    let (version, rest) = signed.split_first()?;
    let (id, rest) = rest.split_first_chunk::<ID_LEN>()?;
    let (verified, rest) = match *version {
        VERSION_1 if signed.len() == SIGNED_1 => (false, rest),
        VERSION_2 if signed.len() == SIGNED_2 => {
            let (verified, rest) = rest.split_first()?;
            (*verified == 1, rest)
        }
        _ => return None,
    };
    let (signed_on, rest) = rest.split_first_chunk()?;
    let signed_on = u64::from_be_bytes(*signed_on);
    let expires = rest.first_chunk().map(|time| u64::from_be_bytes(*time));
    Some(Session {
        reader: Reader { id: *id, verified },
        signed_on,
        expires: expires.unwrap_or(signed_on.saturating_add(ANONYMOUS_LIFE)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: u64 = 1_800_000_000;

    fn sessions(keys: &[u8]) -> Sessions {
        Sessions::new(&KeyRing::of_bytes(keys), true)
    }

    fn session(verified: bool) -> Session {
        let id = [3; ID_LEN];
        Session::begin(Reader { id, verified }, NOW)
    }

    fn sign_1(sessions: &Sessions, issued: u64) -> String {
        let mut bytes = vec![VERSION_1];
        bytes.extend_from_slice(&[3; ID_LEN]);
        bytes.extend_from_slice(&issued.to_be_bytes());
        let mac = sessions.signing.clone().chain_update(&bytes).finalize();
        bytes.extend_from_slice(&mac.into_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    #[test]
    fn a_session_is_good_until_it_expires() {
        let sessions = sessions(&[1]);
        for (verified, life) in [(true, VERIFIED_LIFE), (false, ANONYMOUS_LIFE)] {
            let session = session(verified);
            let token = sessions.sign(&session);
            assert_eq!(token.len(), MAX_TOKEN);
            assert_eq!(sessions.verify(&token, NOW), Some(session));
            assert_eq!(sessions.verify(&token, NOW + life - 1), Some(session));
            assert_eq!(sessions.verify(&token, NOW + life), None);
        }
    }

    #[test]
    fn tokens_of_the_first_release_are_anonymous_and_last_400_days() {
        let sessions = sessions(&[1]);
        let token = sign_1(&sessions, NOW);
        let read = sessions.verify(&token, NOW + ANONYMOUS_LIFE - 1).unwrap();
        assert_eq!(read.reader, session(false).reader);
        assert_eq!(sessions.verify(&token, NOW + ANONYMOUS_LIFE), None);
    }

    #[test]
    fn an_older_keys_sessions_are_taken_until_the_operator_says_no() {
        let token = sessions(&[1]).sign(&session(false));
        assert!(sessions(&[2, 1]).verify(&token, NOW).is_some());
        let newest = Sessions::new(&KeyRing::of_bytes(&[2, 1]), false);
        assert!(newest.verify(&token, NOW).is_none());
        assert!(sessions(&[2]).verify(&token, NOW).is_none());
        let token = sessions(&[2, 1]).sign(&session(false));
        assert!(sessions(&[2]).verify(&token, NOW).is_some());
    }

    #[test]
    fn renewing_keeps_who_it_is_and_ends_a_week_after_signing_on() {
        let mut now = NOW;
        let mut renewed = session(true);
        for _ in 0..20 {
            now = renewed.expires - 1;
            renewed = renewed.renew(now);
        }
        assert_eq!(renewed.expires, NOW + RENEWAL_LIFE);
        assert_eq!(renewed.reader, session(true).reader);
        let anonymous = session(false).renew(now);
        assert_eq!(anonymous.expires, now + ANONYMOUS_LIFE);
    }

    #[test]
    fn renewing_never_shortens() {
        assert_eq!(session(true).renew(NOW - 60), session(true));
    }

    #[test]
    fn a_later_layout_is_not_taken_for_this_one() {
        let sessions = sessions(&[1]);
        for (version, signed) in [(3, SIGNED_2), (1, SIGNED_2), (2, SIGNED_1), (2, 1)] {
            let mut bytes = vec![u8::MAX; signed];
            bytes[0] = version;
            let mac = sessions.signing.clone().chain_update(&bytes).finalize();
            bytes.extend_from_slice(&mac.into_bytes());
            let token = URL_SAFE_NO_PAD.encode(bytes);
            assert_eq!(sessions.verify(&token, NOW), None, "{version} {signed}");
        }
    }

    proptest! {
        #[test]
        fn reading_a_token_never_panics(token in "\\PC{0,100}") {
            prop_assert!(sessions(&[1]).verify(&token, NOW).is_none());
        }

        #[test]
        fn only_what_was_signed_is_taken(
            id: [u8; ID_LEN], verified: bool, place in 0..SIGNED_2 + MAC_LEN, flip in 1..=255_u8,
        ) {
            let sessions = sessions(&[1]);
            let session = Session::begin(Reader { id, verified }, NOW);
            let token = sessions.sign(&session);
            prop_assert_eq!(sessions.verify(&token, NOW), Some(session));
            let mut bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
            bytes[place] ^= flip;
            prop_assert_eq!(sessions.verify(&URL_SAFE_NO_PAD.encode(&bytes), NOW), None);
            bytes.truncate(place);
            prop_assert_eq!(sessions.verify(&URL_SAFE_NO_PAD.encode(bytes), NOW), None);
        }
    }
}
