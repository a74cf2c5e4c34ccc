//! A connection that sends prepared requests again and again. It costs a fraction of a real client's processor time, which
//! the program it measures would lack on the same machine.

use std::net::SocketAddr;

use anyhow::{Context, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Responses are short: a head, and at most one intake.
const BUFFER: usize = 64 * 1024;
const END_OF_HEAD: &[u8] = b"\r\n\r\n";

pub struct Replay {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// The head of a response.
pub struct Head<'a> {
    pub status: u16,
    text: &'a str,
}

impl Replay {
    pub async fn connect(to: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(to).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: vec![0; BUFFER],
        })
    }

    /// Sends a request, reads the whole response, and returns its head.
    pub async fn send(&mut self, request: &[u8]) -> anyhow::Result<Head<'_>> {
        self.stream.write_all(request).await?;
        let mut read = 0;
        let head = loop {
            read += self.read(read).await?;
            if let Some(at) = find(&self.buffer[..read], END_OF_HEAD) {
                break at + END_OF_HEAD.len();
            }
        };
        let text = std::str::from_utf8(&self.buffer[..head])?;
        let status = text.get(9..12).context("a response without status")?;
        let status = status.parse()?;
        let length = header(text, "content-length");
        let whole = head + length.map_or(Ok(0), str::parse::<usize>)?;
        ensure!(
            length.is_some() || status == 204,
            "a response of unknown length: {text}"
        );
        while read < whole {
            read += self.read(read).await?;
        }
        ensure!(read == whole, "more than one response");
        let text = std::str::from_utf8(&self.buffer[..head])?;
        Ok(Head { status, text })
    }

    async fn read(&mut self, from: usize) -> anyhow::Result<usize> {
        let read = self.stream.read(&mut self.buffer[from..]).await?;
        ensure!(
            read > 0,
            "the connection ended, or the response is too long"
        );
        Ok(read)
    }
}

impl Head<'_> {
    /// The text of a header, by lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(self.text, name)
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let (_, value) = lines.find(|(other, _)| other.eq_ignore_ascii_case(name))?;
    Some(value.trim())
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}
