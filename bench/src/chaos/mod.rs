//! Injects random faults while leads are submitted, then checks that nothing was lost and every duplicate is accounted
//! for.

mod faults;
mod fleet;
mod hooks;
mod ledger;
#[cfg(test)]
mod tests;
mod traces;
mod verdict;
mod visits;

use std::time::Instant;

use anyhow::{Context, bail};
use clap::Args;
use tokio::sync::watch;

use crate::database::{Database, Kind};
use crate::figures::Section;
use crate::installation::Installation;
use crate::report::Report;
use crate::sink::{Sink, SmtpBehaviour};
use crate::target::Target;
use fleet::Fleet;
use hooks::Hooks;
use traces::Traces;
use visits::Visits;

#[derive(Args)]
pub struct Settings {
    #[command(flatten)]
    target: Target,
    /// A command for `sh` that crashes and restarts the PostgreSQL server; without it, the server keeps running
    #[arg(long, value_name = "COMMAND")]
    restart_postgres: Option<String>,
    /// Number of leads to submit
    #[arg(long, default_value_t = 1000)]
    leads: usize,
    /// Repeats the random choices of an earlier run, as far as they do not depend on timing
    #[arg(long)]
    seed: Option<u64>,
    /// For a program without webhooks and without a time limit for jobs
    #[arg(long, hide = true)]
    no_webhooks: bool,
}

/// The same for all processes, as on several machines.
const SECRET_KEY: &str = "5ac7a11d5ac7a11d5ac7a11d5ac7a11d5ac7a11d5ac7a11d5ac7a11d5ac7a11d";
const WEBHOOK_SECRET: &str = "whsec_c3RhY2ttYXRjaCBjaGFvcyBzdGFja21hdGNoIGNoYW9z";

pub async fn run(settings: Settings) -> anyhow::Result<()> {
    let seed = settings.seed.unwrap_or_else(|| fastrand::u64(..1_000_000));
    eprintln!("--seed {seed}");
    let folder = tempfile::tempdir().context("making a folder for the data")?;
    let mut failed = false;
    for database in settings.target.databases(folder.path()) {
        let (sections, findings) = on_one(&settings, &database, seed)
            .await
            .with_context(|| format!("chaos on {}", database.kind.name()))?;
        failed |= sections
            .iter()
            .flat_map(|section| &section.figures)
            .any(|figure| !figure.is_met());
        let about = vec![
            ("seed", seed.to_string()),
            ("leads", settings.leads.to_string()),
        ];
        let report = Report {
            title: "Stackmatch chaos",
            about,
            columns: vec![(database.kind.name(), sections)],
        };
        print!("{}", report.table());
        for finding in findings {
            println!("  ! {finding}");
        }
    }
    if failed {
        bail!("an aim was missed: see above; --seed {seed} makes the same choices again");
    }
    Ok(())
}

/// Runs the test on one database; returns the figures and every violation.
async fn on_one(
    settings: &Settings,
    database: &Database,
    seed: u64,
) -> anyhow::Result<(Vec<Section>, Vec<String>)> {
    let say = |what: &str| eprintln!("{}: {what}", database.kind.name());
    let begin = Instant::now();
    let sink = Sink::start_with(SmtpBehaviour::random(seed)).await?;
    let hooks = Hooks::start(seed).await?;
    let mut installation = Installation::new(
        &settings.target.program,
        database.place("chaos").await?,
        &sink,
    )
    .with("--secret-key", SECRET_KEY)
    .with("--worker-silence", 6)
    .with("--job-retry-base", 1)
    .with("--job-retry-cap", 5)
    .with("--job-attempts", 100);
    if !settings.no_webhooks {
        // A job must end before its worker counts as dead.
        installation = installation
            .with("--job-timeout", 5)
            .with("--webhooks", format!("crm={}", hooks.url()))
            .with("--webhook-secret", WEBHOOK_SECRET);
    }
    let place = installation.place.clone();

    say("starting");
    let fleet = Fleet::start(&installation).await?;
    let token = installation.operator()?;
    let visits = Visits::new(fleet.sites(), settings.leads, seed);
    let (over, until) = watch::channel(false);
    let kills = tokio::spawn(fleet.inject_kills(fastrand::Rng::with_seed(seed), until.clone()));
    let absences = tokio::spawn(faults::absences(sink.behaviour.clone(), seed, until));
    let command = settings
        .restart_postgres
        .clone()
        .filter(|_| database.kind == Kind::Postgres);
    let crashes = tokio::spawn(faults::crashes(command, visits.progress(), settings.leads));

    say("submitting");
    let visited = visits.run().await?;
    over.send_replace(true);
    let mut fleet = kills.await??;
    absences.await?;
    let crashes = crashes.await??;
    sink.behaviour.behave();
    hooks.deck.behave();

    say("waiting until all jobs are done");
    let submitted = begin.elapsed();
    fleet.settle(&token).await?;
    let traces = Traces {
        settled: begin.elapsed() - submitted,
        submitted,
        ledger: ledger::Ledger::read(&place).await?,
        mails: sink.arrivals(),
        hooks: (!settings.no_webhooks).then(|| hooks.receipts()),
        mail_faults: sink.behaviour.dealt(),
        hook_faults: hooks.dealt(),
        crashes,
        fleet: fleet.stop().await,
        visited,
    };
    Ok(verdict::judge(&traces, database.kind))
}
