//! One SMTP session, from the greeting until either side hangs up.

use std::io;
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::sleep;

use super::behaviour::{Behaviour, Greeting, SmtpBehaviour};
use super::headers::{Headers, inner};
use super::{Arrival, Arrivals};

/// The longest delay of a reply.
const LATE: Duration = Duration::from_secs(1);
/// The shortest time that a server hangs; the longest is three times that.
const HANG: Duration = Duration::from_secs(2);
/// Lines of a mail that are read before the server hangs up within it. The shortest mail has more.
const CUT_AFTER_LINES: usize = 30;

pub(super) async fn hold(
    stream: TcpStream,
    server: &SmtpBehaviour,
    arrivals: &Arrivals,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut line = Line(BufReader::new(stream));
    if server.greetings.deal() == Greeting::Closing {
        return line.say("421 4.3.2 closing").await;
    }
    line.say("220 localhost ESMTP").await?;
    let (mut behaviour, mut to) = (Behaviour::Take, String::new());
    while let Some(command) = line.hear().await? {
        let verb = command.get(..4).unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => line.say("250-localhost\r\n250 8BITMIME").await?,
            "MAIL" => {
                behaviour = server.mails.deal();
                line.say("250 2.1.0 go on").await?;
            }
            "RCPT" if behaviour == Behaviour::Busy => line.say("451 4.3.0 busy").await?,
            "RCPT" => {
                to = inner(&command).to_owned();
                line.say("250 2.1.5 go on").await?;
            }
            "DATA" => {
                if behaviour == Behaviour::Hang {
                    sleep(HANG + server.mails.time(HANG * 2)).await;
                }
                line.say("354 go on").await?;
                let Some(mut arrival) = line.receive(&to, behaviour == Behaviour::Cut).await?
                else {
                    return Ok(());
                };
                if behaviour == Behaviour::Late {
                    sleep(server.mails.time(LATE)).await;
                }
                // The reply counts only if it could be sent: the client may have died.
                arrival.answered =
                    behaviour != Behaviour::Swallow && line.say("250 2.0.0 taken").await.is_ok();
                let answered = arrival.answered;
                arrivals.send_modify(|all| all.push(arrival));
                if !answered {
                    return Ok(());
                }
            }
            "HELO" | "NOOP" | "RSET" => line.say("250 2.0.0 fine").await?,
            "QUIT" => return line.say("221 2.0.0 bye").await,
            _ => line.say("502 5.5.1 unknown").await?,
        }
    }
    Ok(())
}

struct Line(BufReader<TcpStream>);

impl Line {
    async fn say(&mut self, reply: &str) -> io::Result<()> {
        self.0
            .get_mut()
            .write_all(format!("{reply}\r\n").as_bytes())
            .await
    }

    /// The next line without its ending; `None` if the client hung up.
    async fn hear(&mut self) -> io::Result<Option<String>> {
        let mut bytes = Vec::new();
        if self.0.read_until(b'\n', &mut bytes).await? == 0 {
            return Ok(None);
        }
        Ok(Some(
            String::from_utf8_lossy(&bytes)
                .trim_end_matches(['\r', '\n'])
                .to_owned(),
        ))
    }

    /// Reads a mail up to its final dot; `None` if either side hung up before.
    async fn receive(&mut self, to: &str, cut: bool) -> io::Result<Option<Arrival>> {
        let (mut headers, mut bytes, mut lines) = (Headers::default(), 0, 0);
        loop {
            let Some(line) = self.hear().await? else {
                return Ok(None);
            };
            if line == "." {
                break;
            }
            lines += 1;
            if cut && lines > CUT_AFTER_LINES {
                return Ok(None);
            }
            bytes += line.len() + 2;
            headers.read(&line);
        }
        Ok(Some(Arrival {
            at: Instant::now(),
            to: to.to_owned(),
            message_id: headers.value("message-id"),
            reply_to: headers.value("reply-to"),
            bytes,
            answered: false,
        }))
    }
}
