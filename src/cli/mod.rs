//! The command line: one file per command that does more than call one function.

mod advise;
mod check;
mod evaluate;
mod preview;
mod replay;
mod report;
mod serve;
mod token;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::FalseyValueParser;
use clap::{Parser, Subcommand, ValueEnum};

use crate::api::{self, Specification};
use crate::app::{self, App};
use crate::clock::Clock;
use crate::config::{Config, Overrides};
use crate::telemetry;

/// Technology matchups, an architecture intake and a tailored stack blueprint, in one program.
#[derive(Parser)]
#[command(name = "stackmatch", version, max_term_width = 110)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the site and the API, and run the jobs in the same process
    Serve {
        #[command(flatten)]
        config: Box<Config>,
        /// Leave the jobs to `stackmatch worker` processes
        #[arg(long, env = "STACKMATCH_NO_WORKER", value_parser = FalseyValueParser::new())]
        no_worker: bool,
    },
    /// Run the jobs only
    Worker {
        #[command(flatten)]
        config: Box<Config>,
    },
    /// Bring the database to this version's schema, and end
    Migrate {
        #[command(flatten)]
        config: Box<Config>,
    },
    /// Check all content and templates; lists every problem with file and line
    Check {
        #[command(flatten)]
        overrides: Overrides,
    },
    /// Recommend a stack for the answers in a file
    Recommend(Advise),
    /// Compare the advice with a folder of cases, and with two fixed answers; fails when the bar is missed
    Evaluate {
        /// Holds the cases, one YAML file each
        dir: PathBuf,
        /// How to print it
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
        #[command(flatten)]
        overrides: Overrides,
    },
    /// Grade the lead that the answers in a file would make
    Qualify(Advise),
    /// Write the report for the answers in a file, in every form, into a folder
    Report(ReportArgs),
    /// Make the report of a lead again from its answers and compare it with the stored one
    Replay {
        /// The lead's id
        lead: uuid::Uuid,
        #[command(flatten)]
        config: Box<Config>,
    },
    /// Write every mail with sample data, and sample reports, into a folder
    Preview {
        /// Where to
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        #[command(flatten)]
        overrides: Overrides,
    },
    /// Make, list and revoke staff tokens
    Token {
        #[command(subcommand)]
        command: token::Command,
    },
    /// Print the OpenAPI specification
    Openapi {
        #[command(flatten)]
        overrides: Overrides,
    },
}

#[derive(clap::Args)]
struct Advise {
    /// JSON of the form {"answers": {…}}, complete or not; - for standard input
    file: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    overrides: Overrides,
}

#[derive(clap::Args)]
struct ReportArgs {
    /// JSON of the form {"answers": {…}}, complete or not; - for standard input
    file: PathBuf,
    /// Where to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Address of the site, for links to comparisons
    #[arg(long, env = "STACKMATCH_BASE_URL", default_value = "http://127.0.0.1:8080", value_name = "URL")]
    base_url: String,
    #[command(flatten)]
    overrides: Overrides,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    /// For programs
    #[default]
    Json,
    /// For people
    Text,
}

/// Runs the program. Exit code 0: done; 1: it failed; 2: it was called or configured wrongly.
#[must_use]
pub fn run() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Serve { config, no_worker } => runtime(*config, |config| serve::serve(config, !no_worker)),
        Command::Worker { config } => program(*config, serve::worker),
        Command::Migrate { config } => program(*config, |app| async move {
            app.db.fold_missing(chrono::DateTime::UNIX_EPOCH).await?;
            println!("the database {} is at this version's schema", app.config.database_url()?.place());
            app.db.close().await;
            Ok(())
        }),
        Command::Check { overrides } => return check::check(&overrides),
        Command::Recommend(args) => advise::recommend(&args),
        Command::Evaluate { dir, format, overrides } => evaluate::evaluate(&dir, format, &overrides),
        Command::Qualify(args) => advise::qualify(&args),
        Command::Report(args) => report::report(&args),
        Command::Replay { lead, config } => program(*config, |app| replay::replay(app, lead)),
        Command::Preview { out, overrides } => preview::preview(&out, &overrides),
        Command::Token { command } => token::run(command),
        Command::Openapi { overrides } => openapi(&overrides),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("stackmatch: {error:#}");
            ExitCode::from(if error.is::<Misconfigured>() { 2 } else { 1 })
        }
    }
}

/// An error that a change of the settings removes.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Misconfigured(String);

fn misconfigured(error: &anyhow::Error) -> anyhow::Error {
    Misconfigured(format!("{error:#}")).into()
}

/// Starts logging and the runtime.
fn runtime<F: Future<Output = anyhow::Result<()>>>(
    config: Config,
    run: impl FnOnce(Config) -> F,
) -> anyhow::Result<()> {
    config.validate().map_err(|error| misconfigured(&error))?;
    let _traces = telemetry::begin(&config).map_err(|error| misconfigured(&error))?;
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(run(config))
}

/// Starts logging and the runtime, opens everything, and hands it over.
fn program<F: Future<Output = anyhow::Result<()>>>(config: Config, run: impl FnOnce(App) -> F) -> anyhow::Result<()> {
    runtime(config, |config| async { run(start(config).await?).await })
}

async fn start(config: Config) -> anyhow::Result<App> {
    App::start(config, Clock::System).await.map_err(|error| misconfigured(&error))
}

fn openapi(overrides: &Overrides) -> anyhow::Result<()> {
    let content = app::content(overrides)?;
    let service = api::service(&content, "http://127.0.0.1:8080")?;
    println!("{}", Specification::new(&service.spec())?.json());
    Ok(())
}
