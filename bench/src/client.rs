//! One client with one kept connection, as thin as hyper allows, so that little of a measured time is its own.

use std::net::SocketAddr;

use anyhow::Context;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, ETAG, HOST};
use hyper::{Method, Request, StatusCode, http};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

pub struct Client {
    host: String,
    sender: SendRequest<Full<Bytes>>,
    /// Sent as `Authorization: Bearer` once it is known.
    pub token: Option<String>,
}

pub struct Answer {
    pub status: StatusCode,
    pub etag: Option<String>,
    pub body: Bytes,
}

impl Client {
    pub async fn connect(to: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(to).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self {
            host: to.to_string(),
            sender,
            token: None,
        })
    }

    pub async fn page(&mut self, path: &str, gzip: bool) -> anyhow::Result<Answer> {
        let mut request = self.request(Method::GET, path);
        if gzip {
            request = request.header(ACCEPT_ENCODING, "gzip");
        }
        self.send(request.body(Full::default())?).await
    }

    pub async fn put(&mut self, path: &str, body: &Value) -> anyhow::Result<Answer> {
        let request = self.request(Method::PUT, path);
        self.send(json(request, body)?).await
    }

    pub async fn post(&mut self, path: &str, body: &Value) -> anyhow::Result<Answer> {
        let request = self.request(Method::POST, path);
        self.send(json(request, body)?).await
    }

    pub async fn post_once(&mut self, path: &str, key: &str) -> anyhow::Result<Answer> {
        let request = self
            .request(Method::POST, path)
            .header("idempotency-key", key);
        self.send(request.body(Full::default())?).await
    }

    fn request(&self, method: Method, path: &str) -> http::request::Builder {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, &self.host);
        match &self.token {
            Some(token) => request.header(AUTHORIZATION, format!("Bearer {token}")),
            None => request,
        }
    }

    async fn send(&mut self, request: Request<Full<Bytes>>) -> anyhow::Result<Answer> {
        self.sender.ready().await?;
        let (head, body) = self.sender.send_request(request).await?.into_parts();
        let etag = head.headers.get(ETAG).and_then(|tag| tag.to_str().ok());
        Ok(Answer {
            status: head.status,
            etag: etag.map(str::to_owned),
            body: body.collect().await?.to_bytes(),
        })
    }
}

fn json(request: http::request::Builder, body: &Value) -> anyhow::Result<Request<Full<Bytes>>> {
    let request = request.header(CONTENT_TYPE, "application/json");
    Ok(request.body(Full::from(body.to_string()))?)
}

impl Answer {
    /// Passes only with this status; otherwise the error says what came instead.
    pub fn expect(self, status: StatusCode) -> anyhow::Result<Self> {
        let body = String::from_utf8_lossy(&self.body);
        anyhow::ensure!(
            self.status == status,
            "expected {status}, got {}: {body}",
            self.status
        );
        Ok(self)
    }

    pub fn text(&self, key: &str) -> anyhow::Result<String> {
        let body: Value = serde_json::from_slice(&self.body)?;
        let text = body[key].as_str();
        text.map(str::to_owned)
            .with_context(|| format!("the answer has no text {key:?}: {body}"))
    }
}
