//! Signed tokens of others (JWT, RFC 7519): checked against keys that the operator or the pinned
//! provider gave, never against anything that the token says of itself.

use std::fmt;

use jsonwebtoken::jwk::{
    AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm, PublicKeyUse,
};
use jsonwebtoken::{Algorithm, DecodingKey, DecodingKeyKind, Validation, decode, decode_header};
use serde::Deserialize;

use super::signatures;

/// Fewest bytes in a shared secret: as many as its hash has (RFC 7518, section 3.2).
pub const MIN_SECRET: usize = 32;

/// Fewest and most bits in an RSA key.
pub const MIN_RSA_BITS: usize = 2_048;
const MAX_RSA_BITS: usize = 8_192;

const ED25519_LEN: usize = 32;

/// A key, the one algorithm that it is for, and the name by which tokens ask for it.
pub struct TokenKey {
    id: Option<String>,
    algorithm: Algorithm,
    key: DecodingKey,
}

/// Why something cannot be a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// The secret can be guessed.
    ShortSecret,
    /// The RSA key has too few bits, or more than anybody needs.
    RsaBits(usize),
    /// It is a key of another kind, or none.
    Unknown,
}

impl fmt::Display for KeyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ShortSecret => write!(f, "a shared secret has at least {MIN_SECRET} bytes"),
            Self::RsaBits(bits) => write!(
                f,
                "the RSA key has {bits} bits, not {MIN_RSA_BITS} to {MAX_RSA_BITS}"
            ),
            Self::Unknown => f.write_str("it is no key of the kind that was expected"),
        }
    }
}

impl TokenKey {
    /// A secret that the signer shares, for HS256.
    pub fn secret(id: Option<String>, secret: &[u8]) -> Result<Self, KeyFault> {
        Self::new(id, Algorithm::HS256, DecodingKey::from_secret(secret))
    }

    /// A public key for RS256, by its numbers.
    pub fn rsa(id: Option<String>, modulus: &[u8], exponent: &[u8]) -> Result<Self, KeyFault> {
        let key = DecodingKey::from_rsa_raw_components(modulus, exponent);
        Self::new(id, Algorithm::RS256, key)
    }

    /// A public key for EdDSA, by its bytes.
    pub fn ed25519(id: Option<String>, public: &[u8]) -> Result<Self, KeyFault> {
        Self::new(id, Algorithm::EdDSA, DecodingKey::from_ed_der(public))
    }

    /// A key of a JWK set.
    pub fn jwk(jwk: &Jwk) -> Result<Self, KeyFault> {
        if !matches!(
            jwk.common.public_key_use,
            None | Some(PublicKeyUse::Signature)
        ) {
            return Err(KeyFault::Unknown);
        }
        let algorithm = match &jwk.algorithm {
            AlgorithmParameters::OctetKey(_) => Algorithm::HS256,
            AlgorithmParameters::RSA(_) => Algorithm::RS256,
            AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
                Algorithm::EdDSA
            }
            _ => return Err(KeyFault::Unknown),
        };
        let named = match jwk.common.key_algorithm {
            None => Some(algorithm),
            Some(KeyAlgorithm::HS256) => Some(Algorithm::HS256),
            Some(KeyAlgorithm::RS256) => Some(Algorithm::RS256),
            Some(KeyAlgorithm::EdDSA) => Some(Algorithm::EdDSA),
            Some(_) => None,
        };
        if named != Some(algorithm) {
            return Err(KeyFault::Unknown);
        }
        let key = DecodingKey::from_jwk(jwk).map_err(|_| KeyFault::Unknown)?;
        Self::new(jwk.common.key_id.clone(), algorithm, key)
    }

    fn new(id: Option<String>, algorithm: Algorithm, key: DecodingKey) -> Result<Self, KeyFault> {
        match (algorithm, key.kind()) {
            (Algorithm::HS256, DecodingKeyKind::SecretOrDer(secret)) => {
                if secret.len() < MIN_SECRET {
                    return Err(KeyFault::ShortSecret);
                }
            }
            (Algorithm::RS256, DecodingKeyKind::RsaModulusExponent { n, .. }) => {
                let bits = bits(n);
                if !(MIN_RSA_BITS..=MAX_RSA_BITS).contains(&bits) {
                    return Err(KeyFault::RsaBits(bits));
                }
            }
            (Algorithm::EdDSA, DecodingKeyKind::SecretOrDer(public)) => {
                if public.len() != ED25519_LEN {
                    return Err(KeyFault::Unknown);
                }
            }
            _ => return Err(KeyFault::Unknown),
        }
        Ok(Self { id, algorithm, key })
    }

    /// Whether a token that names this key, or none, may be signed with it; `among` keys.
    fn answers_to(&self, name: Option<&str>, among: usize) -> bool {
        match name {
            Some(name) => self.id.as_deref() == Some(name),
            None => self.id.is_none() || among == 1,
        }
    }

    /// Whether anybody who knows the key can sign with it.
    pub fn is_secret(&self) -> bool {
        self.algorithm == Algorithm::HS256
    }
}

