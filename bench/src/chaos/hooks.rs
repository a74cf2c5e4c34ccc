//! A receiver of webhooks that answers as it likes, and notes what it has got.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::header::RETRY_AFTER;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::time::sleep;

use crate::moods::Moods;

/// The longest that a call is answered late.
const LATE: Duration = Duration::from_secs(1);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Take,
    Late,
    Fail,
    Busy,
    Swallow,
}

const MOODS: &[(Mood, u32)] = &[
    (Mood::Take, 60),
    (Mood::Late, 15),
    (Mood::Fail, 10),
    (Mood::Busy, 7),
    (Mood::Swallow, 8),
];

/// A call that was taken.
#[derive(Clone)]
pub struct Receipt {
    pub webhook_id: String,
    /// Whether it was answered; otherwise the receiver hung up.
    pub answered: bool,
}

pub struct Hooks {
    address: SocketAddr,
    pub moods: Arc<Moods<Mood>>,
    receipts: Receipts,
}

type Receipts = Arc<Mutex<Vec<Receipt>>>;

impl Hooks {
    pub async fn start(seed: u64) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let moods = Arc::new(Moods::random(MOODS, seed.wrapping_add(2)));
        let hooks = Self {
            address,
            moods,
            receipts: Receipts::default(),
        };
        let (moods, receipts) = (hooks.moods.clone(), hooks.receipts.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (moods, receipts) = (moods.clone(), receipts.clone());
                let answer =
                    service_fn(move |request| answer(request, moods.clone(), receipts.clone()));
                // A client that hangs up, or is killed, is no failure.
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
            }
            eprintln!("the receiver of webhooks failed");
        });
        Ok(hooks)
    }

    pub fn url(&self) -> String {
        format!("http://{}/leads", self.address)
    }

    pub fn receipts(&self) -> Vec<Receipt> {
        self.receipts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// What was dealt, and how often.
    pub fn dealt(&self) -> Vec<(&'static str, usize)> {
        self.moods
            .dealt()
            .map(|(mood, count)| (mood.name(), count))
            .collect()
    }
}

/// An error makes hyper hang up without an answer.
async fn answer(
    request: Request<Incoming>,
    moods: Arc<Moods<Mood>>,
    receipts: Receipts,
) -> io::Result<Response<Empty<Bytes>>> {
    let (head, body) = request.into_parts();
    body.collect().await.map_err(io::Error::other)?;
    let mood = moods.deal();
    let mut response = Response::new(Empty::new());
    match mood {
        Mood::Fail => *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR,
        Mood::Busy => {
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            response.headers_mut().insert(RETRY_AFTER, 1.into());
        }
        Mood::Take | Mood::Late | Mood::Swallow => {
            if mood == Mood::Late {
                sleep(moods.time(LATE)).await;
            }
            let id = head
                .headers
                .get("webhook-id")
                .and_then(|id| id.to_str().ok())
                .unwrap_or_default();
            let receipt = Receipt {
                webhook_id: id.to_owned(),
                answered: mood != Mood::Swallow,
            };
            receipts
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(receipt);
        }
    }
    match mood {
        Mood::Swallow => Err(io::Error::other("swallowed")),
        _ => Ok(response),
    }
}

impl Mood {
    fn name(self) -> &'static str {
        match self {
            Self::Take => "200 at once",
            Self::Late => "200 after up to 1 s",
            Self::Fail => "500",
            Self::Busy => "503 with Retry-After",
            Self::Swallow => "hung up after the request",
        }
    }
}
