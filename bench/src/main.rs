//! Measures Stackmatch as a separate process, on each database in turn; see README.md.

mod bare;
mod chaos;
mod client;
mod commits;
mod database;
mod fault_deck;
mod figures;
mod installation;
mod lists;
mod load;
mod machine;
mod pages;
mod peers;
mod previews;
mod program;
mod push;
mod replay;
mod report;
mod saves;
mod sink;
mod soak;
mod startup;
mod storage;
mod submits;
mod target;
mod visitor;

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::database::{Database, Kind};
use crate::figures::Section;
use crate::installation::Installation;
use crate::load::Load;
use crate::report::Report;
use crate::sink::Sink;
use crate::storage::Size;
use crate::target::Target;

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
    /// Kill processes and inject faults at random, and check that nothing was lost
    Chaos(chaos::Settings),
    /// Put a steady load on one process for long, with many finished jobs, and measure growth
    Soak(soak::Settings),
    /// Measure every list of operators and sales with many leads and jobs
    Lists(lists::Settings),
    /// Answer every request with the bytes of one file: the baseline for pages
    Bare(bare::Settings),
}

#[derive(Args)]
struct Settings {
    #[command(flatten)]
    target: Target,
    /// Also write the figures as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Use a tenth of the counts: shows that it works, but the figures mean little
    #[arg(long)]
    quick: bool,
    /// Measure this part only; may be repeated
    #[arg(long, value_enum)]
    part: Vec<Part>,
    /// Also measure beside the stand-ins in this folder, installed as `bench/run --peers` does
    #[arg(long, value_name = "FOLDER")]
    peers: Option<PathBuf>,
    /// Description of the build, for the head of the table
    #[arg(long, default_value = "unknown")]
    revision: String,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    Start,
    Pages,
    Saves,
    Previews,
    Submits,
    Push,
}

impl Settings {
    fn includes(&self, part: Part) -> bool {
        self.part.is_empty() || self.part.contains(&part)
    }
}

/// The counts of a run.
#[derive(Clone, Copy)]
struct Plan {
    starts: usize,
    rounds: usize,
    page_seconds: u64,
    saves_alone: usize,
    saves_together: usize,
    taps: usize,
    leads: usize,
    burst: usize,
}

const FULL: Plan = Plan {
    starts: 5,
    rounds: 5,
    page_seconds: 3,
    saves_alone: 1000,
    saves_together: 4000,
    taps: 15,
    leads: 40,
    burst: 30,
};
const QUICK: Plan = Plan {
    starts: 2,
    rounds: 1,
    page_seconds: 1,
    saves_alone: 100,
    saves_together: 400,
    taps: 3,
    leads: 4,
    burst: 3,
};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Bare(settings) => bare::serve(settings).await,
        Command::Run(settings) => run(settings).await,
        Command::Chaos(settings) => chaos::run(settings).await,
        Command::Soak(settings) => soak::run(settings).await,
        Command::Lists(settings) => lists::run(settings).await,
    }
}

async fn run(settings: Settings) -> anyhow::Result<()> {
    let plan = if settings.quick { QUICK } else { FULL };
    let load = Load::find();
    let folder = tempfile::tempdir().context("making a folder for the data")?;
    let mut databases = Vec::new();
    for database in settings.target.databases(folder.path()) {
        let sections = measure(&settings, &database, plan, load)
            .await
            .with_context(|| format!("measuring on {}", database.kind.name()))?;
        databases.push((database.kind.name(), sections));
    }
    let about = machine::describe(&settings, folder.path(), load).await;
    let mut reports = vec![Report {
        title: "Stackmatch benchmark",
        about,
        columns: databases,
    }];
    print!("{}", reports[0].table());
    if let Some(installed) = &settings.peers {
        let report = beside_peers(&settings, installed, folder.path(), load).await?;
        print!("\n{}", report.table());
        reports.push(report);
    }
    if let Some(file) = &settings.json {
        std::fs::write(file, report::json(&reports))
            .with_context(|| format!("writing {}", file.display()))?;
    }
    Ok(())
}

/// Measures the program beside the stand-ins, on PostgreSQL.
async fn beside_peers(
    settings: &Settings,
    installed: &Path,
    folder: &Path,
    load: Load,
) -> anyhow::Result<Report> {
    let plan = if settings.quick {
        peers::QUICK
    } else {
        peers::FULL
    };
    let database = Database::new(
        Kind::Postgres,
        &folder.join("peers"),
        &settings.target.postgres,
    );
    peers::measure(&settings.target.program, installed, &database, plan, load).await
}

/// Runs all measurements on one database.
async fn measure(
    settings: &Settings,
    database: &Database,
    plan: Plan,
    load: Load,
) -> anyhow::Result<Vec<Section>> {
    let say = |what: &str| eprintln!("{}: {what}", database.kind.name());
    let sink = Sink::start().await?;
    let mut sections = Vec::new();

    if settings.includes(Part::Start) {
        say("starting");
        let program = &settings.target.program;
        sections.push(startup::measure(program, database, &sink, plan).await?);
    }
    let place = database.place("load").await?;
    let program = Installation::new(&settings.target.program, place.clone(), &sink)
        .serve(&[])
        .await?;
    let at_rest = program.memory_at_rest().await?;

    if settings.includes(Part::Pages) {
        say("asking for pages");
        sections.push(pages::measure(&program, database, plan, load).await?);
    }
    if settings.includes(Part::Saves) {
        say("saving steps");
        sections.push(saves::measure(&program, database, plan).await?);
    }
    if settings.includes(Part::Previews) {
        say("tapping answers");
        sections.push(previews::measure(&program, plan).await?);
    }
    if settings.includes(Part::Submits) {
        say("submitting");
        let before = Size::of(&place).await?;
        sections.push(submits::measure(&program, &sink, plan).await?);
        sections.push(storage::section(before, Size::of(&place).await?)?);
    }
    let after_load = program.memory_at_rest().await?;
    program.stop().await?;
    sections.push(figures::memory(at_rest, after_load));

    if settings.includes(Part::Push) {
        say("waiting for the start of jobs");
        sections.push(push::measure(&settings.target.program, database, plan).await?);
    }
    Ok(sections)
}
