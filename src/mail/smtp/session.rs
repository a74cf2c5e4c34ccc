//! An SMTP session, command by command.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lettre::address::Envelope;
use secrecy::ExposeSecret;

use super::failure::{Failure, Fault};
use super::reply::Reply;
use super::wire::Wire;
use super::{Cause, Server, Stage, TlsMode};

/// A connection after EHLO, TLS and authentication.
pub(super) struct Session {
    wire: Wire,
    offers: Offers,
}

/// The extensions in the reply to EHLO.
#[derive(Debug, Default, PartialEq, Eq)]
struct Offers {
    starttls: bool,
    plain: bool,
    login: bool,
    eight_bit: bool,
    /// The maximum message size in bytes; `Some(0)` means no limit.
    size: Option<usize>,
}

/// Adds the stage to a fault.
trait At<T> {
    fn at(self, stage: Stage) -> Result<T, Failure>;
}

impl<T> At<T> for Result<T, Fault> {
    fn at(self, stage: Stage) -> Result<T, Failure> {
        self.map_err(|fault| Failure { stage, fault })
    }
}

/// The reply if it has the expected class (2 for done, 3 for more).
fn expect(class: u16, reply: Reply) -> Result<Reply, Fault> {
    match reply.code {
        code if code / 100 == class => Ok(reply),
        400.. => Err(Fault::Refused(reply)),
        _ => Err(Fault::Garbled),
    }
}

impl Session {
    /// Connects, sends EHLO, starts TLS and authenticates, as configured.
    pub async fn open(server: &Server) -> Result<Self, Failure> {
        let mut wire = Wire::connect(&server.url.host, server.url.port, server.limit)
            .await
            .at(Stage::Connect)?;
        if let (TlsMode::Implicit, Some(tls)) = (server.url.tls, &server.tls) {
            wire = wire.secure(tls).await.at(Stage::Tls)?;
        }
        wire.reply()
            .await
            .and_then(|reply| expect(2, reply))
            .at(Stage::Greeting)?;
        let mut session = Self {
            wire,
            offers: Offers::default(),
        };
        session.hello(server).await?;
        session = session.starttls(server).await?;
        session.authenticate(server).await?;
        Ok(session)
    }

    async fn command(&mut self, stage: Stage, class: u16, line: &str) -> Result<Reply, Failure> {
        self.wire
            .command(line)
            .await
            .and_then(|reply| expect(class, reply))
            .at(stage)
    }

    async fn hello(&mut self, server: &Server) -> Result<(), Failure> {
        let reply = self
            .command(Stage::Hello, 2, &format!("EHLO {}", server.hello))
            .await?;
        self.offers = Offers::of(&reply);
        Ok(())
    }

    async fn starttls(mut self, server: &Server) -> Result<Self, Failure> {
        let Some(tls) = server
            .tls
            .as_ref()
            .filter(|_| server.url.tls != TlsMode::Implicit)
        else {
            return Ok(self);
        };
        if !self.offers.starttls {
            let missing = "the mail server does not offer STARTTLS; write ?tls=none after its address in --smtp-url (STACKMATCH_SMTP_URL) if it is on this machine, or smtps:// if it speaks TLS from the start";
            let required = server.url.tls == TlsMode::Required;
            return if required {
                Err(Fault::Missing(missing)).at(Stage::Tls)
            } else {
                Ok(self)
            };
        }
        self.command(Stage::Tls, 2, "STARTTLS").await?;
        self.wire = self.wire.secure(tls).await.at(Stage::Tls)?;
        self.hello(server).await?;
        Ok(self)
    }

    /// PLAIN (RFC 4616), else LOGIN.
    async fn authenticate(&mut self, server: &Server) -> Result<(), Failure> {
        let Some((user, password)) = &server.url.credentials else {
            return Ok(());
        };
        if self.offers.plain {
            let secret = STANDARD.encode(format!("\0{user}\0{}", password.expose_secret()));
            self.command(Stage::Auth, 2, &format!("AUTH PLAIN {secret}"))
                .await?;
        } else if self.offers.login {
            self.command(Stage::Auth, 3, "AUTH LOGIN").await?;
            self.command(Stage::Auth, 3, &STANDARD.encode(user)).await?;
            self.command(Stage::Auth, 2, &STANDARD.encode(password.expose_secret()))
                .await?;
        } else {
            let missing = "the mail server offers no login by user and password (AUTH PLAIN or LOGIN); correct --smtp-url (STACKMATCH_SMTP_URL)";
            return Err(Fault::Missing(missing)).at(Stage::Auth);
        }
        Ok(())
    }

