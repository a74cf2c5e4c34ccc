//! A client with one kept connection, as thin as hyper allows, so that it adds little to measured times.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, ensure};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderMap, HeaderValue,
};
use hyper::{Method, Request, StatusCode, http};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

/// Timeout of one request of a persistent client; the program itself gives up after 20 s.
const REQUEST: Duration = Duration::from_secs(30);
/// Pause of a persistent client between two tries.
const PAUSE: Duration = Duration::from_millis(50);

pub struct Client {
    sites: Vec<Site>,
    /// How long a failed request is repeated; zero: never.
    patience: Duration,
    rng: fastrand::Rng,
    /// Sent as `Authorization: Bearer`, once known.
    pub token: Option<String>,
    /// The number of repeated requests.
    pub repeats: usize,
}

struct Site {
    address: SocketAddr,
    connection: Option<SendRequest<Full<Bytes>>>,
}

pub struct Answer {
    pub status: StatusCode,
    headers: HeaderMap,
    pub body: Bytes,
}

impl Client {
    pub async fn connect(to: SocketAddr) -> anyhow::Result<Self> {
        let mut client = Self::persistent(&[to], Duration::ZERO, 0);
        client.sites[0].connect().await?;
        Ok(client)
    }

    /// A client that sends each request to a random site, and again after a failed connection or a status of 500 and
    /// above.
    pub fn persistent(sites: &[SocketAddr], patience: Duration, seed: u64) -> Self {
        let site = |address: &SocketAddr| Site {
            address: *address,
            connection: None,
        };
        let rng = fastrand::Rng::with_seed(seed);
        Self {
            sites: sites.iter().map(site).collect(),
            patience,
            rng,
            token: None,
            repeats: 0,
        }
    }

    /// The address of the first site.
    pub fn site(&self) -> SocketAddr {
        self.sites[0].address
    }

    pub async fn page(&mut self, path: &str, gzip: bool) -> anyhow::Result<Answer> {
        let mut request = self.request(Method::GET, path);
        if gzip {
            request = request.header(ACCEPT_ENCODING, "gzip");
        }
        self.send(request.body(Full::default())?).await
    }

    /// Asks for an answer without a body.
    pub async fn put(&mut self, path: &str, body: &Value) -> anyhow::Result<Answer> {
        let request = self.request(Method::PUT, path);
        let request = request.header("prefer", "return=minimal");
        self.send(json(request, body)?).await
    }

    pub async fn post(&mut self, path: &str, body: &Value) -> anyhow::Result<Answer> {
        let request = self.request(Method::POST, path);
        self.send(json(request, body)?).await
    }

    /// Sends a form as the script of a page does.
    pub async fn form(&mut self, path: &str, form: &str) -> anyhow::Result<Answer> {
        let request = self.request(Method::POST, path);
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = request
            .header(ACCEPT, "application/json")
            .header("sec-fetch-site", "same-origin");
        self.send(request.body(Full::from(form.to_owned()))?).await
    }

    pub async fn post_once(&mut self, path: &str, key: &str) -> anyhow::Result<Answer> {
        let request = self
            .request(Method::POST, path)
            .header("idempotency-key", key);
        self.send(request.body(Full::default())?).await
    }

    fn request(&self, method: Method, path: &str) -> http::request::Builder {
        let request = Request::builder().method(method).uri(path);
        match &self.token {
            Some(token) => request.header(AUTHORIZATION, format!("Bearer {token}")),
            None => request,
        }
    }

    async fn send(&mut self, request: Request<Full<Bytes>>) -> anyhow::Result<Answer> {
        let begin = Instant::now();
        loop {
            let site = self.rng.usize(..self.sites.len());
            let site = &mut self.sites[site];
            if self.patience.is_zero() {
                return site.ask(request).await;
            }
            let error = match timeout(REQUEST, site.ask(request.clone())).await {
                Ok(Ok(answer)) if !answer.status.is_server_error() => return Ok(answer),
                Ok(Ok(answer)) => anyhow!(
                    "it says {}: {}",
                    answer.status,
                    String::from_utf8_lossy(&answer.body)
                ),
                Ok(Err(error)) => error,
                Err(_) => anyhow!("no answer within {} s", REQUEST.as_secs()),
            };
            site.connection = None;
            let waited = begin.elapsed();
            ensure!(
                waited < self.patience,
                "not answered within {} s: {error:#}",
                waited.as_secs()
            );
            self.repeats += 1;
            sleep(PAUSE).await;
        }
    }
}

impl Site {
    async fn connect(&mut self) -> anyhow::Result<&mut SendRequest<Full<Bytes>>> {
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(self.connection.insert(sender))
    }

    async fn ask(&mut self, mut request: Request<Full<Bytes>>) -> anyhow::Result<Answer> {
        request
            .headers_mut()
            .insert(HOST, HeaderValue::from_str(&self.address.to_string())?);
        let connection = match self.connection {
            Some(ref mut connection) => connection,
            None => self.connect().await?,
        };
        connection.ready().await?;
        let (head, body) = connection.send_request(request).await?.into_parts();
        Ok(Answer {
            status: head.status,
            headers: head.headers,
            body: body.collect().await?.to_bytes(),
        })
    }
}

fn json(request: http::request::Builder, body: &Value) -> anyhow::Result<Request<Full<Bytes>>> {
    let request = request.header(CONTENT_TYPE, "application/json");
    Ok(request.body(Full::from(body.to_string()))?)
}

impl Answer {
    /// Fails with the response unless it has this status.
    pub fn expect(self, status: StatusCode) -> anyhow::Result<Self> {
        self.expect_any(&[status])
    }

    /// Fails with the response unless it has one of these statuses.
    pub fn expect_any(self, statuses: &[StatusCode]) -> anyhow::Result<Self> {
        let body = String::from_utf8_lossy(&self.body);
        ensure!(
            statuses.contains(&self.status),
            "expected {statuses:?}, got {}: {body}",
            self.status
        );
        Ok(self)
    }

    /// All headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The text of a header, by lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub fn json(&self) -> anyhow::Result<Value> {
        serde_json::from_slice(&self.body).context("the answer is no JSON")
    }

    pub fn text(&self, key: &str) -> anyhow::Result<String> {
        let body = self.json()?;
        let text = body[key].as_str();
        text.map(str::to_owned)
            .with_context(|| format!("the answer has no text {key:?}: {body}"))
    }
}
