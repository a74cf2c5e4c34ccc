//! TLS connections to the mail server.

use std::io;
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::SetupError;

/// The trusted certificate authorities and the expected name of the server.
#[derive(Clone)]
pub(super) struct Tls {
    connector: TlsConnector,
    name: ServerName<'static>,
}

impl Tls {
    /// Trusts the authorities of this machine and those in a PEM file.
    pub fn new(host: &str, authority: Option<&Path>) -> Result<Self, SetupError> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if let Some(file) = authority {
            for certificate in read(file)? {
                let shown = file.display();
                roots.add(certificate).map_err(|error| {
                    SetupError(format!(
                        "the certificate file {shown} holds no valid certificate: {error}"
                    ))
                })?;
            }
        }
        let cannot = |why: &dyn std::fmt::Display| {
            SetupError(format!("TLS for the mail server cannot be set up: {why}"))
        };
        let config =
            ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .map_err(|error| cannot(&error))?
                .with_root_certificates(roots)
                .with_no_client_auth();
        let name = ServerName::try_from(host.to_owned()).map_err(|error| cannot(&error))?;
        Ok(Self {
            connector: TlsConnector::from(Arc::new(config)),
            name,
        })
    }

    pub async fn connect<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: S,
    ) -> io::Result<TlsStream<S>> {
        self.connector.connect(self.name.clone(), stream).await
    }
}

fn read(file: &Path) -> Result<Vec<CertificateDer<'static>>, SetupError> {
    let shown = file.display();
    let pem = std::fs::read(file).map_err(|error| {
        SetupError(format!(
            "the certificate file {shown} cannot be read: {error}"
        ))
    })?;
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    let certificates = certificates.map_err(|error| {
        SetupError(format!(
            "the certificate file {shown} holds no valid certificate: {error}"
        ))
    })?;
    if certificates.is_empty() {
        return Err(SetupError(format!(
            "the certificate file {shown} holds no certificate in PEM form"
        )));
    }
    Ok(certificates)
}
