//! TLS of HTTP clients.

/// Chooses who does the cryptography of TLS, for all HTTP clients of this process; the first choice stays.
pub fn install() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}
