//! The connection: writing, reading replies and starting TLS, each with a time limit.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::failure::Fault;
use super::reply::{Line, Reply};
use super::tls::Tls;

/// The maximum length of a reply line in bytes; RFC 5321 allows 512.
const MAX_LINE_BYTES: u64 = 8192;
/// The maximum number of lines of a reply.
const MAX_LINES: usize = 200;
/// The size of the pieces in which a message is sent, in bytes; each has its own time limit.
const CHUNK_BYTES: usize = 16 * 1024;

/// A plain or TLS stream.
trait Stream: AsyncRead + AsyncWrite + Send + Sync + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> Stream for T {}

/// A connection.
pub(super) struct Wire {
    stream: BufReader<Box<dyn Stream>>,
    /// Time limit of each step.
    limit: Duration,
}

impl Wire {
    /// Connects. Each address of the host gets a share of the limit, so that a silent one does not block the next.
    pub async fn connect(host: &str, port: u16, limit: Duration) -> Result<Self, Fault> {
        let found = within(limit, lookup_host((host, port))).await?;
        let addresses: Vec<_> = found.collect();
        let share = limit / u32::try_from(addresses.len().max(1)).unwrap_or(1);
        let mut fault = Fault::Io(io::Error::new(
            io::ErrorKind::NotFound,
            "its name has no address",
        ));
        for address in addresses {
            match within(share, TcpStream::connect(address)).await {
                Ok(stream) => {
                    // Commands are short and each waits for its reply, so nothing may be delayed to fill a packet.
                    stream.set_nodelay(true).map_err(Fault::Io)?;
                    return Ok(Self {
                        stream: BufReader::new(Box::new(stream)),
                        limit,
                    });
                }
                Err(Fault::Silent(_)) => fault = Fault::Silent(limit),
                Err(failed) => fault = failed,
            }
        }
        Err(fault)
    }

    /// Starts TLS. Discards what was received in plain text before (RFC 3207, section 6).
    pub async fn secure(self, tls: &Tls) -> Result<Self, Fault> {
        if !self.stream.buffer().is_empty() {
            return Err(Fault::Garbled);
        }
        let stream = within(self.limit, tls.connect(self.stream.into_inner())).await?;
        Ok(Self {
            stream: BufReader::new(Box::new(stream)),
            limit: self.limit,
        })
    }

    /// Writes a line and reads the reply to it.
    pub async fn command(&mut self, line: &str) -> Result<Reply, Fault> {
        let limit = self.limit;
        let exchange = async {
            self.write(format!("{line}\r\n").as_bytes()).await?;
            self.read().await
        };
        timeout(limit, exchange)
            .await
            .map_err(|_| Fault::Silent(limit))?
    }

    /// Reads a reply without writing first.
    pub async fn reply(&mut self) -> Result<Reply, Fault> {
        let limit = self.limit;
        timeout(limit, self.read())
            .await
            .map_err(|_| Fault::Silent(limit))?
    }

    /// Writes a line without waiting for the reply.
    pub async fn say(&mut self, line: &str) {
        let _ = timeout(self.limit, self.write(format!("{line}\r\n").as_bytes())).await;
    }

    /// Writes a message without the final dot. Each piece has the time limit.
    pub async fn body(&mut self, message: &[u8]) -> Result<(), Fault> {
        let limit = self.limit;
        for piece in transparent(message).chunks(CHUNK_BYTES) {
            let written = timeout(limit, self.write(piece))
                .await
                .map_err(|_| Fault::Silent(limit))?;
            if let Err(fault) = written {
                // A server that rejects early says why before it hangs up.
                let reply = self.reply().await.ok().filter(|reply| reply.code >= 400);
                return Err(reply.map_or(fault, Fault::Refused));
            }
        }
        Ok(())
    }

