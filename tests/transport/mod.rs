//! Clients that keep a server waiting, fill its memory or hold its connections, and what it does about them.

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
    Database, METRICS_TOKEN, MailServer, Behaviour, Process, Setup, TestApp, Visitor, client, log,
    on_both_databases, until,
};

const HALF: &[u8] = b"GET / HTTP/1.1\r\nhost: x\r\n";

const PAGE: &[u8] = b"GET /robots.txt HTTP/1.1\r\nhost: x\r\n\r\n";

/// 1.7 MB, where nobody asks for it compressed.
const LARGE: &[u8] = b"GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nhost: x\r\n\r\n";

/// More than any of these tests should take where a limit holds, and less than the limits that they must not wait for.
const SOON: Duration = Duration::from_secs(15);

fn address(base: &str) -> SocketAddr {
    base.trim_start_matches("http://").parse().unwrap()
}

async fn connect(base: &str) -> TcpStream {
    TcpStream::connect(address(base)).await.unwrap()
}

/// A connection from this address that has sent `bytes`. It takes little into its own buffer.
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

/// Everything until the server closes the connection, which it has to do soon.
async fn rest(stream: &mut TcpStream) -> String {
    let mut all = vec![];
    let end = tokio::time::timeout(SOON, stream.read_to_end(&mut all))
        .await
        .expect("the server closes the connection");
    // A server that closes with something unread resets the connection.
    end.map(|_| ())
        .or_else(|error| {
            (error.kind() == std::io::ErrorKind::ConnectionReset)
                .then_some(())
                .ok_or(error)
        })
        .unwrap();
    String::from_utf8(all).unwrap()
}

/// The answer to one request without a body, on a connection that stays open.
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
