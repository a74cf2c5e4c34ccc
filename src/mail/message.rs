//! A mail with its headers, parts and attachments. The same message always has the same bytes.

use std::fmt;

use chrono::{DateTime, Utc};
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use sha2::{Digest, Sha256};

use super::email::Rendered;
use super::pictures::Picture;
use super::send_error::{Cause, SendError};
use crate::intake::{EmailAddress, EmailAddressError};
use crate::text::{display_name, one_line};

/// A complete mail. Its headers mark it as automatic (RFC 3834), so that out-of-office replies are not sent.
#[derive(Clone)]
pub struct Message {
    /// Sender.
    pub from: Mailbox,
    /// The one recipient.
    pub to: Mailbox,
    /// Where replies go, if not to the sender.
    pub reply_to: Option<Mailbox>,
    /// Subject, one line.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// The pictures that the HTML part shows.
    pub pictures: Vec<Picture>,
    /// Attached files.
    pub attachments: Vec<Attachment>,
    /// `id@domain`, without angle brackets. Derived from the delivery, so that a repeat counts as the same mail.
    pub message_id: String,
    /// When it was written.
    pub date: DateTime<Utc>,
    /// An address at which one POST unsubscribes (RFC 8058); for mails that the recipient did not ask for.
    pub unsubscribe: Option<String>,
}

/// Shows only the id: everything else is personal data.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("message_id", &self.message_id)
            .finish_non_exhaustive()
    }
}

/// An attached file.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name for the reader.
    pub filename: String,
    /// Its media type, such as `application/pdf`.
    pub mime: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The mailbox of a visitor: with the name if [`display_name`] allows it, and the domain in ASCII.
///
/// # Errors
/// If mail cannot be sent to the address.
pub fn visitor_mailbox(name: &str, address: &str) -> Result<Mailbox, SendError> {
    let address = EmailAddress::parse(address)
        .ok()
        .and_then(|address| address.to_string().parse().ok())
        .ok_or_else(|| {
            SendError::local(
                Cause::Recipient,
                "the recipient's mail address is not one that mail can be sent to",
            )
        })?;
    Ok(Mailbox::new(display_name(name), address))
}

/// A mailbox from a setting or from staff, such as `Grace Hopper <grace@example.org>`; the domain becomes ASCII.
///
/// # Errors
/// What is wrong with its address.
pub fn parse_mailbox(text: &str) -> Result<Mailbox, EmailAddressError> {
    let text = text.trim();
    let (name, address) = match text
        .strip_suffix('>')
        .and_then(|text| text.rsplit_once('<'))
    {
        Some((name, address)) => (name.trim(), address),
        None => ("", text),
    };
    let address = EmailAddress::parse(address)?
        .to_string()
        .parse()
        .map_err(|_| EmailAddressError::Shape)?;
    let name = match name
        .strip_prefix('"')
        .and_then(|name| name.strip_suffix('"'))
    {
        Some(quoted) => quoted.replace("\\\"", "\"").replace("\\\\", "\\"),
        None => name.to_owned(),
    };
    Ok(Mailbox::new(
        Some(one_line(&name).into_owned()).filter(|name| !name.is_empty()),
        address,
    ))
}

impl Message {
    /// A mail with this text; everything optional is left out.
    #[must_use]
    pub fn new(
        from: Mailbox,
        to: Mailbox,
        rendered: Rendered,
        message_id: String,
        date: DateTime<Utc>,
    ) -> Self {
        Self {
            from,
            to,
            reply_to: None,
            subject: rendered.subject,
            text: rendered.text,
            html: rendered.html,
            pictures: rendered.pictures,
            attachments: Vec::new(),
            message_id,
            date,
            unsubscribe: None,
        }
    }

    /// The same mail with another address for replies.
    #[must_use]
    pub fn reply_to(mut self, mailbox: Option<Mailbox>) -> Self {
        self.reply_to = mailbox;
        self
    }

    /// The same mail with these attachments as well.
    #[must_use]
    pub fn attach(mut self, files: impl IntoIterator<Item = Attachment>) -> Self {
        self.attachments.extend(files);
        self
    }

