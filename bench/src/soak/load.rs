//! Open-loop load: visitors arrive at fixed times, whether or not earlier ones have finished.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::task::JoinSet;
use tokio::time::interval;

use crate::client::Client;
use crate::figures::ms;
use crate::installation::SALES;
use crate::sink::{Arrival, Sink};
use crate::visitor::{Visitor, address, answers};

/// The time between two samples.
const WINDOW: Duration = Duration::from_secs(30);

pub struct Load {
    pub site: SocketAddr,
    rate: f64,
    /// The number of the next visitor.
    next: usize,
}

/// The measurements of one phase.
pub struct Record {
    pub begin: Instant,
    pub length: Duration,
    /// Start of each save and its duration in milliseconds.
    pub saves: Vec<(Instant, f64)>,
    /// The same from submission until both mails had arrived.
    pub mails: Vec<(Instant, f64)>,
    pub failures: Vec<String>,
}

#[derive(Default)]
struct Notes {
    saves: Vec<(Instant, f64)>,
    submitted: Vec<(usize, Instant)>,
    failures: Vec<String>,
}

type Shared = Arc<Mutex<Notes>>;

impl Load {
    pub fn new(site: SocketAddr, rate: f64) -> Self {
        Self {
            site,
            rate,
            next: 0,
        }
    }

    /// Sends visitors for this long, takes a sample after every window, and waits for the last mails.
    pub async fn run(
        &mut self,
        sink: &Sink,
        length: Duration,
        mut sample: impl AsyncFnMut(usize) -> anyhow::Result<()>,
    ) -> anyhow::Result<Record> {
        let (begin, before, shared) = (Instant::now(), sink.count(), Shared::default());
        let mut visitors = JoinSet::new();
        let mut arrival = interval(Duration::from_secs_f64(1.0 / self.rate));
        let mut window = interval(WINDOW);
        window.tick().await;
        while begin.elapsed() < length {
            tokio::select! {
                _ = arrival.tick() => {
                    visitors.spawn(visit(self.site, self.next, shared.clone()));
                    self.next += 1;
                }
                _ = window.tick() => if length.saturating_sub(begin.elapsed()) > WINDOW / 2 {
                    sample(notes(&shared, |notes| notes.submitted.len())).await?;
                },
                Some(visitor) = visitors.join_next() => visitor.context("a visitor")?,
            }
        }
        // The last window ends with the load.
        sample(notes(&shared, |notes| notes.submitted.len())).await?;
        while let Some(visitor) = visitors.join_next().await {
            visitor.context("a visitor")?;
        }
        let mut notes = notes(&shared, std::mem::take);
        if let Err(error) = sink.wait_for(before + 2 * notes.submitted.len()).await {
            notes.failures.push(format!("{error:#}"));
        }
        let mails = latencies(&notes.submitted, &sink.arrivals());
        Ok(Record {
            begin,
            length,
            saves: notes.saves,
            mails,
            failures: notes.failures,
        })
    }
}

impl Record {
    /// The values that began in this interval.
    pub fn part(values: &[(Instant, f64)], from: Instant, until: Instant) -> Vec<f64> {
        values
            .iter()
            .filter(|(at, _)| *at >= from && *at < until)
            .map(|(_, value)| *value)
            .collect()
    }
}

fn notes<T>(shared: &Shared, read: impl FnOnce(&mut Notes) -> T) -> T {
    read(&mut shared.lock().unwrap_or_else(PoisonError::into_inner))
}

async fn visit(site: SocketAddr, number: usize, shared: Shared) {
    if let Err(error) = journey(site, number, &shared).await {
        notes(&shared, |notes| {
            notes.failures.push(format!("visitor {number}: {error:#}"))
        });
    }
}

async fn journey(site: SocketAddr, number: usize, shared: &Shared) -> anyhow::Result<()> {
    let mut visitor = Visitor::arrive(Client::connect(site).await?).await?;
    for (step, answers) in answers(number) {
        let begin = Instant::now();
        visitor.answer(step, &answers).await?;
        let save = (begin, ms(begin.elapsed()));
        notes(shared, |notes| notes.saves.push(save));
    }
    let begin = Instant::now();
    visitor.submit().await?;
    notes(shared, |notes| notes.submitted.push((number, begin)));
    Ok(())
}

/// From each submission until its second mail. The mail to sales has the prospect's address for replies.
fn latencies(submitted: &[(usize, Instant)], arrivals: &[Arrival]) -> Vec<(Instant, f64)> {
    let mut about = BTreeMap::<&str, Vec<Instant>>::new();
    for mail in arrivals {
        let prospect = if mail.to == SALES {
            &mail.reply_to
        } else {
            &mail.to
        };
        about.entry(prospect).or_default().push(mail.at);
    }
    let both = submitted.iter().filter_map(|(number, begin)| {
        let times = about.get(address(*number).as_str())?;
        let last = times.iter().max().filter(|_| times.len() == 2)?;
        Some((*begin, ms(*last - *begin)))
    });
    both.collect()
}
