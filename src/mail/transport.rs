//! The last step, one of three ways out of the house.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use secrecy::{ExposeSecret, SecretString};

use super::outbox::Outbox;
use super::redact::Redactor;
use super::smtp::Smtp;
use super::{Dkim, Message, SendError, SmtpOptions, SmtpUrl};

/// Hands mails over. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Mailer {
    way: Way,
    dkim: Option<Arc<Dkim>>,
}

#[derive(Debug, Clone)]
enum Way {
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
    /// certificate authority to trust. All else is as [`SmtpOptions::default`] has it.
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

    /// A mail server, with names and time limits. Connects only with the first mail.
    pub fn smtp_with(url: &SecretString, options: SmtpOptions) -> Result<Self, SetupError> {
        let url = SmtpUrl::parse(url.expose_secret()).map_err(SetupError)?;
        Smtp::new(url, options).map(|smtp| Way::Smtp(smtp).into())
    }

    /// A folder that gets every mail as an `.eml` file; made if there is none.
    pub fn file(folder: &Path) -> Result<Self, SetupError> {
        Outbox::open(folder)
            .map(|outbox| Way::File(outbox).into())
            .map_err(|error| {
                SetupError(format!(
                    "the outbox folder {} cannot be made: {error}",
                    folder.display()
                ))
            })
    }

    /// A list in memory.
    pub fn memory() -> Self {
        Way::Memory(Arc::default()).into()
    }

    /// The same, with a signature on every mail.
    #[must_use]
    pub fn signing(self, dkim: Dkim) -> Self {
        Self {
            dkim: Some(Arc::new(dkim)),
            ..self
        }
    }

    /// Hands the mail over; `Ok` means that the other side has taken responsibility for it. Ends within the limits of
    /// [`SmtpOptions`], a few of `timeout` and one of `data_timeout`.
    pub async fn send(&self, message: &Message) -> Result<(), SendError> {
        let mut built = message.build()?;
        if let Some(dkim) = &self.dkim {
            dkim.sign(&mut built);
        }
        match &self.way {
            Way::Smtp(smtp) => {
                smtp.send(
                    built.envelope(),
                    &built.formatted(),
                    &Redactor::new(message),
                )
                .await
            }
            Way::File(outbox) => outbox.put(&message.message_id, &built.formatted()).await,
            Way::Memory(sent) => {
                sent.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(message.clone());
                Ok(())
            }
        }
    }

    /// Whether mails would be taken now: connects to the mail server, authenticates, and leaves. Sends nothing.
    ///
    /// # Errors
    /// As a mail would have failed, with no more than the recipient and the message to be refused.
    pub async fn probe(&self) -> Result<(), SendError> {
        match &self.way {
            Way::Smtp(smtp) => smtp.probe().await,
            Way::File(_) | Way::Memory(_) => Ok(()),
        }
    }

    /// The mails that a mailer in memory has taken so far; none for the others.
    pub fn sent(&self) -> Vec<Message> {
        match &self.way {
            Way::Memory(sent) => sent.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            Way::Smtp(_) | Way::File(_) => Vec::new(),
        }
    }
}

impl From<Way> for Mailer {
    fn from(way: Way) -> Self {
        Self { way, dkim: None }
    }
}