    /// The message for lettre: `multipart/mixed` of `multipart/alternative` and the attachments. The alternatives are the
    /// text and `multipart/related` of the HTML and its pictures.
    pub(super) fn build(&self) -> Result<lettre::Message, SendError> {
        let broken =
            |error: lettre::error::Error| unfit(format!("the message cannot be built: {error}"));
        if !is_message_id(&self.message_id) {
            return Err(unfit("the message id must look like id@domain"));
        }
        let boundary = hex::encode(&Sha256::digest(&self.message_id)[..16]);
        let mut builder = lettre::Message::builder()
            .from(header_mailbox(&self.from))
            .to(header_mailbox(&self.to))
            .subject(header_text(&self.subject))
            .date(self.date.into())
            .message_id(Some(format!("<{}>", self.message_id)))
            .header(AutoSubmitted);
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(header_mailbox(reply_to));
        }
        if let Some(url) = &self.unsubscribe {
            if url.contains(['<', '>', ' ', '\r', '\n']) || !url.is_ascii() {
                return Err(unfit("the address for unsubscribing is not valid"));
            }
            builder = builder
                .header(ListUnsubscribe(format!("<{url}>")))
                .header(ListUnsubscribePost);
        }
        let alternative = MultiPart::alternative()
            .boundary(format!("alternative_{boundary}"))
            .singlepart(SinglePart::plain(self.text.clone()))
            .multipart(self.html_with_pictures(&boundary)?);
        let mut mixed = MultiPart::mixed()
            .boundary(format!("mixed_{boundary}"))
            .multipart(alternative);
        for file in &self.attachments {
            let kind = ContentType::parse(&file.mime).map_err(|error| {
                unfit(format!("the attachment has no valid media type: {error}"))
            })?;
            let name = header_text(&file.filename);
            mixed = mixed
                .singlepart(lettre::message::Attachment::new(name).body(file.bytes.clone(), kind));
        }
        builder.multipart(mixed).map_err(broken)
    }

    fn html_with_pictures(&self, boundary: &str) -> Result<MultiPart, SendError> {
        let png = ContentType::parse("image/png").map_err(|error| unfit(error.to_string()))?;
        let html = MultiPart::related()
            .boundary(format!("related_{boundary}"))
            .singlepart(SinglePart::html(self.html.clone()));
        Ok(self.pictures.iter().fold(html, |related, picture| {
            // Without a name, mail programs do not list it among the attachments.
            let part = lettre::message::Attachment::new_inline(picture.id.clone());
            related.singlepart(part.body(picture.png.to_vec(), png.clone()))
        }))
    }

    /// The message as sent to a mail server.
    ///
    /// # Errors
    /// If it cannot be built.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SendError> {
        Ok(self.build()?.formatted())
    }
}

fn unfit(text: impl Into<String>) -> SendError {
    SendError::local(Cause::Message, text)
}

/// The mailbox with a name that is safe in a header.
fn header_mailbox(mailbox: &Mailbox) -> Mailbox {
    let name = mailbox
        .name
        .as_deref()
        .map(header_text)
        .filter(|name| !name.is_empty());
    Mailbox::new(name, mailbox.email.clone())
}

/// The text as one line in which nothing reads as an encoded word (RFC 2047).
fn header_text(text: &str) -> String {
    one_line(text).replace("=?", "= ?")
}

pub(super) fn is_message_id(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._+".contains(c);
    id.len() <= 200
        && id.split_once('@').is_some_and(|(left, right)| {
            !left.is_empty()
                && !right.is_empty()
                && left.chars().all(plain)
                && right.chars().all(plain)
        })
}

/// Implements a header that lettre does not have.
macro_rules! header {
    ($type:ident $(($inner:ty))?, $name:literal, $self:ident => $value:expr, $raw:ident => $parsed:expr) => {
        #[derive(Clone)]
        struct $type $(($inner))?;

        impl Header for $type {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($name)
            }

            fn parse($raw: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Ok($parsed)
            }

            fn display(&$self) -> HeaderValue {
                HeaderValue::new(Self::name(), $value)
            }
        }
    };
}

header!(AutoSubmitted, "Auto-Submitted", self => "auto-generated".to_owned(), _raw => Self);
header!(ListUnsubscribe(String), "List-Unsubscribe", self => self.0.clone(), raw => Self(raw.to_owned()));
header!(ListUnsubscribePost, "List-Unsubscribe-Post", self => "List-Unsubscribe=One-Click".to_owned(), _raw => Self);
