//! Limits against clients that are slow, fill memory or hold connections.

mod answers;
mod limits;
mod stops;
mod waiting;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode};
use stackmatch::http;
use stackmatch::store::Role;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use crate::support::{
    Behaviour, Database, METRICS_TOKEN, MailServer, Process, Setup, TestApp, Visitor, client, log,
    on_both_databases, until,
};

const HALF: &[u8] = b"GET / HTTP/1.1\r\nhost: x\r\n";

const PAGE: &[u8] = b"GET /robots.txt HTTP/1.1\r\nhost: x\r\n\r\n";

/// A response of 1.7 MB, uncompressed.
const LARGE: &[u8] = b"GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nhost: x\r\n\r\n";

/// Longer than any test takes when its limit works, and shorter than the limits that it must not wait for.
const SOON: Duration = Duration::from_secs(15);

fn address(base: &str) -> SocketAddr {
    base.trim_start_matches("http://").parse().unwrap()
}

async fn connect(base: &str) -> TcpStream {
    TcpStream::connect(address(base)).await.unwrap()
}

/// A connection from this address that has sent `bytes`; its receive buffer is small.
async fn sending(from: &str, base: &str, bytes: &[u8]) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    socket
        .bind(SocketAddr::new(from.parse().unwrap(), 0))
        .unwrap();
    let mut stream = socket.connect(address(base)).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    stream
}

/// Reads until the server closes the connection, which must happen soon.
async fn rest(stream: &mut TcpStream) -> String {
    let mut all = vec![];
    let end = tokio::time::timeout(SOON, stream.read_to_end(&mut all))
        .await
        .expect("the server closes the connection");
    // A server that closes with unread data resets the connection.
    end.map(|_| ())
        .or_else(|error| {
            (error.kind() == std::io::ErrorKind::ConnectionReset)
                .then_some(())
                .ok_or(error)
        })
        .unwrap();
    String::from_utf8(all).unwrap()
}

/// Reads the response to one request, without a body, on a kept connection.
async fn head(stream: &mut TcpStream) -> String {
    let mut all = vec![];
    while !all.ends_with(b"\r\n\r\n") {
        all.push(
            tokio::time::timeout(SOON, stream.read_u8())
                .await
                .expect("an answer")
                .unwrap(),
        );
    }
    String::from_utf8(all).unwrap()
}

async fn metric(app: &TestApp, line: &str) -> bool {
    let seen = stackmatch::health::operations(app, Duration::ZERO).await;
    app.metrics.render(&seen, &[]).unwrap().contains(line)
}

async fn quiet(setup: Setup) -> (Database, TestApp) {
    let database = Database::sqlite().await;
    let app = setup.without_workers().start(&database).await;
    (database, app)
}
