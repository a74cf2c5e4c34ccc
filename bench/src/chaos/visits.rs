//! Persistent prospects: each request is sent to any of the sites and repeated until it is answered.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use anyhow::Context;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::client::Client;
use crate::visitor::{Visitor, answers};

/// The number of concurrent visitors.
const VISITORS: usize = 8;
/// How long a request is repeated.
const RETRY_TIMEOUT: Duration = Duration::from_secs(120);
/// The longest pause before a step, in milliseconds.
const MAX_PAUSE: u64 = 200;

pub struct Visits {
    shared: Arc<Shared>,
    progress: watch::Sender<usize>,
    leads: usize,
}

struct Shared {
    sites: Vec<SocketAddr>,
    seed: u64,
    next: AtomicUsize,
}

#[derive(Default)]
pub struct Visited {
    /// Number of the prospect and id of the lead of each submission answered with 202.
    pub accepted: Vec<(usize, String)>,
    /// Why a visitor gave up.
    pub given_up: Vec<String>,
    /// Repeated requests.
    pub repeats: usize,
}

impl Visits {
    pub fn new(sites: Vec<SocketAddr>, leads: usize, seed: u64) -> Self {
        let shared = Arc::new(Shared {
            sites,
            seed,
            next: AtomicUsize::new(0),
        });
        Self {
            shared,
            progress: watch::Sender::new(0),
            leads,
        }
    }

    /// The number of submissions accepted so far.
    pub fn progress(&self) -> watch::Receiver<usize> {
        self.progress.subscribe()
    }

    pub async fn run(self) -> anyhow::Result<Visited> {
        let mut work = JoinSet::new();
        for _ in 0..VISITORS {
            let (shared, progress, leads) =
                (self.shared.clone(), self.progress.clone(), self.leads);
            work.spawn(async move {
                let mut visited = Visited::default();
                loop {
                    let number = shared.next.fetch_add(1, Relaxed);
                    if number >= leads {
                        return visited;
                    }
                    match shared.visit(number).await {
                        Ok((lead, repeats)) => {
                            visited.accepted.push((number, lead));
                            visited.repeats += repeats;
                            progress.send_modify(|accepted| *accepted += 1);
                        }
                        Err(error) => visited
                            .given_up
                            .push(format!("visitor {number} gave up: {error:#}")),
                    }
                }
            });
        }
        let mut all = Visited::default();
        while let Some(one) = work.join_next().await {
            let one = one.context("a visitor")?;
            all.accepted.extend(one.accepted);
            all.given_up.extend(one.given_up);
            all.repeats += one.repeats;
        }
        Ok(all)
    }
}

impl Shared {
    /// Submits an intake; returns the lead and the number of repeated requests.
    async fn visit(&self, number: usize) -> anyhow::Result<(String, usize)> {
        let mut rng = fastrand::Rng::with_seed(
            self.seed
                .wrapping_mul(31)
                .wrapping_add(u64::try_from(number)?),
        );
        let client = Client::persistent(&self.sites, RETRY_TIMEOUT, rng.u64(..));
        let mut visitor = Visitor::arrive(client).await.context("beginning")?;
        for (step, answers) in answers(number) {
            sleep(Duration::from_millis(rng.u64(..MAX_PAUSE))).await;
            visitor
                .answer(step, &answers)
                .await
                .with_context(|| format!("answering {step}"))?;
        }
        let lead = visitor.submit().await.context("submitting")?;
        Ok((lead, visitor.client.repeats))
    }
}
