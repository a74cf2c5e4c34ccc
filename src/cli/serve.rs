//! `serve` and `worker`: from start to a graceful stop.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::{misconfigured, output, start};
use crate::alerts::Watch;
use crate::config::{Config, LogFormat};
use crate::http::Stop;
use crate::jobs::Workers;
use crate::recommendation::Versions;
use crate::server;
use crate::services::Services;
use crate::store;

/// Serves requests, and runs jobs if `with_worker`, until SIGTERM or SIGINT.
pub(super) async fn serve(mut config: Config, with_worker: bool) -> anyhow::Result<()> {
    let stop = stop_on_signals()?;
    let listener = bind(config.listen, "--listen (STACKMATCH_LISTEN)").await?;
    // With port 0 the system chooses the port, which links need.
    config.listen = listener.local_addr()?;
    let watched = match config.metrics_listen {
        Some(address) => Some(bind(address, "--metrics-listen (STACKMATCH_METRICS_LISTEN)").await?),
        None => None,
    };
    if let Some(listener) = &watched {
        config.metrics_listen = Some(listener.local_addr()?);
    }
    let app = start(config).await?;
    let workers = with_worker.then(|| Workers::start(&app));
    let watch = Watch::start(&app);
    started(&app, true, with_worker)?;
    announce(&app, with_worker)?;
    let watched = async {
        if let Some(listener) = watched {
            server::watched(&app, listener, &stop).await;
        }
    };
    tokio::join!(server::serve(&app, listener, &stop), watched).0?;
    tracing::info!("all requests finished; draining jobs");
    drain(&app, watch, workers, &stop).await
}

/// Runs jobs until SIGTERM or SIGINT.
pub(super) async fn worker(app: Services) -> anyhow::Result<()> {
    let stop = stop_on_signals()?;
    let listen = match app.config.worker_listen {
        Some(address) => Some(bind(address, "--worker-listen (STACKMATCH_WORKER_LISTEN)").await?),
        None => None,
    };
    let workers = Workers::start(&app);
    let watch = Watch::start(&app);
    started(&app, false, true)?;
    let place = app.config.database_url()?.place();
    greet(
        &app,
        &format!("Processing jobs from {place}. Stop with Ctrl-C or SIGTERM.\n"),
    );
    match listen {
        Some(listener) => server::watched(&app, listener, &stop).await,
        None => stop.begun().await,
    }
    tracing::info!("stopping; draining jobs");
    drain(&app, watch, Some(workers), &stop).await
}

async fn bind(address: SocketAddr, setting: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        misconfigured(&anyhow::anyhow!(
            "cannot listen on {address}: {error}; choose another address with {setting}"
        ))
    })
}

/// Lets jobs in flight finish within the grace, and closes the database.
///
/// # Errors
/// If a second signal ends it early.
async fn drain(
    app: &Services,
    watch: Watch,
    workers: Option<Workers>,
    stop: &Stop,
) -> anyhow::Result<()> {
    let grace = Duration::from_secs(app.config.stop_grace);
    let finish = async {
        watch.stop().await;
        if let Some(workers) = workers
            && !workers.stop(grace).await
        {
            tracing::warn!("some jobs did not finish in time; another worker will run them again");
        }
        app.db.close().await;
    };
    tokio::select! {
        biased;
        () = stop.forced() => anyhow::bail!(
            "stopped at once by a second signal; requests in flight were cut off, and another worker will run jobs in flight again"
        ),
        () = finish => {
            tracing::info!("stopped");
            Ok(())
        }
    }
}

/// Logs the start with version, database, addresses and other settings needed to read the log.
fn started(app: &Services, serves: bool, works: bool) -> anyhow::Result<()> {
    let config = &app.config;
    let versions = Versions::of(&app.content);
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        schema = store::schema_version(),
        database = config.database_url()?.place(),
        engine = versions.engine,
        catalogue = versions.catalogue,
        questionnaire = versions.questionnaire,
        url = serves.then(|| config.base_url()),
        listen = serves.then(|| config.listen.to_string()),
        metrics = serves
            .then(|| config.metrics_listen.map(|address| address.to_string()))
            .flatten(),
        jobs = works,
        process = std::process::id(),
        "started"
    );
    Ok(())
}

/// Prints what a person at a terminal needs. The JSON log has it in `started`.
fn announce(app: &Services, with_worker: bool) -> anyhow::Result<()> {
    let url = app.config.base_url();
    let mut text = format!(
        "Stackmatch is running.\n\n  Site       {url}/\n  A matchup  {url}/matchups/nodejs-vs-django\n  API        {url}/docs\n"
    );
    if let Some(address) = app.config.metrics_listen {
        text += &format!("  Metrics    http://{address}/metrics\n");
    }
    if app.config.dev {
        text += &format!("  Samples    {url}/dev\n");
    }
    text += &format!("  Database   {}\n", app.config.database_url()?.place());
    text += &match (app.config.smtp_url(), with_worker) {
        (_, false) => "  Jobs       run by `stackmatch worker`\n".to_owned(),
        (Some(_), _) => "  Mails      by SMTP\n".to_owned(),
        (None, _) => format!("  Mails      {}\n", app.config.outbox().display()),
    };
    greet(app, &format!("{text}\nStop with Ctrl-C or SIGTERM.\n"));
    Ok(())
}

/// Best effort: no reader is required.
fn greet(app: &Services, text: &str) {
    if app.config.logging.log_format == LogFormat::Text {
        let _ = output::print(text);
    }
}

/// The first SIGTERM or SIGINT begins a stop, the second ends it at once.
fn stop_on_signals() -> anyhow::Result<Stop> {
    let mut term = signal(SignalKind::terminate()).context("listening for SIGTERM")?;
    let mut int = signal(SignalKind::interrupt()).context("listening for SIGINT")?;
    let stop = Stop::default();
    let signalled = stop.clone();
    tokio::spawn(async move {
        for stage in [Stop::begin, Stop::force] {
            tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
            stage(&signalled);
        }
    });
    Ok(stop)
}
