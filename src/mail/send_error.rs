//! In sending a mail: why it was not accepted, and whether trying again can help.

use std::error::Error as _;

/// A mail that was not handed over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct SendError {
    /// What it is about.
    pub cause: Cause,
    /// Whether the server may have taken it all the same: it was connected, and the connection broke before an answer.
    pub uncertain: bool,
    /// What happened, without any mail address: it is shown with the job and written to the log.
    pub text: String,
}

/// What a failure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The server cannot be reached, or says that it is closing.
    Unreachable,
    /// The server refuses us: a password, TLS, a blocklist.
    Refused,
    /// The message will never be accepted as it is.
    Message,
    /// The recipient will never be accepted.
    Recipient,
    /// Not now.
    Later,
}

/// Replies that refuse us, not the message: a missing or wrong password, or a missing TLS. They end when somebody
/// corrects a setting, so the message must not be given up for them.
const ABOUT_US: [u16; 5] = [530, 534, 535, 538, 454];

/// The reply of a server that is shutting down or takes no more connections.
const CLOSING: u16 = 421;

impl SendError {
    /// The message itself cannot be sent.
    pub fn permanent(text: impl AsRef<str>) -> Self {
        Self { cause: Cause::Message, uncertain: false, text: without_addresses(text.as_ref()) }
    }

    /// Whether this message will never be accepted as it is.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        matches!(self.cause, Cause::Message | Cause::Recipient)
    }

    /// Whether it is not about this message: the server is away, or refuses us.
    #[must_use]
    pub fn is_outage(&self) -> bool {
        matches!(self.cause, Cause::Unreachable | Cause::Refused)
    }

    /// It did not work now.
    pub fn transient(text: impl AsRef<str>) -> Self {
        Self { cause: Cause::Later, uncertain: false, text: without_addresses(text.as_ref()) }
    }
}

impl From<lettre::transport::smtp::Error> for SendError {
    fn from(error: lettre::transport::smtp::Error) -> Self {
        let code = error.status().map(u16::from);
        let mut text = format!("the mail server did not take the message: {error}");
        let mut source = error.source();
        while let Some(cause) = source {
            let cause_text = cause.to_string();
            if !text.contains(&cause_text) {
                text.push_str(": ");
                text.push_str(&cause_text);
            }
            source = cause.source();
        }
        let ours = code.is_some_and(|code| ABOUT_US.contains(&code));
        let unreachable = code.map_or_else(|| error.is_timeout() || lost(&error), |code| code == CLOSING);
        if error.is_permanent() && !ours {
            Self::permanent(text)
        } else {
            // lettre tells apart only in words whether it was still connecting.
            let connected = !error.to_string().starts_with("Connection error") && !error.is_tls() && !error.is_client();
            let cause = match (unreachable, ours) {
                (true, _) => Cause::Unreachable,
                (false, true) => Cause::Refused,
                (false, false) => Cause::Later,
            };
            Self { cause, uncertain: code.is_none() && connected, ..Self::transient(text) }
        }
    }
}

/// Whether the connection failed, and not what was said on it: TLS that does not come about is invalid data.
fn lost(error: &lettre::transport::smtp::Error) -> bool {
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(io) = cause.downcast_ref::<std::io::Error>() {
            return io.kind() != std::io::ErrorKind::InvalidData;
        }
        source = cause.source();
    }
    false
}

/// Replaces every word with an `@` in it: servers like to repeat the recipient in their replies.
fn without_addresses(text: &str) -> String {
    let hidden = |word: &str| {
        if word.contains('@') { "(address)".to_owned() } else { word.to_owned() }
    };
    text.split_whitespace().map(hidden).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_a_servers_reply_is_not_repeated() {
        let error = SendError::permanent("550 5.1.1 <ada@example.org>: Recipient address rejected:\r\n unknown");
        assert_eq!(error.text, "550 5.1.1 (address) Recipient address rejected: unknown");
        assert!(error.is_permanent() && !error.to_string().contains("ada"));
    }
}
