//! A long steady load on one process with many finished jobs: growth of memory and files, and response times.

mod load;
mod samples;
mod seed;

use std::time::Duration;

use anyhow::{Context, ensure};
use clap::Args;

use crate::database::Database;
use crate::figures::Section;
use crate::installation::Installation;
use crate::report::Report;
use crate::sink::Sink;
use crate::storage::{self, Size};
use crate::target::Target;
use load::Load;
use samples::Samples;

#[derive(Args)]
pub struct Settings {
    #[command(flatten)]
    target: Target,
    /// Duration of the load
    #[arg(long, default_value_t = 30)]
    minutes: u64,
    /// Submissions per second
    #[arg(long, default_value_t = 2.0)]
    rate: f64,
    /// Number of finished jobs at the start
    #[arg(long, default_value_t = 100_000)]
    finished: usize,
}

/// The longest duration of the phase without finished jobs.
const BEFORE: Duration = Duration::from_secs(120);

pub async fn run(settings: Settings) -> anyhow::Result<()> {
    ensure!(
        settings.minutes > 0 && settings.rate > 0.0,
        "--minutes and --rate must be above 0"
    );
    let folder = tempfile::tempdir().context("making a folder for the data")?;
    let mut databases = Vec::new();
    for database in settings.target.databases(folder.path()) {
        let sections = on_one(&settings, &database)
            .await
            .with_context(|| format!("soaking on {}", database.kind.name()))?;
        databases.push((database.kind.name(), sections));
    }
    print!(
        "{}",
        Report {
            title: "Stackmatch soak",
            about: about(&settings),
            columns: databases,
        }
        .table()
    );
    Ok(())
}

fn about(settings: &Settings) -> Vec<(&'static str, String)> {
    vec![
        (
            "load",
            format!(
                "{} submissions/s for {} min",
                settings.rate, settings.minutes
            ),
        ),
        ("finished jobs", settings.finished.to_string()),
    ]
}

/// Runs both phases on one database and prints the samples of the second.
async fn on_one(settings: &Settings, database: &Database) -> anyhow::Result<Vec<Section>> {
    let say = |what: &str| eprintln!("{}: {what}", database.kind.name());
    let length = Duration::from_secs(60 * settings.minutes);
    let sink = Sink::start().await?;
    let installation = Installation::new(
        &settings.target.program,
        database.place("soak").await?,
        &sink,
    );

    say("without finished jobs");
    let program = installation.serve(&[]).await?;
    let mut load = Load::new(program.site, settings.rate);
    let before = load
        .run(&sink, length.min(BEFORE), async |_| Ok(()))
        .await?;
    program.stop().await?;

    say("making finished jobs");
    seed::finished_jobs(&installation.place, settings.finished).await?;

    say("with finished jobs");
    let program = installation.serve(&[]).await?;
    load.site = program.site;
    let empty = Size::of(&installation.place).await?;
    let mut samples = Samples::new(&installation.place, &program);
    let during = load
        .run(&sink, length, async |leads| samples.take(leads).await)
        .await?;
    samples.finish().await?;
    print!("\n{}", samples.table(&during, database.kind));
    let mut sections = samples.compare(&before, &during);
    program.stop().await?;
    sections.push(storage::section(
        empty,
        Size::of(&installation.place).await?,
    )?);
    Ok(sections)
}
