//! `serve` and `worker`: from start to a graceful stop.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::{misconfigured, start};
use crate::alerts::Watch;
use crate::app::App;
use crate::config::Config;
use crate::http::{self, Stop};
use crate::jobs::Workers;

/// Serves requests, and runs jobs if `with_worker`, until SIGTERM or SIGINT.
pub(super) async fn serve(mut config: Config, with_worker: bool) -> anyhow::Result<()> {
    let stop = stop_on_signals()?;
    let listener = bind(config.listen, "--listen (STACKMATCH_LISTEN)").await?;
    // With port 0 the system chose one, and links need to know it.
    config.listen = listener.local_addr()?;
    let app = start(config).await?;
    let workers = with_worker.then(|| Workers::start(&app));
    let watch = Watch::start(&app);
    announce(&app, with_worker)?;
    http::serve(&app, listener, &stop).await?;
    tracing::info!("requests are done, draining jobs");
    drain(&app, watch, workers, &stop).await
}

/// Runs jobs until SIGTERM or SIGINT.
pub(super) async fn worker(app: App) -> anyhow::Result<()> {
    let stop = stop_on_signals()?;
    let listen = match app.config.worker_listen {
        Some(address) => Some(bind(address, "--worker-listen (STACKMATCH_WORKER_LISTEN)").await?),
        None => None,
    };
    let workers = Workers::start(&app);
    let watch = Watch::start(&app);
    println!(
        "Stackmatch works off the jobs in {}. Stop it with Ctrl-C or SIGTERM.",
        app.config.database_url()?.place()
    );
    match listen {
        Some(listener) => http::watched(&app, listener, &stop).await,
        None => stop.begun().await,
    }
    tracing::info!("stopping, draining jobs");
    drain(&app, watch, Some(workers), &stop).await
}

async fn bind(address: SocketAddr, setting: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        misconfigured(&anyhow::anyhow!("cannot listen on {address}: {error}; choose another address with {setting}"))
    })
}

/// Lets jobs in flight finish within the grace, and closes the database.
///
/// # Errors
/// When a second signal ends it early.
async fn drain(app: &App, watch: Watch, workers: Option<Workers>, stop: &Stop) -> anyhow::Result<()> {
    let grace = Duration::from_secs(app.config.stop_grace);
    let finish = async {
        watch.stop().await;
        if let Some(workers) = workers
            && !workers.stop(grace).await
        {
            tracing::warn!("some jobs did not end in time; another worker will run them again");
        }
        app.db.close().await;
    };
    tokio::select! {
        biased;
        () = stop.hurried() => anyhow::bail!(
            "a second signal ended the stop at once; requests in flight were cut off, and jobs in flight will be run again by another worker"
        ),
        () = finish => {
            tracing::info!("stopped");
            Ok(())
        }
    }
}

fn announce(app: &App, with_worker: bool) -> anyhow::Result<()> {
    let url = app.config.base_url();
    println!("Stackmatch is running.\n");
    println!("  Site       {url}/");
    println!("  A matchup  {url}/matchups/nodejs-vs-django");
    println!("  API        {url}/docs");
    if app.config.dev {
        println!("  Samples    {url}/dev");
    }
    println!("  Database   {}", app.config.database_url()?.place());
    match (app.config.smtp_url(), with_worker) {
        (_, false) => println!("  Jobs       left to `stackmatch worker`"),
        (Some(_), _) => println!("  Mails      by SMTP"),
        (None, _) => println!("  Mails      {}", app.config.outbox().display()),
    }
    println!("\nStop it with Ctrl-C or SIGTERM.");
    Ok(())
}

/// The first SIGTERM or SIGINT begins a stop, the second ends it at once.
fn stop_on_signals() -> anyhow::Result<Stop> {
    let mut term = signal(SignalKind::terminate()).context("listening for SIGTERM")?;
    let mut int = signal(SignalKind::interrupt()).context("listening for SIGINT")?;
    let stop = Stop::default();
    let signalled = stop.clone();
    tokio::spawn(async move {
        for stage in [Stop::begin, Stop::hurry] {
            tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
            stage(&signalled);
        }
    });
    Ok(stop)
}
