//! The HTTP/1.1 server: accepts connections within the limits, answers on them, and stops.
//!
//! It does not speak HTTP/2: browsers do so over TLS only, which is the proxy's business, and proxies speak HTTP/1.1 to
//! what is behind them. So a connection has one request at a time.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use poem::http::uri::Scheme;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Addr, Endpoint, Response};
use tokio::net::{TcpListener, TcpStream};

use super::admission::{Admission, Admitted};
use super::socket::{Answer, Socket, answer};
use super::stop::Stop;
use crate::telemetry::TransportMetrics;

/// Largest head of a request, in bytes.
const HEAD_LIMIT: usize = 16 * 1024;
/// Largest buffer of a connection, in bytes.
const BUFFER_LIMIT: usize = 64 * 1024;
/// How long to wait after accepting failed, at first and at most.
const PAUSE: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(1));
/// The answer to a connection that is not let in.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// Answers with `endpoint` until `stop` begins, and then finishes the requests that have begun, for at most `grace`.
/// Gives how many connections had to be cut off.
pub(crate) async fn run<E: Endpoint<Output = Response> + 'static>(
    listener: TcpListener,
    endpoint: E,
    admission: &Arc<Admission>,
    metrics: &TransportMetrics,
    stop: &Stop,
    grace: Duration,
) -> usize {
    let endpoint = Arc::new(endpoint);
    let mut begun = std::pin::pin!(stop.begun());
    let mut faults = Faults::default();
    loop {
        let accepted = tokio::select! {
            biased;
            () = &mut begun => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                faults = Faults {
                    told: faults.told,
                    ..Faults::default()
                };
                match admission.admit(peer.ip()) {
                    Ok(admitted) => {
                        tokio::spawn(serve(
                            stream,
                            peer,
                            endpoint.clone(),
                            admitted,
                            metrics.clone(),
                        ));
                    }
                    // It may not be writable yet; then it is just closed.
                    Err(_) => drop(stream.try_write(FULL)),
                }
            }
            Err(error) => tokio::select! {
                () = &mut begun => break,
                () = faults.pause(&error) => {}
            },
        }
    }
    drop(listener);
    admission.stop();
    tokio::select! {
        () = admission.empty() => return 0,
        () = tokio::time::sleep(grace) => {}
        () = stop.hurried() => {}
    }
    let cut_off = admission.abort();
    admission.empty().await;
    cut_off
}

async fn serve<E: Endpoint<Output = Response>>(
    stream: TcpStream,
    peer: SocketAddr,
    endpoint: Arc<E>,
    admitted: Admitted,
    metrics: TransportMetrics,
) {
    let Ok(local) = stream.local_addr() else {
        return;
    };
    let connection = admitted.connection.clone();
    let service = service_fn(|request: hyper::Request<Incoming>| {
        connection.begin_request();
        let request = (
            request,
            LocalAddr(Addr::from(local)),
            RemoteAddr(Addr::from(peer)),
            Scheme::HTTP,
        )
            .into();
        let (endpoint, connection) = (endpoint.clone(), connection.clone());
        async move {
            Ok::<hyper::Response<Answer>, Infallible>(answer(
                endpoint.get_response(request).await,
                connection,
            ))
        }
    });
    let http = http1::Builder::new()
        .header_read_timeout(None)
        .max_header_size(HEAD_LIMIT)
        .max_buf_size(BUFFER_LIMIT)
        .serve_connection(
            TokioIo::new(Socket::new(stream, connection.clone())),
            service,
        );
    if let Some(reason) = connection
        .drive(http, |http| http.graceful_shutdown())
        .await
    {
        metrics.closed_connection(reason.as_str());
        tracing::debug!(reason = reason.as_str(), "a connection was closed");
    }
}

/// Failures to accept since the last success.
#[derive(Default)]
struct Faults {
    in_a_row: u32,
    told: Option<Instant>,
}

impl Faults {
    /// Waits where trying again at once would fail again, and says so once a minute.
    async fn pause(&mut self, error: &io::Error) {
        use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
        if matches!(
            error.kind(),
            ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted
        ) {
            return;
        }
        if self
            .told
            .is_none_or(|told| told.elapsed() > Duration::from_secs(60))
        {
            self.told = Some(Instant::now());
            tracing::error!(%error, "connections cannot be accepted; if files are too many, raise the limit of open files (LimitNOFILE, ulimit -n) or lower --max-connections (STACKMATCH_MAX_CONNECTIONS)");
        }
        let pause = PAUSE.0 * 2_u32.pow(self.in_a_row.min(10));
        self.in_a_row += 1;
        tokio::time::sleep(pause.min(PAUSE.1)).await;
    }
}
