//! A webhook receiver that responds at random and records the calls.

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

use crate::fault_deck::FaultDeck;

/// The longest delay of a response.
const LATE: Duration = Duration::from_secs(1);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    Take,
    Late,
    Fail,
    Busy,
    Swallow,
}

const BEHAVIOURS: &[(Behaviour, u32)] = &[
    (Behaviour::Take, 60),
    (Behaviour::Late, 15),
    (Behaviour::Fail, 10),
    (Behaviour::Busy, 7),
    (Behaviour::Swallow, 8),
];

/// A received call.
#[derive(Clone)]
pub struct Receipt {
    pub webhook_id: String,
    /// Whether it was answered; otherwise the receiver hung up.
    pub answered: bool,
}

pub struct Hooks {
    address: SocketAddr,
    pub deck: Arc<FaultDeck<Behaviour>>,
    receipts: Receipts,
}

type Receipts = Arc<Mutex<Vec<Receipt>>>;

impl Hooks {
    pub async fn start(seed: u64) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let deck = Arc::new(FaultDeck::random(BEHAVIOURS, seed.wrapping_add(2)));
        let hooks = Self {
            address,
            deck,
            receipts: Receipts::default(),
        };
        let (deck, receipts) = (hooks.deck.clone(), hooks.receipts.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (deck, receipts) = (deck.clone(), receipts.clone());
                let answer =
                    service_fn(move |request| answer(request, deck.clone(), receipts.clone()));
                // A client that hangs up or is killed is not a failure.
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

    /// How often each behaviour was dealt.
    pub fn dealt(&self) -> Vec<(&'static str, usize)> {
        self.deck
            .dealt()
            .map(|(behaviour, count)| (behaviour.name(), count))
            .collect()
    }
}

/// An error makes hyper hang up without an answer.
async fn answer(
    request: Request<Incoming>,
    deck: Arc<FaultDeck<Behaviour>>,
    receipts: Receipts,
) -> io::Result<Response<Empty<Bytes>>> {
    let (head, body) = request.into_parts();
    body.collect().await.map_err(io::Error::other)?;
    let behaviour = deck.deal();
    let mut response = Response::new(Empty::new());
    match behaviour {
        Behaviour::Fail => *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR,
        Behaviour::Busy => {
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            response.headers_mut().insert(RETRY_AFTER, 1.into());
        }
        Behaviour::Take | Behaviour::Late | Behaviour::Swallow => {
            if behaviour == Behaviour::Late {
                sleep(deck.time(LATE)).await;
            }
            let id = head
                .headers
                .get("webhook-id")
                .and_then(|id| id.to_str().ok())
                .unwrap_or_default();
            let receipt = Receipt {
                webhook_id: id.to_owned(),
                answered: behaviour != Behaviour::Swallow,
            };
            receipts
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(receipt);
        }
    }
    match behaviour {
        Behaviour::Swallow => Err(io::Error::other("swallowed")),
        _ => Ok(response),
    }
}

impl Behaviour {
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