    /// Sends MAIL, the first command of a mail.
    pub async fn begin(&mut self, envelope: &Envelope, message: &[u8]) -> Result<(), Failure> {
        let from: &str = envelope.from().map(AsRef::as_ref).unwrap_or_default();
        if !from.is_ascii() {
            let text = "the sender's address has letters that mail servers do not take; write --mail-from (STACKMATCH_MAIL_FROM) in ASCII";
            return Err(Fault::Missing(text)).at(Stage::Mail);
        }
        let mut command = format!("MAIL FROM:<{from}>");
        if !message.is_ascii() {
            if !self.offers.eight_bit {
                let text = "the message holds bytes that the mail server does not take: it does not offer 8BITMIME";
                return Err(Fault::Unfit(Cause::Message, text.to_owned())).at(Stage::Mail);
            }
            command.push_str(" BODY=8BITMIME");
        }
        if let Some(limit) = self.offers.size {
            let size = message.len();
            if limit > 0 && size > limit {
                let text =
                    format!("the message has {size} bytes, and the mail server takes {limit}");
                return Err(Fault::Unfit(Cause::Message, text)).at(Stage::Mail);
            }
            command.push_str(&format!(" SIZE={size}"));
        }
        self.command(Stage::Mail, 2, &command).await.map(|_| ())
    }

    /// Sends the recipients and the message. `longest` is the time limit of the reply to it.
    pub async fn deliver(
        &mut self,
        envelope: &Envelope,
        message: &[u8],
        longest: Duration,
    ) -> Result<(), Failure> {
        for to in envelope.to() {
            let to: &str = to.as_ref();
            if !to.is_ascii() {
                let text = "the recipient's address has letters that mail servers do not take";
                return Err(Fault::Unfit(Cause::Recipient, text.to_owned())).at(Stage::Rcpt);
            }
            self.command(Stage::Rcpt, 2, &format!("RCPT TO:<{to}>"))
                .await?;
        }
        self.command(Stage::Data, 3, "DATA").await?;
        if let Err(fault) = self.wire.body(message).await {
            // A reply at this point answers the part of the message read so far.
            let stage = if matches!(fault, Fault::Refused(_)) {
                Stage::Message
            } else {
                Stage::Data
            };
            return Err(fault).at(stage);
        }
        self.wire
            .end(longest)
            .await
            .and_then(|reply| expect(2, reply))
            .at(Stage::Message)
            .map(|_| ())
    }

    /// Sends NOOP, to check whether the server answers.
    pub async fn noop(&mut self) -> Result<(), Failure> {
        self.command(Stage::Mail, 2, "NOOP").await.map(|_| ())
    }

    /// Ends the session, and waits for the reply within the limit of a command.
    pub async fn quit(mut self) {
        let _ = self.wire.command("QUIT").await;
    }

    /// Ends the session without waiting for the reply.
    pub async fn leave(mut self) {
        self.wire.say("QUIT").await;
    }
}

impl Offers {
    fn of(reply: &Reply) -> Self {
        let mut offers = Self::default();
        for line in reply.lines() {
            let line = line.replace('=', " ").to_ascii_uppercase();
            let mut words = line.split_ascii_whitespace();
            match words.next().unwrap_or_default() {
                "STARTTLS" => offers.starttls = true,
                "8BITMIME" => offers.eight_bit = true,
                "SIZE" => {
                    offers.size = Some(words.next().and_then(|size| size.parse().ok()).unwrap_or(0))
                }
                "AUTH" => {
                    for mechanism in words {
                        offers.plain |= mechanism == "PLAIN";
                        offers.login |= mechanism == "LOGIN";
                    }
                }
                _ => {}
            }
        }
        offers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_offers_is_read_in_any_case_and_order() {
        let lines = [
            "mail.example",
            "SIZE 52428800",
            "starttls",
            "AUTH=LOGIN",
            "auth PLAIN XOAUTH2",
            "8BitMime",
            "HELP",
        ];
        let offers = Offers::of(&Reply::new(250, lines.map(str::to_owned).to_vec()));
        let all = Offers {
            starttls: true,
            plain: true,
            login: true,
            eight_bit: true,
            size: Some(52_428_800),
        };
        assert_eq!(offers, all);
        assert_eq!(
            Offers::of(&Reply::new(250, vec!["mail.example".to_owned()])),
            Offers::default()
        );
        assert_eq!(
            Offers::of(&Reply::new(250, vec!["SIZE".to_owned()])).size,
            Some(0)
        );
    }
}
