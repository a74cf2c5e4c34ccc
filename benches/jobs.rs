//! Jobs that do nothing, durably stored, through the whole queue: fetched, run, recorded and acknowledged.
//!
//! `cargo bench --bench jobs`. On SQLite in a temporary folder, and on the PostgreSQL server at
//! `STACKMATCH_BENCH_POSTGRES`, if set. Prints the median of five rounds after one that does not count.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use clap::Parser;
use futures::FutureExt;
use serde_json::json;
use stackmatch::clock::Clock;
use stackmatch::config::Config;
use stackmatch::ids::LeadId;
use stackmatch::jobs::Workers;
use stackmatch::services::Services;
use stackmatch::store::NewJob;

const JOBS: usize = 5_000;
const ROUNDS: usize = 5;
/// The queue of one job with the usual concurrency.
const QUEUE: &str = "alert_sales";

#[derive(Parser)]
struct Flags {
    #[command(flatten)]
    config: Config,
}

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let folder = tempfile::tempdir()?;
        let data_dir = folder.path().display().to_string();
        measure("SQLite", &data_dir, None).await?;
        match std::env::var("STACKMATCH_BENCH_POSTGRES") {
            Ok(url) => measure("PostgreSQL", &data_dir, Some(&url)).await,
            Err(_) => Ok(()),
        }
    })
}

async fn measure(name: &str, data_dir: &str, url: Option<&str>) -> anyhow::Result<()> {
    let mut flags = vec!["jobs", "--data-dir", data_dir];
    flags.extend(url.iter().flat_map(|url| ["--database-url", url]));
    let config = Flags::try_parse_from(flags)?.config;
    let app = Services::start(config, Clock::System).await?;
    round(&app).await?;
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        app.db.analyze().await?;
        rates.push(round(&app).await?);
    }
    rates.sort_by(f64::total_cmp);
    println!(
        "{name}: {:.0} jobs/s ({:.0} to {:.0})",
        rates[ROUNDS / 2],
        rates[0],
        rates[ROUNDS - 1]
    );
    app.db.close().await;
    Ok(())
}

/// Stores jobs, starts the workers, and returns the jobs per second until the last one is acknowledged.
async fn round(app: &Services) -> anyhow::Result<f64> {
    let mut tx = app.db.begin().await?;
    for _ in 0..JOBS {
        let lead: LeadId = app.clock.new_id();
        let job = NewJob {
            id: app.clock.new_id(),
            queue: QUEUE,
            subject: Some(lead.into()),
            arguments: &json!({ "v": 1, "lead": lead }),
            key: &lead.to_string(),
            max_attempts: 5,
            now: app.clock.now(),
        };
        ensure!(tx.enqueue(&job).await?, "a job was stored already");
    }
    tx.commit().await?;
    let done = Arc::new(AtomicUsize::new(0));
    let counter = done.clone();
    let begin = Instant::now();
    let workers = Workers::start_with(
        app,
        Arc::new(move |_, _| {
            counter.fetch_add(1, Ordering::Relaxed);
            std::future::ready(Ok(())).boxed()
        }),
    );
    let is_open = async || -> anyhow::Result<bool> {
        let depths = app.db.queue_depths().await.context("counting the jobs")?;
        Ok(depths.iter().any(|depth| depth.queue == QUEUE))
    };
    while done.load(Ordering::Relaxed) < JOBS || is_open().await? {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let took = begin.elapsed().as_secs_f64();
    ensure!(
        workers.stop(Duration::from_secs(10)).await,
        "a worker did not stop"
    );
    ensure!(done.load(Ordering::Relaxed) == JOBS, "a job ran twice");
    Ok(JOBS as f64 / took)
}
