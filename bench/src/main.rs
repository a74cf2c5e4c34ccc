//! Measures Stackmatch from outside, as a process, on each database in turn; see README.md.

mod bare;
mod client;
mod commits;
mod database;
mod figures;
mod load;
mod machine;
mod pages;
mod program;
mod report;
mod saves;
mod sink;
mod startup;
mod submits;
mod visitor;

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};

use crate::database::{Database, Kind};
use crate::figures::Section;
use crate::load::Load;
use crate::program::Program;
use crate::report::Report;
use crate::sink::Sink;

#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measure the program and print the table
    Run(Settings),
    /// Answer every request with the bytes of one file: what a page is compared with
    Bare(bare::Settings),
}

#[derive(Args)]
struct Settings {
    /// The program to measure
    #[arg(long, value_name = "FILE")]
    program: PathBuf,
    /// A PostgreSQL server where databases may be created, without a database's name
    #[arg(long, value_name = "URL")]
    postgres: String,
    /// Measure on one database only
    #[arg(long, value_enum)]
    only: Option<Kind>,
    /// Also write the figures as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// A tenth of the counts: shows that it works, its figures mean little
    #[arg(long)]
    quick: bool,
    /// What was built, for the head of the table
    #[arg(long, default_value = "unknown")]
    revision: String,
}

/// How much of everything.
#[derive(Clone, Copy)]
struct Plan {
    starts: usize,
    rounds: usize,
    page_seconds: u64,
    saves_alone: usize,
    saves_together: usize,
    leads: usize,
    burst: usize,
}

const FULL: Plan = Plan {
    starts: 5,
    rounds: 3,
    page_seconds: 5,
    saves_alone: 1000,
    saves_together: 4000,
    leads: 40,
    burst: 30,
};
const QUICK: Plan = Plan {
    starts: 2,
    rounds: 1,
    page_seconds: 1,
    saves_alone: 100,
    saves_together: 400,
    leads: 4,
    burst: 3,
};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Bare(settings) => bare::serve(settings).await,
        Command::Run(settings) => run(settings).await,
    }
}

async fn run(settings: Settings) -> anyhow::Result<()> {
    let plan = if settings.quick { QUICK } else { FULL };
    let load = Load::find();
    let folder = tempfile::tempdir().context("making a folder for the data")?;
    let kinds = [Kind::Sqlite, Kind::Postgres];
    let mut databases = Vec::new();
    for kind in kinds {
        if settings.only.is_none_or(|only| only == kind) {
            let database = Database::new(kind, folder.path(), &settings.postgres);
            let sections = measure(&settings, &database, plan, load)
                .await
                .with_context(|| format!("measuring on {}", kind.name()))?;
            databases.push((kind.name(), sections));
        }
    }
    let about = machine::describe(&settings, folder.path(), load).await;
    let report = Report { about, databases };
    print!("{}", report.table());
    if let Some(file) = &settings.json {
        std::fs::write(file, report.json())
            .with_context(|| format!("writing {}", file.display()))?;
    }
    Ok(())
}

/// Everything on one database.
async fn measure(
    settings: &Settings,
    database: &Database,
    plan: Plan,
    load: Load,
) -> anyhow::Result<Vec<Section>> {
    let say = |what: &str| eprintln!("{}: {what}", database.kind.name());
    let sink = Sink::start()?;

    say("starting");
    let start_up = startup::measure(&settings.program, database, &sink, plan).await?;
    let program = Program::start(&settings.program, &database.place("load").await?, &sink).await?;
    let at_rest = program.memory_at_rest().await?;

    say("asking for pages");
    let pages = pages::measure(&program, database, plan, load).await?;
    say("saving steps");
    let saves = saves::measure(&program, database, plan).await?;
    say("submitting");
    let submits = submits::measure(&program, &sink, plan).await?;

    let after_load = program.memory_at_rest().await?;
    program.stop().await?;
    let memory = figures::memory(at_rest, after_load);
    Ok([pages, saves, submits]
        .into_iter()
        .chain([start_up, memory])
        .collect())
}
