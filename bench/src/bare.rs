//! The baseline for pages: plain hyper that answers every request with the same bytes.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use http_body_util::Full;
use hyper::Response;
use hyper::body::Bytes;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

#[derive(Args)]
pub struct Settings {
    /// The body of every answer
    #[arg(long, value_name = "FILE")]
    body: PathBuf,
    /// The port on 127.0.0.1
    #[arg(long)]
    port: u16,
}

/// Serves until the process ends.
pub async fn serve(settings: Settings) -> anyhow::Result<()> {
    let body = std::fs::read(&settings.body)
        .with_context(|| format!("reading {}", settings.body.display()))?;
    let body = Bytes::from(body);
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, settings.port)))
        .await
        .with_context(|| format!("listening on port {}", settings.port))?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let body = body.clone();
        tokio::spawn(async move {
            let answer = service_fn(move |_| {
                let body = Full::new(body.clone());
                async move { Ok::<_, Infallible>(Response::new(body)) }
            });
            // A client that hangs up is not a failure.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), answer)
                .await;
        });
    }
}
