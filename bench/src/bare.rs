//! The baseline for pages: plain hyper that answers every request with the same head and body.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use http_body_util::Full;
use hyper::Response;
use hyper::body::Bytes;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

#[derive(Args)]
pub struct Settings {
    /// The body of every answer
    #[arg(long, value_name = "FILE")]
    body: PathBuf,
    /// A header of every answer, as `name: value`
    #[arg(long, value_name = "HEADER", value_parser = header)]
    header: Vec<(HeaderName, HeaderValue)>,
    /// The port on 127.0.0.1
    #[arg(long)]
    port: u16,
}

fn header(text: &str) -> anyhow::Result<(HeaderName, HeaderValue)> {
    let (name, value) = text.split_once(": ").context("a header without a colon")?;
    Ok((name.parse()?, value.parse()?))
}

/// Serves until the process ends.
pub async fn serve(settings: Settings) -> anyhow::Result<()> {
    let body = std::fs::read(&settings.body)
        .with_context(|| format!("reading {}", settings.body.display()))?;
    let body = Bytes::from(body);
    let headers: HeaderMap = settings.header.into_iter().collect();
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, settings.port)))
        .await
        .with_context(|| format!("listening on port {}", settings.port))?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let (body, headers) = (body.clone(), headers.clone());
        tokio::spawn(async move {
            let answer = service_fn(move |_| {
                let mut response = Response::new(Full::new(body.clone()));
                *response.headers_mut() = headers.clone();
                async move { Ok::<_, Infallible>(response) }
            });
            // A client that hangs up is not a failure.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), answer)
                .await;
        });
    }
}
