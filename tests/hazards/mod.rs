//! Behaviour of apalis 1.0 that would lose, repeat or stall jobs: one test for each hazard that no other test covers. The
//! table in docs/architecture.md lists the tests of the others.

mod attempts;
mod database;
mod threads;
mod workers;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use futures::FutureExt;
use stackmatch::flow;
use stackmatch::ids::JobId;
use stackmatch::jobs::{AlertSales, Handler, JobError, JobKind, Workers, write_arguments};
use stackmatch::store::{Attempt, Either, JobFilter, JobRow, JobState, Outcome, Role};
use tokio::sync::Semaphore;

use crate::support::{
    Behaviour, Database, MailServer, Process, Setup, TestApp, Visitor, on_both_databases, sources,
    until,
};

/// A handler that counts its runs and passes their number, from 0, to `work`.
fn counting_handler<F>(
    work: impl Fn(usize) -> F + Send + Sync + 'static,
) -> (Handler, Arc<AtomicUsize>)
where
    F: Future<Output = Result<(), JobError>> + Send + 'static,
{
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let handler: Handler = Arc::new(move |_, _| {
        let number = counted.fetch_add(1, Ordering::SeqCst);
        work(number).boxed()
    });
    (handler, count)
}

/// Enqueues `count` jobs of a queue, each with a new id.
async fn enqueue(app: &TestApp, job: JobKind, count: usize) {
    let mut tx = app.db.begin().await.unwrap();
    for _ in 0..count {
        let (id, now) = (app.clock.new_id(), app.clock.now());
        let arguments = write_arguments(&AlertSales::first(id));
        let row = stackmatch::store::NewJob {
            id: JobId::from(id.uuid()),
            queue: job.name(),
            subject: None,
            arguments: &arguments,
            key: &id.to_string(),
            max_attempts: 4,
            now,
        };
        assert!(tx.enqueue(&row).await.unwrap());
    }
    tx.commit().await.unwrap();
}

async fn jobs(app: &TestApp) -> Vec<(JobRow, Vec<Attempt>)> {
    let mut all = Vec::new();
    for row in app.db.jobs(&JobFilter::default(), 200).await.unwrap().items {
        let attempts = app.db.attempts(row.id).await.unwrap();
        all.push((row, attempts));
    }
    all
}
