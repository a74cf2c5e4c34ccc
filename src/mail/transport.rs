//! The transports: a mail server, files, or memory.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use secrecy::{ExposeSecret, SecretString};

use super::outbox::Outbox;
use super::redact::Redactor;
use super::smtp::Smtp;
use super::{Dkim, Message, SendError, SmtpOptions, SmtpUrl};

/// Sends mails. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Mailer {
    transport: Transport,
    dkim: Option<Arc<Dkim>>,
}

#[derive(Debug, Clone)]
enum Transport {
    /// A mail server.
    Smtp(Smtp),
    /// Files, for installations without a mail server.
    File(Outbox),
    /// A list, for tests.
    Memory(Arc<Mutex<Vec<Message>>>),
}

/// A mail transport that cannot be set up. Says what to change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SetupError(pub(super) String);

impl Mailer {
    /// A mail server with the default options, see [`SmtpUrl::parse`] for the address. `authority` is a PEM file with an
    /// additional certificate authority.
    pub fn smtp(url: &SecretString, authority: Option<&Path>) -> Result<Self, SetupError> {
        let authority = authority.map(Path::to_owned);
        Self::smtp_with(
            url,
            SmtpOptions {
                authority,
                ..SmtpOptions::default()
            },
        )
    }

    /// A mail server with these options. Connects with the first mail.
    pub fn smtp_with(url: &SecretString, options: SmtpOptions) -> Result<Self, SetupError> {
        let url = SmtpUrl::parse(url.expose_secret()).map_err(SetupError)?;
        Smtp::new(url, options).map(|smtp| Transport::Smtp(smtp).into())
    }

    /// A folder for `.eml` files, created if it does not exist.
    pub fn file(folder: &Path) -> Result<Self, SetupError> {
        Outbox::open(folder)
            .map(|outbox| Transport::File(outbox).into())
            .map_err(|error| {
                SetupError(format!(
                    "the outbox folder {} cannot be made: {error}",
                    folder.display()
                ))
            })
    }

    /// A list in memory.
    pub fn memory() -> Self {
        Transport::Memory(Arc::default()).into()
    }

    /// The same transport with a DKIM signature on every mail.
    #[must_use]
    pub fn signing(self, dkim: Dkim) -> Self {
        Self {
            dkim: Some(Arc::new(dkim)),
            ..self
        }
    }

    /// Sends a mail; `Ok` means that the other side has accepted responsibility for it. Takes at most a few times the
    /// `timeout` of [`SmtpOptions`] and one `data_timeout`.
    pub async fn send(&self, message: &Message) -> Result<(), SendError> {
        let mut built = message.build()?;
        if let Some(dkim) = &self.dkim {
            dkim.sign(&mut built);
        }
        match &self.transport {
            Transport::Smtp(smtp) => {
                smtp.send(
                    built.envelope(),
                    &built.formatted(),
                    &Redactor::new(message),
                )
                .await
            }
            Transport::File(outbox) => outbox.put(&message.message_id, &built.formatted()).await,
            Transport::Memory(sent) => {
                sent.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(message.clone());
                Ok(())
            }
        }
    }

    /// Deletes the files of mails whose message id begins with one of these names, if mails are written to files.
    ///
    /// # Errors
    /// When a file cannot be deleted.
    pub async fn remove_files(&self, names: &[String]) -> std::io::Result<()> {
        match &self.transport {
            Transport::File(outbox) => outbox.remove(names).await,
            Transport::Smtp(_) | Transport::Memory(_) => Ok(()),
        }
    }

    /// Checks whether the mail server accepts mails: connects, authenticates and quits, without sending anything.
    ///
    /// # Errors
    /// The error that a mail would get before its sender is named.
    pub async fn probe(&self) -> Result<(), SendError> {
        match &self.transport {
            Transport::Smtp(smtp) => smtp.probe().await,
            Transport::File(_) | Transport::Memory(_) => Ok(()),
        }
    }

    /// The mails sent to memory so far; empty for other transports.
    pub fn sent(&self) -> Vec<Message> {
        match &self.transport {
            Transport::Memory(sent) => sent.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            Transport::Smtp(_) | Transport::File(_) => Vec::new(),
        }
    }
}

impl From<Transport> for Mailer {
    fn from(transport: Transport) -> Self {
        Self {
            transport,
            dkim: None,
        }
    }
}
