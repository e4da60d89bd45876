//! TLS on the hub's own listener, for an intranet that has no proxy in front of it.
//!
//! The certificate can be read anew while the hub serves: connections that are open go on under the old one.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::config::TlsConfig;

/// The only version that the hub speaks, so that clients do not offer another.
const HTTP: &[u8] = b"http/1.1";

/// Why there is no TLS to serve with.
#[derive(Debug)]
pub enum TlsError {
    /// A file cannot be read, or holds no such thing in PEM.
    File(PathBuf, pem::Error),
    /// The files do not fit each other.
    Unfit(rustls::Error),
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Unfit(error) => write!(f, "certificate and key of TLS: {error}"),
        }
    }
}

impl std::error::Error for TlsError {}

/// What connections are encrypted with.
pub struct Tls {
    config: TlsConfig,
    acceptor: RwLock<TlsAcceptor>,
}

impl Tls {
    /// Reads certificate and key.
    pub fn open(config: TlsConfig) -> Result<Self, TlsError> {
        let acceptor = RwLock::new(acceptor(&config)?);
        Ok(Self { config, acceptor })
    }

    /// Reads them anew. Where that fails, those read before stay.
    ///
    /// # Errors
    /// [`TlsError`], naming the file.
    pub fn reload(&self) -> Result<(), TlsError> {
        let acceptor = acceptor(&self.config)?;
        let mut current = self.acceptor.write();
        **current
            .as_mut()
            .unwrap_or_else(|poisoned| poisoned.get_mut()) = acceptor;
        Ok(())
    }

    /// Agrees with the client on how to speak.
    pub async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        let acceptor = self
            .acceptor
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        acceptor.accept(stream).await
    }
}

fn acceptor(config: &TlsConfig) -> Result<TlsAcceptor, TlsError> {
    let wrong = |path: &PathBuf| {
        let path = path.clone();
        move |error| TlsError::File(path, error)
    };
    let chain = CertificateDer::pem_file_iter(&config.certificate);
    let chain = chain.and_then(|chain| chain.collect::<Result<Vec<_>, _>>());
    let chain = chain.map_err(wrong(&config.certificate))?;
    let key = PrivateKeyDer::from_pem_file(&config.key).map_err(wrong(&config.key))?;
    let server = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key));
    let mut server = server.map_err(TlsError::Unfit)?;
    server.alpn_protocols = vec![HTTP.to_vec()];
    Ok(TlsAcceptor::from(Arc::new(server)))
}
