//! The hub's own certificate: `[tls]`.

use std::path::PathBuf;

use super::settings::Settings;

/// The hub's own certificate, for where no proxy in front has one.
#[derive(Clone, Debug)]
pub struct TlsConfig {
    /// A PEM file with the certificate, and those that vouch for it.
    pub certificate: PathBuf,
    /// A PEM file with its private key.
    pub key: PathBuf,
}

impl TlsConfig {
    pub(super) fn read(settings: &mut Settings) -> Option<Self> {
        let (certificate, key) = ("tls.certificate_file", "tls.key_file");
        let files = (settings.path(certificate), settings.path(key));
        match files {
            (Some(certificate), Some(key)) => Some(Self { certificate, key }),
            (None, None) => None,
            (Some(_), None) => {
                settings.fault(key, "is missing: the certificate needs its key");
                None
            }
            (None, Some(_)) => {
                settings.fault(certificate, "is missing: the key needs its certificate");
                None
            }
        }
    }
}