fn bits(number: &[u8]) -> usize {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let first = number.get(zeros).map_or(0, |byte| byte.leading_zeros());
    (number.len() - zeros) * 8 - first as usize
}

/// The keys of a JWK set that the hub can use; the others are for others.
pub fn keys_of_set(set: &[u8]) -> Result<Vec<TokenKey>, serde_json::Error> {
    let set: JwkSet = serde_json::from_slice(set)?;
    Ok(set
        .keys
        .iter()
        .filter_map(|jwk| TokenKey::jwk(jwk).ok())
        .collect())
}

/// Why a token is not taken. Says nothing about whom it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    TooLong,
    Malformed,
    /// It asks for a key that the hub does not have.
    UnknownKey,
    /// It says that it was signed in another way than its key is for.
    OtherAlgorithm,
    /// It wants something understood that the hub does not know.
    Critical,
    BadSignature,
    Expired,
    NotYetValid,
    TooLongLived,
    OtherIssuer,
    OtherAudience,
    MissingClaim,
    #[cfg(feature = "oidc")]
    OtherNonce,
    UnfitSubject,
}

/// What a token must be.
pub struct Rules {
    pub issuer: String,
    pub audience: String,
    /// Seconds by which clocks may differ.
    pub skew: u64,
    /// Characters in the longest token.
    pub max_len: usize,
    /// Most seconds between the time of issue, or now where the token has none, and expiry.
    pub max_life: Option<u64>,
}

/// What a token says, once it was found good.
#[derive(Deserialize)]
pub struct Claims {
    pub sub: String,
    iss: String,
    exp: f64,
    iat: Option<f64>,
    #[cfg(feature = "oidc")]
    pub nonce: Option<String>,
    #[cfg(feature = "oidc")]
    azp: Option<String>,
    #[cfg(feature = "oidc")]
    aud: serde_json::Value,
}

#[cfg(feature = "oidc")]
impl Claims {
    /// Whether the token was made for this client of the provider, not only for it to see (OpenID Connect
    /// Core 1.0, section 3.1.3.7).
    pub fn is_for_client(&self, client: &str) -> bool {
        let alone = self.aud.as_array().is_none_or(|all| all.len() == 1);
        match self.azp.as_deref() {
            Some(azp) => azp == client,
            None => alone,
        }
    }
}

impl Rules {
    /// What `token` says, if one of the keys signed it and all that must hold does. `now` is in seconds
    /// since 1970.
    pub fn check(&self, keys: &[TokenKey], token: &str, now: u64) -> Result<Claims, Refusal> {
        if token.len() > self.max_len {
            return Err(Refusal::TooLong);
        }
        signatures::install();
        let header = decode_header(token).map_err(refusal)?;
        if header.crit.is_some() {
            return Err(Refusal::Critical);
        }
        let mut named = keys
            .iter()
            .filter(|key| key.answers_to(header.kid.as_deref(), keys.len()))
            .peekable();
        if named.peek().is_none() {
            return Err(Refusal::UnknownKey);
        }
        let mut refused = Refusal::BadSignature;
        for key in named {
            match self.check_with(key, token, now) {
                Ok(claims) => return Ok(claims),
                Err(why) => refused = why,
            }
        }
        Err(refused)
    }

    fn check_with(&self, key: &TokenKey, token: &str, now: u64) -> Result<Claims, Refusal> {
        let mut validation = Validation::new(key.algorithm);
        validation.leeway = self.skew;
        validation.validate_nbf = true;
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        let decoded = decode::<Claims>(token, &key.key, &validation);
        let claims = decoded.map_err(refusal)?.claims;
        // The library would take a list of issuers that has the right one among others.
        if claims.iss != self.issuer {
            return Err(Refusal::OtherIssuer);
        }
        self.check_times(&claims, now)?;
        Ok(claims)
    }

    fn check_times(&self, claims: &Claims, now: u64) -> Result<(), Refusal> {
        // Exact for every time there will be: 2^53 seconds.
        let (now, skew) = (now as f64, self.skew as f64);
        if claims.iat.is_some_and(|issued| issued > now + skew) {
            return Err(Refusal::NotYetValid);
        }
        let Some(most) = self.max_life else {
            return Ok(());
        };
        let life = claims.exp - claims.iat.unwrap_or(now);
        if life > most as f64 + skew {
            return Err(Refusal::TooLongLived);
        }
        Ok(())
    }
}

fn refusal(error: jsonwebtoken::errors::Error) -> Refusal {
    use jsonwebtoken::errors::ErrorKind as E;
    match error.kind() {
        E::InvalidSignature => Refusal::BadSignature,
        E::InvalidAlgorithm | E::InvalidAlgorithmName | E::UnsupportedAlgorithm => {
            Refusal::OtherAlgorithm
        }
        E::ExpiredSignature => Refusal::Expired,
        E::ImmatureSignature => Refusal::NotYetValid,
        E::InvalidIssuer => Refusal::OtherIssuer,
        E::InvalidAudience => Refusal::OtherAudience,
        E::MissingRequiredClaim(_) => Refusal::MissingClaim,
        _ => Refusal::Malformed,
    }
}
