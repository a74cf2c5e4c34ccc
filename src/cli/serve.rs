//! `serve` and `worker`: from start to a graceful stop.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use poem::listener::{Acceptor, Listener, TcpAcceptor, TcpListener};
use tokio::signal::unix::{SignalKind, signal};

use super::{misconfigured, start};
use crate::alerts::Watch;
use crate::app::App;
use crate::config::Config;
use crate::http;
use crate::jobs::Workers;

/// Serves requests, and runs jobs if `with_worker`, until SIGTERM or SIGINT.
pub(super) async fn serve(mut config: Config, with_worker: bool) -> anyhow::Result<()> {
    let stop = stop_signal()?;
    let acceptor = bind(config.listen, "--listen (STACKMATCH_LISTEN)").await?;
    // With port 0 the system chose one, and links need to know it.
    if let Some(bound) = bound(&acceptor) {
        config.listen = bound;
    }
    let watched = match config.metrics_listen {
        Some(address) => Some(bind(address, "--metrics-listen (STACKMATCH_METRICS_LISTEN)").await?),
        None => None,
    };
    if let Some(bound) = watched.as_ref().and_then(bound) {
        config.metrics_listen = Some(bound);
    }
    let stop_watched = stop_signal()?;
    let app = start(config).await?;
    let workers = with_worker.then(|| Workers::start(&app));
    let watch = Watch::start(&app);
    announce(&app, with_worker)?;
    let watched = async {
        match watched {
            Some(acceptor) => http::watched(&app, acceptor, stop_watched).await,
            None => Ok(()),
        }
    };
    tokio::try_join!(http::serve(&app, acceptor, stop), watched)?;
    watch.stop().await;
    tracing::info!("requests are done, draining jobs");
    drain(&app, workers).await;
    Ok(())
}

/// Runs jobs until SIGTERM or SIGINT.
pub(super) async fn worker(app: App) -> anyhow::Result<()> {
    let stop = stop_signal()?;
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
        Some(acceptor) => http::watched(&app, acceptor, stop).await?,
        None => stop.await,
    }
    tracing::info!("stopping, draining jobs");
    watch.stop().await;
    drain(&app, Some(workers)).await;
    Ok(())
}

async fn bind(address: SocketAddr, setting: &str) -> anyhow::Result<TcpAcceptor> {
    TcpListener::bind(address).into_acceptor().await.map_err(|error| {
        misconfigured(&anyhow::anyhow!("cannot listen on {address}: {error}; choose another address with {setting}"))
    })
}

fn bound(acceptor: &TcpAcceptor) -> Option<SocketAddr> {
    acceptor.local_addr().first().and_then(|address| address.as_socket_addr().copied())
}

async fn drain(app: &App, workers: Option<Workers>) {
    if let Some(workers) = workers
        && !workers.stop(Duration::from_secs(app.config.stop_grace)).await
    {
        tracing::warn!("some jobs did not end in time; another worker will run them again");
    }
    app.db.close().await;
    tracing::info!("stopped");
}

fn announce(app: &App, with_worker: bool) -> anyhow::Result<()> {
    let url = app.config.base_url();
    println!("Stackmatch is running.\n");
    println!("  Site       {url}/");
    println!("  A matchup  {url}/matchups/nodejs-vs-django");
    println!("  API        {url}/docs");
    if let Some(address) = app.config.metrics_listen {
        println!("  Metrics    http://{address}/metrics");
    }
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

fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    let mut term = signal(SignalKind::terminate()).context("listening for SIGTERM")?;
    let mut int = signal(SignalKind::interrupt()).context("listening for SIGINT")?;
    Ok(async move {
        tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
    })
}
