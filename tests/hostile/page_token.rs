//! Any token that a page may have signed: whoever has no key is nobody, whatever the token says, and
//! whoever has one is whom they name, within the rules.

use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};

use arbitrary::{Result, Unstructured};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use groundswell_hub::fuzzing::PageTokens;
use groundswell_hub::{KeyFile, KeyFormat, MAX_PAGE_TOKEN, PageTokenConfig};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use tempfile::TempDir;

/// Who signs, and for whom.
const ISSUER: &str = "https://forum.example";
const AUDIENCE: &str = "groundswell";

/// The name under which tokens may ask for the key.
const KEY_ID: &str = "spring";

const SECRET: &str = "a secret of the fuzz targets, longer than thirty-two bytes";

/// Seconds by which clocks may differ.
const SKEW: u64 = 60;

/// The longest session of a reader whom somebody vouches for, seconds.
const LONGEST: f64 = 43_200.0;

const NAMES: [&str; 12] = [
    "alg", "typ", "kid", "crit", "jku", "sub", "iss", "aud", "exp", "iat", "nbf", "name",
];

const VALUES: [&str; 10] = [
    "HS256", "none", "RS256", "EdDSA", "JWT", KEY_ID, ISSUER, AUDIENCE, "anna", "",
];

static TOKENS: LazyLock<(PageTokens, TempDir)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let tokens = PageTokens::open(&config(folder.path())).expect("a key");
    (tokens, folder)
});

/// How a hub takes these tokens, with its key in a file of this folder.
pub fn config(folder: &std::path::Path) -> PageTokenConfig {
    let path = folder.join("page-key");
    write_private(&path, SECRET);
    PageTokenConfig {
        issuer: ISSUER.into(),
        audience: AUDIENCE.into(),
        keys: vec![KeyFile {
            path,
            format: KeyFormat::Hs256,
            id: Some(KEY_ID.into()),
        }],
        skew: SKEW,
        people: None,
    }
}

/// Writes a secret so that only its owner can read it.
pub fn write_private(path: &std::path::Path, secret: &str) {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = std::fs::OpenOptions::new();
    let file = options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path);
    file.and_then(|mut file| file.write_all(secret.as_bytes()))
        .expect("a file of our own");
}

/// Now, as tokens tell the time.
pub fn unix_seconds() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

/// Takes the choices of which a token is made, or a token.
pub fn run(data: &[u8]) {
    let (tokens, _) = &*TOKENS;
    let now = unix_seconds();
    if let Ok(text) = std::str::from_utf8(data) {
        assert_eq!(tokens.subject(text, now), None, "nobody signed {text}");
    }
    let mut u = Unstructured::new(data);
    if let Ok(made) = made(&mut u, now) {
        let subject = tokens.subject(&made.text, now);
        if let Some(subject) = &subject {
            assert!(
                made.is_signed && is_good(&made, subject, now),
                "{subject} by {}",
                made.text
            );
        }
    }
}

/// A token, and what it was made of.
pub struct Made {
    /// As it is sent.
    pub text: String,
    is_signed: bool,
    claims: Value,
}

/// A token that is good or nearly so. `now` is in seconds since 1970.
pub fn made(u: &mut Unstructured<'_>, now: u64) -> Result<Made> {
    let names = NAMES.map(String::from);
    let values = VALUES.map(String::from);
    let mut header = json!({ "alg": "HS256", "typ": "JWT", "kid": KEY_ID });
    let mut claims = json!({
        "sub": "anna", "iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + 600,
    });
    for part in [&mut header, &mut claims] {
        match u.int_in_range(0..=5)? {
            0 => *part = crate::json::object(u, &names, &values)?,
            1 | 2 => {
                let name = u.choose(&NAMES)?.to_string();
                let value = if u.arbitrary()? {
                    let shift = u.int_in_range(-50_000_i64..=50_000)?;
                    Value::from(now.saturating_add_signed(shift))
                } else {
                    crate::json::any(u, &names, &values)?
                };
                part[name] = value;
            }
            3 => {
                let name = *u.choose(&NAMES)?;
                part.as_object_mut().map(|part| part.remove(name));
            }
            _ => {}
        }
    }
    let said = [&header, &claims].map(|part| BASE64.encode(part.to_string()));
    let said = said.join(".");
    let is_signed = !u.ratio(1, 4)?;
    let signature = if is_signed {
        sign(&said)
    } else {
        u.arbitrary::<&[u8]>()?.to_vec()
    };
    let text = format!("{said}.{}", BASE64.encode(signature));
    Ok(Made {
        text,
        is_signed,
        claims,
    })
}

/// A token that is taken.
pub fn good(now: u64) -> String {
    let header = json!({ "alg": "HS256", "kid": KEY_ID });
    let claims = json!({ "sub": "anna", "iss": ISSUER, "aud": AUDIENCE, "exp": now + 600 });
    let said = [header, claims].map(|part| BASE64.encode(part.to_string()));
    let said = said.join(".");
    format!("{said}.{}", BASE64.encode(sign(&said)))
}

fn sign(said: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any length will do");
    mac.update(said.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// Whether a token that was taken is within the rules.
fn is_good(made: &Made, subject: &str, now: u64) -> bool {
    let claims = &made.claims;
    let number = |name: &str| claims[name].as_f64();
    let (now, skew) = (now as f64, SKEW as f64);
    let audience = match &claims["aud"] {
        Value::Array(all) => all.iter().any(|one| one == AUDIENCE),
        one => one == AUDIENCE,
    };
    let issued = number("iat").unwrap_or(now);
    made.text.len() <= MAX_PAGE_TOKEN
        && claims["sub"] == subject
        && claims["iss"] == ISSUER
        && audience
        && issued <= now + skew
        && number("exp").is_some_and(|until| until - issued <= LONGEST + skew)
}
