//! In sending a mail: the last step, one of three ways out of the house.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use lettre::AsyncTransport;
use secrecy::{ExposeSecret, SecretString};

use super::outbox::Outbox;
use super::smtp::{self, Smtp};
use super::{Message, SendError, SmtpUrl};

/// Hands mails over. Cheap to clone.
#[derive(Debug, Clone)]
pub enum Mailer {
    /// To a mail server.
    Smtp(Smtp),
    /// To files, until there is a mail server.
    File(Outbox),
    /// To a list that tests read.
    Memory(Arc<Mutex<Vec<Message>>>),
}

/// A mail transport that cannot be set up as configured. Says what to change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SetupError(pub(super) String);

impl Mailer {
    /// A mail server, see [`SmtpUrl::parse`] for the forms of the address. `authority` is a PEM file with one more
    /// certificate authority to trust. Needs a Tokio runtime; connects only with the first mail.
    pub fn smtp(url: &SecretString, authority: Option<&Path>) -> Result<Self, SetupError> {
        let url = SmtpUrl::parse(url.expose_secret()).map_err(SetupError)?;
        smtp::connect(&url, authority).map(Self::Smtp)
    }

    /// A folder that gets every mail as an `.eml` file; made if there is none.
    pub fn file(folder: &Path) -> Result<Self, SetupError> {
        Outbox::open(folder)
            .map(Self::File)
            .map_err(|error| SetupError(format!("the outbox folder {} cannot be made: {error}", folder.display())))
    }

    /// A list in memory.
    pub fn memory() -> Self {
        Self::Memory(Arc::default())
    }

    /// Hands the mail over; `Ok` means that the other side has taken responsibility for it.
    pub async fn send(&self, message: &Message) -> Result<(), SendError> {
        match self {
            Self::Smtp(pool) => Ok(pool.send(message.build()?).await.map(|_| ())?),
            Self::File(outbox) => outbox.put(message).await,
            Self::Memory(sent) => {
                message.build()?;
                sent.lock().unwrap_or_else(PoisonError::into_inner).push(message.clone());
                Ok(())
            }
        }
    }

    /// The mails that a mailer in memory has taken so far; none for the others.
    pub fn sent(&self) -> Vec<Message> {
        match self {
            Self::Memory(sent) => sent.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            Self::Smtp(_) | Self::File(_) => Vec::new(),
        }
    }
}