    /// Writes the final dot and reads the reply within `longest`, since a server may need long to accept responsibility
    /// for a message (RFC 5321, section 4.5.3.2).
    pub async fn end(&mut self, longest: Duration) -> Result<Reply, Fault> {
        let exchange = async {
            self.write(b".\r\n").await?;
            self.read().await
        };
        timeout(longest, exchange)
            .await
            .map_err(|_| Fault::Silent(longest))?
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.stream.write_all(bytes).await.map_err(Fault::Io)?;
        self.stream.flush().await.map_err(Fault::Io)
    }

    async fn read(&mut self) -> Result<Reply, Fault> {
        let mut lines = Vec::new();
        let mut code = None;
        while lines.len() < MAX_LINES {
            let mut bytes = Vec::new();
            (&mut self.stream)
                .take(MAX_LINE_BYTES)
                .read_until(b'\n', &mut bytes)
                .await
                .map_err(Fault::Io)?;
            if bytes.len() < MAX_LINE_BYTES as usize && !bytes.ends_with(b"\n") {
                return Err(Fault::Closed);
            }
            let line = Line::parse(&bytes)
                .filter(|_| bytes.ends_with(b"\n"))
                .ok_or(Fault::Garbled)?;
            if *code.get_or_insert(line.code) != line.code {
                return Err(Fault::Garbled);
            }
            lines.push(line.text);
            if line.last {
                return Ok(Reply::new(line.code, lines));
            }
        }
        Err(Fault::Garbled)
    }
}

async fn within<T>(limit: Duration, step: impl Future<Output = io::Result<T>>) -> Result<T, Fault> {
    timeout(limit, step)
        .await
        .map_err(|_| Fault::Silent(limit))?
        .map_err(Fault::Io)
}

/// A message for transfer: dots at the start of lines are doubled (RFC 5321, section 4.5.2), and it ends with a line
/// break.
fn transparent(message: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(message.len() + message.len() / 64 + 2);
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b".") {
            bytes.push(b'.');
        }
        bytes.extend_from_slice(line);
    }
    if !bytes.ends_with(b"\r\n") {
        bytes.extend_from_slice(b"\r\n");
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_at_the_start_of_lines_are_doubled_and_the_last_line_ends() {
        let sent = |text: &str| String::from_utf8(transparent(text.as_bytes())).unwrap();
        assert_eq!(
            sent("a\r\n.\r\n..b\r\nc.d\r\n"),
            "a\r\n..\r\n...b\r\nc.d\r\n"
        );
        assert_eq!(sent(".a"), "..a\r\n");
        assert_eq!(
            sent("a\n.b\r\n"),
            "a\n..b\r\n",
            "a bare line feed is a line's end for some servers"
        );
        assert_eq!(sent(""), "\r\n");
    }

    #[tokio::test]
    async fn replies_are_read_whole_and_within_bounds() {
        let long = format!("250 {}\r\n", "x".repeat(9000));
        let many = "250-x\r\n".repeat(300);
        for (said, expected) in [
            (
                "250-one\r\n250-two\r\n250 three\r\n",
                Ok((250, "one two three")),
            ),
            ("250-one\r\n550 two\r\n", Err("garbled")),
            ("220 mail", Err("closed")),
            ("", Err("closed")),
            ("SSH-2.0-OpenSSH_9.2\r\n", Err("garbled")),
            (&long, Err("garbled")),
            (&many, Err("garbled")),
        ] {
            let stream = Box::new(tokio::io::join(
                io::Cursor::new(said.as_bytes().to_vec()),
                tokio::io::sink(),
            ));
            let mut wire = Wire {
                stream: BufReader::new(stream),
                limit: Duration::from_secs(1),
            };
            let got = wire
                .reply()
                .await
                .map(|reply| (reply.code, reply.words()))
                .map_err(|fault| match fault {
                    Fault::Closed => "closed",
                    Fault::Garbled => "garbled",
                    _ => "other",
                });
            assert_eq!(
                got.as_ref()
                    .map(|(code, words)| (*code, words.as_str()))
                    .map_err(|fault| *fault),
                expected,
                "{said:.40}"
            );
        }
    }
}
