//! Public keys from PEM files: the two shapes of a `SubjectPublicKeyInfo` that the hub takes.

use rustls::pki_types::SubjectPublicKeyInfoDer;
use rustls::pki_types::pem::PemObject as _;

/// DER's tags for the parts of a public key.
const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;

/// What comes before the key's bits: the algorithm, as DER. RFC 8017 (with its NULL) and RFC 8410.
const RSA: &[u8] = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
const ED25519: &[u8] = b"\x30\x05\x06\x03\x2b\x65\x70";

/// Bytes in an Ed25519 key.
const ED25519_LEN: usize = 32;

/// The numbers of an RSA key, big-endian, without leading zeros.
#[derive(Debug, PartialEq, Eq)]
pub struct RsaKey {
    pub modulus: Vec<u8>,
    pub exponent: Vec<u8>,
}

/// The RSA key in a PEM file.
pub fn rsa(pem: &[u8]) -> Option<RsaKey> {
    let info = SubjectPublicKeyInfoDer::from_pem_slice(pem).ok()?;
    let key = whole(SEQUENCE, bits(&info, RSA)?)?;
    let (modulus, rest) = value(INTEGER, key)?;
    let exponent = whole(INTEGER, rest)?;
    Some(RsaKey {
        modulus: unsigned(modulus)?,
        exponent: unsigned(exponent)?,
    })
}

/// The Ed25519 key in a PEM file.
pub fn ed25519(pem: &[u8]) -> Option<Vec<u8>> {
    let info = SubjectPublicKeyInfoDer::from_pem_slice(pem).ok()?;
    let key = bits(&info, ED25519)?;
    (key.len() == ED25519_LEN).then(|| key.to_vec())
}

/// The bits of a key of this algorithm.
fn bits<'a>(info: &'a [u8], algorithm: &[u8]) -> Option<&'a [u8]> {
    let rest = whole(SEQUENCE, info)?.strip_prefix(algorithm)?;
    // A key is whole bytes: no bits of its last byte are unused.
    whole(BIT_STRING, rest)?.strip_prefix(&[0])
}

/// A number that is not negative.
fn unsigned(bytes: &[u8]) -> Option<Vec<u8>> {
    let first = bytes.first()?;
    (*first < 0x80).then(|| bytes.strip_prefix(&[0]).unwrap_or(bytes).to_vec())
}

/// The value with this tag, where nothing comes after it.
fn whole(tag: u8, der: &[u8]) -> Option<&[u8]> {
    let (value, rest) = value(tag, der)?;
    rest.is_empty().then_some(value)
}

/// The value with this tag that comes first, and the rest.
fn value(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (found, rest) = der.split_first()?;
    let (length, rest) = rest.split_first()?;
    let (length, rest) = match *length {
        short @ 0..=0x7f => (usize::from(short), rest),
        0x81 => {
            let (length, rest) = rest.split_first()?;
            (usize::from(*length), rest)
        }
        0x82 => {
            let (length, rest) = rest.split_first_chunk()?;
            (usize::from(u16::from_be_bytes(*length)), rest)
        }
        _ => return None,
    };
    (*found == tag)
        .then(|| rest.split_at_checked(length))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    fn pem(der: &[u8]) -> String {
        let text = STANDARD.encode(der);
        format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n")
    }

    fn der(tag: u8, value: &[u8]) -> Vec<u8> {
        let length = u16::try_from(value.len()).unwrap();
        let mut der = vec![tag, 0x82];
        der.extend_from_slice(&length.to_be_bytes());
        der.extend_from_slice(value);
        der
    }

    fn rsa_der(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
        let key = [der(INTEGER, modulus), der(INTEGER, exponent)].concat();
        let bits = [vec![0], der(SEQUENCE, &key)].concat();
        der(SEQUENCE, &[RSA, &der(BIT_STRING, &bits)].concat())
    }

    #[test]
    fn both_shapes_are_read() {
        let modulus = [&[0][..], &[0xab; 256]].concat();
        let key = rsa(pem(&rsa_der(&modulus, &[1, 0, 1])).as_bytes()).unwrap();
        assert_eq!(key.modulus, [0xab; 256]);
        assert_eq!(key.exponent, [1, 0, 1]);
        // RFC 8410, section 10.1.
        let example = "-----BEGIN PUBLIC KEY-----\n\
                       MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n\
                       -----END PUBLIC KEY-----\n";
        let key = ed25519(example.as_bytes()).unwrap();
        assert_eq!(key[..4], [0x19, 0xbf, 0x44, 0x09]);
        assert!(rsa(example.as_bytes()).is_none());
    }

    #[test]
    fn what_is_no_public_key_is_refused() {
        let good = rsa_der(&[1; 256], &[3]);
        assert!(rsa(pem(&good).as_bytes()).is_some());
        let negative = rsa_der(&[0xab; 256], &[3]);
        let more = [good.clone(), vec![0]].concat();
        for der in [&negative, &more, &good[..good.len() - 1], &good[4..]] {
            assert!(rsa(pem(der).as_bytes()).is_none());
        }
        let private = pem(&good).replace("PUBLIC KEY", "PRIVATE KEY");
        assert!(rsa(private.as_bytes()).is_none());
    }

    proptest! {
        #[test]
        fn no_file_brings_the_hub_down(bytes: Vec<u8>, place in 0..280_usize, byte: u8) {
            rsa(&bytes);
            ed25519(pem(&bytes).as_bytes());
            let mut der = rsa_der(&[1; 256], &[3]);
            if let Some(at) = der.get_mut(place) {
                *at = byte;
            }
            rsa(pem(&der).as_bytes());
        }
    }
}
