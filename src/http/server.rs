//! The HTTP/1.1 server: accepts connections within the limits, serves them, and stops.
//!
//! HTTP/2 is not supported: browsers use it over TLS only, which is left to the proxy, and proxies speak HTTP/1.1 to
//! their upstreams. So each connection has one request at a time.

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

/// Maximum size of a request head, in bytes.
const HEAD_LIMIT: usize = 16 * 1024;
/// Maximum size of a connection's buffer, in bytes.
const BUFFER_LIMIT: usize = 64 * 1024;
/// The first pause after a failure to accept; doubled after each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// The longest pause.
const MAX_PAUSE: Duration = Duration::from_secs(1);
/// The response to a refused connection.
const REFUSAL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// Serves `endpoint` until `stop` begins, then finishes the requests in progress within `grace`. Returns the number of
/// connections cut off.
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
                    logged_at: faults.logged_at,
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
                    // If it is not writable yet, it is closed without a response.
                    Err(_) => drop(stream.try_write(REFUSAL)),
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
        () = stop.forced() => {}
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

/// Consecutive failures to accept.
#[derive(Default)]
struct Faults {
    in_a_row: u32,
    logged_at: Option<Instant>,
}

impl Faults {
    /// Pauses if an immediate retry would fail again, and logs the error at most once a minute.
    async fn pause(&mut self, error: &io::Error) {
        use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
        if matches!(
            error.kind(),
            ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted
        ) {
            return;
        }
        if self
            .logged_at
            .is_none_or(|at| at.elapsed() > Duration::from_secs(60))
        {
            self.logged_at = Some(Instant::now());
            tracing::error!(%error, "failed to accept connections; if too many files are open, raise the limit of open files (LimitNOFILE, ulimit -n) or lower --max-connections (STACKMATCH_MAX_CONNECTIONS)");
        }
        let pause = FIRST_PAUSE * 2_u32.pow(self.in_a_row.min(10));
        self.in_a_row += 1;
        tokio::time::sleep(pause.min(MAX_PAUSE)).await;
    }
}
