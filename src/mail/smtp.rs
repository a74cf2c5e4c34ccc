//! In sending a mail: the connection to a mail server, kept open between mails.

use std::path::Path;
use std::time::Duration;

use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use secrecy::ExposeSecret;

use super::smtp_url::TlsMode;
use super::{SetupError, SmtpUrl};

/// A pool of connections.
pub(super) type Smtp = AsyncSmtpTransport<Tokio1Executor>;

/// How long connecting and every single command may take.
const TIMEOUT: Duration = Duration::from_secs(20);
/// How many connections there may be at once.
const CONNECTIONS: u32 = 16;
/// How long an unused connection is kept; below the five minutes after which servers hang up.
const IDLE: Duration = Duration::from_secs(60);

/// Prepares the pool; connects only with the first mail.
pub(super) fn connect(url: &SmtpUrl, authority: Option<&Path>) -> Result<Smtp, SetupError> {
    let tls = match url.tls {
        TlsMode::None => Tls::None,
        TlsMode::Implicit => Tls::Wrapper(parameters(&url.host, authority)?),
        TlsMode::Required => Tls::Required(parameters(&url.host, authority)?),
        TlsMode::Opportunistic => Tls::Opportunistic(parameters(&url.host, authority)?),
    };
    let mut builder = Smtp::builder_dangerous(&url.host)
        .port(url.port)
        .tls(tls)
        .timeout(Some(TIMEOUT))
        .pool_config(PoolConfig::new().max_size(CONNECTIONS).idle_timeout(IDLE));
    if let Some((user, password)) = &url.credentials {
        builder = builder.credentials(Credentials::new(user.clone(), password.expose_secret().to_owned()));
    }
    Ok(builder.build())
}

fn parameters(host: &str, authority: Option<&Path>) -> Result<TlsParameters, SetupError> {
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(file) = authority {
        let shown = file.display();
        let pem = std::fs::read(file)
            .map_err(|error| SetupError(format!("the certificate file {shown} cannot be read: {error}")))?;
        if !pem.windows(27).any(|window| window == b"-----BEGIN CERTIFICATE-----") {
            return Err(SetupError(format!("the certificate file {shown} holds no certificate in PEM form")));
        }
        let certificate = Certificate::from_pem(&pem)
            .map_err(|error| SetupError(format!("the certificate file {shown} holds no valid certificate: {error}")))?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build().map_err(|error| SetupError(format!("TLS for the mail server cannot be set up: {error}")))
}
