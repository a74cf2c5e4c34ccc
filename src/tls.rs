//! TLS of HTTP clients.

/// Installs the crypto provider for TLS of all HTTP clients in this process; the first one installed stays.
pub fn install() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}
