//! Whoever signs tokens: a host page, or an OpenID provider.

use std::path::Path;
use std::sync::OnceLock;
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{self, KeyPair as _};
use ring::{hmac, rand::SecureRandom as _};
use rsa::pkcs8::{EncodePrivateKey as _, EncodePublicKey as _, LineEnding};
use serde_json::{Value, json};

/// A key to sign with.
pub enum Signer {
    Hs256(Vec<u8>),
    Rs256(Box<Rsa>),
    EdDsa(signature::Ed25519KeyPair),
}

pub struct Rsa {
    pair: signature::RsaKeyPair,
    pub pem: String,
}

/// The key's DER up to its bits (RFC 8410).
const ED25519: &[u8] = b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00";

impl Signer {
    pub fn hs256() -> Self {
        let mut secret = vec![0; 32];
        SystemRandom::new().fill(&mut secret).unwrap();
        // Letters, because the line end of a secret's file is no part of it.
        let letters = secret.iter().map(|byte| b'a' + byte % 26);
        Self::Hs256(letters.collect())
    }

    pub fn rs256() -> Self {
        let key = rsa_key(2_048);
        let pem = key.to_public_key().to_public_key_pem(LineEnding::LF);
        let pair = key.to_pkcs8_der().unwrap();
        Self::Rs256(Box::new(Rsa {
            pair: signature::RsaKeyPair::from_pkcs8(pair.as_bytes()).unwrap(),
            pem: pem.unwrap(),
        }))
    }

    /// One RSA key for all tests that only need some: making one takes a while.
    pub fn some_rs256() -> &'static Self {
        static KEY: OnceLock<Signer> = OnceLock::new();
        KEY.get_or_init(Self::rs256)
    }

    pub fn ed_dsa() -> Self {
        let pair = signature::Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Self::EdDsa(signature::Ed25519KeyPair::from_pkcs8(pair.as_ref()).unwrap())
    }

    pub fn algorithm(&self) -> &'static str {
        match self {
            Self::Hs256(_) => "HS256",
            Self::Rs256(_) => "RS256",
            Self::EdDsa(_) => "EdDSA",
        }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Hs256(secret) => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
                hmac::sign(&key, message).as_ref().to_vec()
            }
            Self::Rs256(rsa) => {
                let mut signed = vec![0; rsa.pair.public().modulus_len()];
                let padding = &signature::RSA_PKCS1_SHA256;
                let random = SystemRandom::new();
                rsa.pair
                    .sign(padding, &random, message, &mut signed)
                    .unwrap();
                signed
            }
            Self::EdDsa(pair) => pair.sign(message).as_ref().to_vec(),
        }
    }

    /// A token with this head and these claims.
    pub fn token_with(&self, head: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(head), part(claims));
        let signed = URL_SAFE_NO_PAD.encode(self.sign(message.as_bytes()));
        format!("{message}.{signed}")
    }

    /// A token with these claims, as an honest library makes it.
    pub fn token(&self, id: Option<&str>, claims: &Value) -> String {
        let mut head = json!({ "typ": "JWT", "alg": self.algorithm() });
        if let Some(id) = id {
            head["kid"] = id.into();
        }
        self.token_with(&head, claims)
    }

    /// The file in which an operator gives the hub the key.
    pub fn write(&self, path: &Path) {
        match self {
            Self::Hs256(secret) => write_private(path, secret),
            _ => std::fs::write(path, self.public_pem()).unwrap(),
        }
    }

    pub fn public_pem(&self) -> String {
        match self {
            Self::Hs256(_) => panic!("a secret is not public"),
            Self::Rs256(rsa) => rsa.pem.clone(),
            Self::EdDsa(pair) => {
                let der = STANDARD.encode([ED25519, pair.public_key().as_ref()].concat());
                format!("-----BEGIN PUBLIC KEY-----\n{der}\n-----END PUBLIC KEY-----\n")
            }
        }
    }

    /// The key in a JWK set.
    pub fn jwk(&self, id: &str) -> Value {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let mut jwk = match self {
            Self::Hs256(secret) => json!({ "kty": "oct", "k": text(secret) }),
            Self::Rs256(rsa) => {
                let key = signature::RsaPublicKeyComponents::<Vec<u8>>::from(rsa.pair.public());
                json!({ "kty": "RSA", "n": text(&key.n), "e": text(&key.e) })
            }
            Self::EdDsa(pair) => {
                let x = text(pair.public_key().as_ref());
                json!({ "kty": "OKP", "crv": "Ed25519", "x": x })
            }
        };
        jwk["kid"] = id.into();
        jwk["alg"] = self.algorithm().into();
        jwk["use"] = "sig".into();
        jwk
    }
}

fn rsa_key(bits: usize) -> rsa::RsaPrivateKey {
    rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, bits).unwrap()
}

/// The PEM of a key that nobody should trust any more.
pub fn weak_rsa_pem() -> String {
    let key = rsa_key(1_024).to_public_key();
    key.to_public_key_pem(LineEnding::LF).unwrap()
}

/// A file that nobody else can read.
pub fn write_private(path: &Path, bytes: &[u8]) {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = std::fs::OpenOptions::new();
    let options = options.write(true).create(true).truncate(true).mode(0o600);
    options.open(path).unwrap().write_all(bytes).unwrap();
}

/// Seconds since 1970.
pub fn now() -> i64 {
    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap();
    i64::try_from(now.as_secs()).unwrap()
}
