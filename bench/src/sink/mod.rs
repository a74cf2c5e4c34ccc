//! An SMTP server in this process that records the arrival of each mail and discards it. Can inject faults.

mod behaviour;
mod conversation;
mod headers;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

pub use behaviour::SmtpBehaviour;

/// How long mails may take.
const ARRIVAL_TIMEOUT: Duration = Duration::from_secs(60);
/// Attempts to listen again after an absence.
const LISTEN_ATTEMPTS: u32 = 100;
/// The pause between them.
const LISTEN_PAUSE: Duration = Duration::from_millis(50);

#[derive(Clone, Debug)]
pub struct Arrival {
    /// When the server had received the whole mail.
    pub at: Instant,
    pub to: String,
    pub message_id: String,
    /// The address for replies.
    pub reply_to: String,
    pub bytes: usize,
    /// Whether the server acknowledged the mail; otherwise it hung up.
    pub answered: bool,
}

type Arrivals = Arc<watch::Sender<Vec<Arrival>>>;

/// The server. Ends with the process.
pub struct Sink {
    pub address: SocketAddr,
    pub behaviour: Arc<SmtpBehaviour>,
    arrivals: Arrivals,
}

impl Sink {
    /// Starts a server that accepts every mail at once.
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_with(SmtpBehaviour::good()).await
    }

    pub async fn start_with(behaviour: SmtpBehaviour) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let sink = Self {
            address,
            behaviour: Arc::new(behaviour),
            arrivals: Arrivals::default(),
        };
        let serving = serve(listener, sink.behaviour.clone(), sink.arrivals.clone());
        tokio::spawn(async move {
            if let Err(error) = serving.await {
                eprintln!("the mail server failed: {error:#}");
            }
        });
        Ok(sink)
    }

    /// The number of acknowledged mails.
    pub fn count(&self) -> usize {
        answered(&self.arrivals.borrow())
    }

    /// Waits for this many acknowledged mails; returns all mails since the start.
    pub async fn wait_for(&self, count: usize) -> anyhow::Result<Vec<Arrival>> {
        let mut receiver = self.arrivals.subscribe();
        let arrived = timeout(
            ARRIVAL_TIMEOUT,
            receiver.wait_for(|all| answered(all) >= count),
        )
        .await;
        let arrived = arrived.with_context(|| {
            format!(
                "only {} of {count} mails arrived within {} s",
                self.count(),
                ARRIVAL_TIMEOUT.as_secs()
            )
        })?;
        Ok(arrived?.clone())
    }

    /// All mails since the start, acknowledged or not.
    pub fn arrivals(&self) -> Vec<Arrival> {
        self.arrivals.borrow().clone()
    }
}

fn answered(all: &[Arrival]) -> usize {
    all.iter().filter(|arrival| arrival.answered).count()
}

async fn serve(
    mut listener: TcpListener,
    behaviour: Arc<SmtpBehaviour>,
    arrivals: Arrivals,
) -> anyhow::Result<()> {
    let address = listener.local_addr()?;
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let (stream, _) = accepted.context("accepting a connection")?;
                let (behaviour, arrivals) = (behaviour.clone(), arrivals.clone());
                // A client that hangs up or is killed is not a failure.
                tokio::spawn(async move { conversation::hold(stream, &behaviour, &arrivals).await });
            }
            () = behaviour.leaves() => {
                drop(listener);
                behaviour.returns().await;
                listener = listen_again(address).await?;
            }
        }
    }
}

async fn listen_again(address: SocketAddr) -> anyhow::Result<TcpListener> {
    for _ in 1..LISTEN_ATTEMPTS {
        if let Ok(listener) = TcpListener::bind(address).await {
            return Ok(listener);
        }
        sleep(LISTEN_PAUSE).await;
    }
    TcpListener::bind(address)
        .await
        .with_context(|| format!("listening on {address} again"))
}
