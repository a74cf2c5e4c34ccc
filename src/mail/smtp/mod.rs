//! The SMTP client: a time limit per step, pooled connections, and failures classified by stage.
//!
//! lettre's client is unsuitable: it connects, greets and starts TLS in one step, without a limit per part and without
//! reporting which part failed; a reply in another encoding or with a code such as 571 becomes an error without a code;
//! and after TLS has started, it trusts what was sent before.

mod classify;
mod failure;
mod pool;
mod reply;
mod session;
mod tls;
mod wire;

#[cfg(test)]
pub(super) mod tests;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use lettre::address::Envelope;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use self::pool::Pool;
use self::session::Session;
use self::tls::Tls;
use super::hello::HelloName;
use super::redact::Redactor;
use super::smtp_url::TlsMode;
use super::{Cause, SendError, SetupError, SmtpUrl, Stage};

/// The maximum number of connections, used and idle.
pub(super) const MAX_CONNECTIONS: usize = 16;

/// Options of the SMTP client.
#[derive(Debug, Clone)]
pub struct SmtpOptions {
    /// A PEM file with an additional certificate authority.
    pub authority: Option<PathBuf>,
    /// The name in EHLO.
    pub hello: HelloName,
    /// Time limit of a connection, of each reply, and of each piece of a message.
    pub timeout: Duration,
    /// Time limit of the reply to a complete message.
    pub data_timeout: Duration,
    /// How long an idle connection is kept; less than the five minutes after which servers close it.
    pub idle: Duration,
}

impl Default for SmtpOptions {
    fn default() -> Self {
        Self {
            authority: None,
            hello: HelloName::default(),
            timeout: Duration::from_secs(20),
            data_timeout: Duration::from_secs(600),
            idle: Duration::from_secs(60),
        }
    }
}

/// A mail server and its connections. Cheap to clone.
#[derive(Clone)]
pub(super) struct Smtp {
    server: Arc<Server>,
    pool: Arc<Pool>,
    connections: Arc<Semaphore>,
}

/// Address and options of the mail server.
struct Server {
    url: SmtpUrl,
    tls: Option<Tls>,
    hello: HelloName,
    limit: Duration,
    longest: Duration,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp")
            .field("host", &self.server.url.host)
            .field("port", &self.server.url.port)
            .finish()
    }
}

impl Smtp {
    /// Prepares the client. Connects with the first mail.
    pub fn new(url: SmtpUrl, options: SmtpOptions) -> Result<Self, SetupError> {
        let tls = match url.tls {
            TlsMode::None => None,
            _ => Some(Tls::new(&url.host, options.authority.as_deref())?),
        };
        let SmtpOptions {
            hello,
            timeout: limit,
            data_timeout: longest,
            idle,
            ..
        } = options;
        Ok(Self {
            server: Arc::new(Server {
                url,
                tls,
                hello,
                limit,
                longest,
            }),
            pool: Arc::new(Pool::new(idle)),
            connections: Arc::new(Semaphore::new(MAX_CONNECTIONS)),
        })
    }

    /// Sends a message.
    pub async fn send(
        &self,
        envelope: &Envelope,
        message: &[u8],
        redactor: &Redactor,
    ) -> Result<(), SendError> {
        let limit = self.server.limit;
        let Ok(Ok(_turn)) = timeout(limit, self.connections.acquire()).await else {
            let text = format!(
                "all {MAX_CONNECTIONS} connections to the mail server were busy for {} s: it is slow or silent",
                limit.as_secs_f64()
            );
            return Err(SendError::local(Cause::Unreachable, text));
        };
        let mut session = self
            .begin(envelope, message)
            .await
            .map_err(|failure| failure.into_error(redactor))?;
        match session
            .deliver(envelope, message, self.server.longest)
            .await
        {
            Ok(()) => {
                self.pool.put(session);
                Ok(())
            }
            Err(failure) => {
                if matches!(
                    failure.fault,
                    failure::Fault::Refused(_) | failure::Fault::Unfit(..)
                ) {
                    session.leave().await;
                }
                Err(failure.into_error(redactor))
            }
        }
    }

    /// Returns a session whose sender the server accepted. Replaces a pooled session that fails here: the server may
    /// have closed it or limit the mails of a session, and it has not seen a mail yet.
    async fn begin(
        &self,
        envelope: &Envelope,
        message: &[u8],
    ) -> Result<Session, failure::Failure> {
        if let Some(mut kept) = self.pool.take() {
            match kept.begin(envelope, message).await {
                Ok(()) => return Ok(kept),
                Err(failure) if !failure.is_stale() => return Err(failure),
                Err(_) => {}
            }
        }
        let mut session = Session::open(&self.server).await?;
        session.begin(envelope, message).await?;
        Ok(session)
    }

    /// Connects, authenticates and quits, without sending anything.
    pub async fn probe(&self) -> Result<(), SendError> {
        let probed = async {
            let mut session = Session::open(&self.server).await?;
            session.noop().await?;
            session.quit().await;
            Ok(())
        };
        probed
            .await
            .map_err(|failure: failure::Failure| failure.into_error(&Redactor::default()))
    }
}
