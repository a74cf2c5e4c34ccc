//! Why it was not handed over, what that is about, and whether trying again can help.

/// A mail that was not handed over. Neither its text nor its `Debug` holds personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct SendError {
    /// What the failure is about.
    pub cause: Cause,
    /// Whether the server may have taken the message all the same: it failed after the dot that ends the message and
    /// before a reply to it.
    pub uncertain: bool,
    /// How far it came; none for a message that cannot be built and a connection that was not begun.
    pub stage: Option<Stage>,
    /// The code of the server's reply, if it replied.
    pub code: Option<u16>,
    /// The enhanced status code of that reply (RFC 3463), such as `5.7.1`.
    pub enhanced: Option<String>,
    /// What happened and what to do, in our words, with both codes; for operators and the log.
    pub text: String,
    /// The server's own words, without what is known of the recipient; for sales and administrators.
    pub reply: Option<String>,
}

/// What a failure is about, and so who can mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The mail server: it cannot be reached, is silent, or closes.
    Unreachable,
    /// Us: the server accepts no mail from this installation before a setting, a password or our standing changes.
    Refused,
    /// This message: its size or its content.
    Message,
    /// This recipient: unknown, or without a mailbox for us.
    Recipient,
    /// Now: the server asks to try again, or does not say clearly enough what it minds.
    Later,
}

/// How far the conversation with the mail server came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Opening the connection.
    Connect,
    /// Waiting for the greeting.
    Greeting,
    /// EHLO.
    Hello,
    /// STARTTLS and the handshake.
    Tls,
    /// AUTH.
    Auth,
    /// MAIL: the sender.
    Mail,
    /// RCPT: the recipient.
    Rcpt,
    /// DATA and the transfer of the message, without the dot that ends it.
    Data,
    /// The dot that ends the message, and the reply to it.
    Message,
}

impl SendError {
    /// Whether this message will never be taken as it is.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        matches!(self.cause, Cause::Message | Cause::Recipient)
            && self.code.is_none_or(|code| code >= 500)
    }

    /// Whether other mails would fail as well, so that nothing is to be sent for a while.
    #[must_use]
    pub fn is_outage(&self) -> bool {
        matches!(self.cause, Cause::Unreachable | Cause::Refused)
    }

    /// A failure before any connection. The text holds no personal data.
    pub(super) fn local(cause: Cause, text: impl Into<String>) -> Self {
        Self {
            cause,
            uncertain: false,
            stage: None,
            code: None,
            enhanced: None,
            text: text.into(),
            reply: None,
        }
    }
}

impl Stage {
    /// What it is called in a sentence: "the mail server's answer to …".
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Connect => "the connection",
            Self::Greeting => "the greeting",
            Self::Hello => "EHLO",
            Self::Tls => "STARTTLS",
            Self::Auth => "AUTH",
            Self::Mail => "MAIL",
            Self::Rcpt => "RCPT",
            Self::Data => "DATA",
            Self::Message => "the end of the message",
        }
    }
}
