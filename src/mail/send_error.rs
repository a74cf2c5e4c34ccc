//! Errors of sending: the cause, the stage, and whether a retry can help.

/// A mail that was not accepted. Neither its text nor its `Debug` contains personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct SendError {
    /// The cause.
    pub cause: Cause,
    /// Whether the server may have accepted the message anyway: the failure came after the final dot and before its
    /// reply.
    pub uncertain: bool,
    /// The stage of the SMTP session; `None` if there was no session.
    pub stage: Option<Stage>,
    /// The code of the server's reply, if it replied.
    pub code: Option<u16>,
    /// The enhanced status code of that reply (RFC 3463), such as `5.7.1`.
    pub enhanced: Option<String>,
    /// What happened and what to do, with both codes; for operators and the log.
    pub text: String,
    /// The server's reply, redacted; for sales and administrators.
    pub reply: Option<String>,
}

/// The cause of a failure, which decides who can fix it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The mail server cannot be reached, does not answer, or closes the connection.
    Unreachable,
    /// The server refuses mail from this installation until a setting, a password or its reputation changes.
    Refused,
    /// The size or the content of this message.
    Message,
    /// The recipient is unknown or does not accept this mail.
    Recipient,
    /// The server asks for a retry, or the cause is unclear.
    Later,
}

/// The stage of an SMTP session.
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
    /// DATA and the transfer of the message, without the final dot.
    Data,
    /// The final dot, and the reply to it.
    Message,
}

impl SendError {
    /// Whether this message will never be accepted as it is.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        matches!(self.cause, Cause::Message | Cause::Recipient)
            && self.code.is_none_or(|code| code >= 500)
    }

    /// Whether other mails would fail as well, so that sending should pause.
    #[must_use]
    pub fn is_outage(&self) -> bool {
        matches!(self.cause, Cause::Unreachable | Cause::Refused)
    }

    /// A failure before any connection. The text must not contain personal data.
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
    /// Its name in a sentence: "the mail server's answer to …".
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
