//! Failures of an SMTP session, and the errors built from them.

use std::io;
use std::time::Duration;

use super::classify::{blames_sender, classify};
use super::reply::Reply;
use crate::mail::redact::Redactor;
use crate::mail::send_error::{Cause, SendError, Stage};

/// What went wrong. Has no `Debug`: a reply may contain personal data.
pub(super) enum Fault {
    /// The server refused.
    Refused(Reply),
    /// The server neither sent nor accepted anything for this time.
    Silent(Duration),
    /// The server closed the connection.
    Closed,
    /// The connection failed.
    Io(io::Error),
    /// The answer is not SMTP.
    Garbled,
    /// The server lacks a feature that a setting requires. Says what to change.
    Missing(&'static str),
    /// The message exceeds a limit of the server.
    Unfit(Cause, String),
}

/// A fault and its stage.
pub(super) struct Failure {
    /// The stage.
    pub stage: Stage,
    /// The fault.
    pub fault: Fault,
}

impl Failure {
    /// Whether a new connection may work where this pooled one did not.
    pub fn is_stale(&self) -> bool {
        matches!(self.fault, Fault::Closed | Fault::Io(_) | Fault::Refused(_))
    }

    /// The error for operators: classified, in our words, and without personal data.
    pub fn into_error(self, redactor: &Redactor) -> SendError {
        let Self { stage, fault } = self;
        let uncertain =
            stage == Stage::Message && !matches!(fault, Fault::Refused(_) | Fault::Unfit(..));
        let answer = match stage {
            Stage::Greeting => "greeting".to_owned(),
            _ => format!("answer to {}", stage.name()),
        };
        let (cause, text) = match fault {
            Fault::Refused(reply) => return refused(stage, &reply, redactor),
            Fault::Unfit(cause, text) => (cause, text),
            Fault::Missing(text) => (Cause::Refused, text.to_owned()),
            Fault::Silent(limit) => (
                Cause::Unreachable,
                silent(stage, &answer, limit.as_secs_f64()),
            ),
            Fault::Closed => (
                Cause::Unreachable,
                format!("the mail server closed the connection before its {answer}"),
            ),
            Fault::Garbled => (
                Cause::Unreachable,
                format!("the mail server's {answer} is not SMTP; check host and port in {URL}"),
            ),
            // rustls reports what it rejects as invalid data.
            Fault::Io(why) if stage == Stage::Tls && why.kind() == io::ErrorKind::InvalidData => (
                Cause::Refused,
                format!(
                    "TLS with the mail server failed: {why}; check the host name in {URL}, or trust its certificate authority with --smtp-ca (STACKMATCH_SMTP_CA)"
                ),
            ),
            Fault::Io(why) if stage == Stage::Connect => (
                Cause::Unreachable,
                format!("the mail server cannot be reached: {why}"),
            ),
            Fault::Io(why) => (
                Cause::Unreachable,
                format!("the connection to the mail server failed before its {answer}: {why}"),
            ),
        };
        SendError {
            stage: Some(stage),
            uncertain,
            ..SendError::local(cause, text)
        }
    }
}

/// The setting with the mail server's address.
const URL: &str = "--smtp-url (STACKMATCH_SMTP_URL)";

fn silent(stage: Stage, answer: &str, seconds: f64) -> String {
    match stage {
        Stage::Connect => {
            format!("the mail server cannot be reached: no connection within {seconds} s")
        }
        Stage::Data => format!(
            "the mail server did not answer DATA, or took no more of the message, for {seconds} s"
        ),
        Stage::Message => {
            format!("the mail server did not confirm the message within {seconds} s")
        }
        _ => format!("the mail server's {answer} did not come within {seconds} s"),
    }
}

fn refused(stage: Stage, reply: &Reply, redactor: &Redactor) -> SendError {
    let enhanced = reply.enhanced();
    let words = redactor.redact(&reply.words());
    let mut cause = classify(stage, reply.code, enhanced);
    if matches!(cause, Cause::Message | Cause::Recipient) && blames_sender(&words, enhanced) {
        cause = Cause::Refused;
    }
    let status = enhanced.map(|code| code.to_string());
    let codes = [Some(reply.code.to_string()), status.clone()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    SendError {
        stage: Some(stage),
        code: Some(reply.code),
        enhanced: status,
        reply: (!words.is_empty()).then_some(words),
        ..SendError::local(
            cause,
            format!(
                "{} ({codes}){}",
                sentence(stage, cause),
                advice(stage, cause, reply.code)
            ),
        )
    }
}

/// The meaning of a refusal.
fn sentence(stage: Stage, cause: Cause) -> String {
    let what = match (cause, stage) {
        (Cause::Unreachable, Stage::Greeting) => "takes no connections now",
        (Cause::Unreachable, _) => {
            return format!(
                "the mail server is closing or has no room, and refused {}",
                stage.name()
            );
        }
        (Cause::Refused, Stage::Connect | Stage::Greeting) => {
            "takes no connections from this machine"
        }
        (Cause::Refused, Stage::Hello) => "does not accept our EHLO name",
        (Cause::Refused, Stage::Tls) => "does not begin TLS",
        (Cause::Refused, Stage::Auth) => "does not accept our user and password",
        (Cause::Refused, Stage::Mail) => "does not accept our sender",
        (Cause::Refused, Stage::Rcpt) => "does not send mail to this recipient for us",
        (Cause::Refused, Stage::Data | Stage::Message) => "does not accept mail from us",
        (Cause::Message, _) => "refused the message for its size or content",
        (Cause::Recipient, _) | (Cause::Later, Stage::Rcpt) => "refused the recipient",
        (Cause::Later, _) => "did not take the message",
    };
    format!("the mail server {what}")
}

/// What an operator can do about a refusal, or what happens next.
fn advice(stage: Stage, cause: Cause, code: u16) -> &'static str {
    match (cause, stage) {
        (Cause::Later, _) if code < 500 => ", for now",
        (Cause::Later, _) => ", and its code does not rule out a retry",
        (Cause::Refused, Stage::Connect | Stage::Greeting) => {
            "; ask its operator, and look for this machine on block lists"
        }
        (Cause::Refused, Stage::Hello) => {
            "; set --smtp-hello (STACKMATCH_SMTP_HELLO) to the full name of this machine"
        }
        (Cause::Refused, Stage::Tls) => {
            "; correct ?tls= in --smtp-url (STACKMATCH_SMTP_URL), or ask its operator"
        }
        (Cause::Refused, Stage::Auth) => "; correct them in --smtp-url (STACKMATCH_SMTP_URL)",
        (Cause::Refused, Stage::Mail) => {
            "; correct --mail-from (STACKMATCH_MAIL_FROM), or allow it for the user in --smtp-url (STACKMATCH_SMTP_URL)"
        }
        (Cause::Refused, Stage::Rcpt) => {
            "; put user and password into --smtp-url (STACKMATCH_SMTP_URL), or allow this machine to relay; check SPF, DKIM and reverse DNS"
        }
        (Cause::Refused, _) => {
            "; check SPF, DKIM (--dkim-key), DMARC and reverse DNS of the sender's domain, and look for this machine on block lists"
        }
        _ => "",
    }
}
