//! The command line: one file per command that does more than call one function.

mod advise;
mod check;
mod evaluate;
mod generate;
mod output;
mod preview;
mod replay;
mod report;
mod serve;
mod settings;
mod token;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::builder::FalseyValueParser;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use rustix::fs::Mode;

use crate::api::{self, Specification};
use crate::clock::Clock;
use crate::config::{Config, DatabaseArgs, KeyArgs, LogArgs, Overrides};
use crate::services::{self, Services};
use crate::store::Db;
use crate::{http, installation, telemetry};

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
    /// Apply pending database migrations and exit
    Migrate {
        /// Accept the current server key, or create one, although the database was used with another: all links sent so far stop working
        #[arg(long)]
        adopt_key: bool,
        #[command(flatten)]
        database: DatabaseCommand,
        #[command(flatten)]
        key: KeyArgs,
    },
    /// Check all content and templates and list every problem with file and line
    Check {
        /// Compare dates in the content with this day instead of today
        #[arg(long, value_name = "YYYY-MM-DD")]
        as_of: Option<chrono::NaiveDate>,
        #[command(flatten)]
        overrides: Overrides,
    },
    /// Recommend a stack for the answers in a file
    Recommend(Advise),
    /// Compare the advice with the cases in a folder and with two baselines; fail below the required agreement
    Evaluate {
        /// Folder with the cases, one YAML file each
        dir: PathBuf,
        /// Output format
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
        #[command(flatten)]
        overrides: Overrides,
    },
    /// Grade the lead that the answers in a file would become
    Qualify(Advise),
    /// Write the report for the answers in a file, in every format, to a folder
    Report(ReportArgs),
    /// Rebuild a lead's report from its answers and compare it with the stored one
    Replay {
        /// The lead's id
        lead: crate::ids::LeadId,
        #[command(flatten)]
        config: Box<Config>,
    },
    /// Write every mail with sample data, and sample reports, to a folder
    Preview {
        /// Output directory
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        #[command(flatten)]
        overrides: Overrides,
    },
    /// Create, list and revoke staff tokens
    Token {
        #[command(subcommand)]
        command: token::Command,
    },
    /// Print the OpenAPI specification
    Openapi {
        #[command(flatten)]
        overrides: Overrides,
    },
    /// Print the completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual pages into a folder
    Manual {
        /// Output directory
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

#[derive(clap::Args)]
struct Advise {
    /// JSON of the form {"answers": {…}}, complete or not; - for standard input
    file: PathBuf,
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    overrides: Overrides,
}

#[derive(clap::Args)]
struct ReportArgs {
    /// JSON of the form {"answers": {…}}, complete or not; - for standard input
    file: PathBuf,
    /// Output directory
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Address of the site, for links to comparisons
    #[arg(long, env = "STACKMATCH_BASE_URL", default_value = "http://127.0.0.1:8080", value_name = "URL", value_parser = crate::config::site)]
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

/// The settings of a command that needs nothing but the database.
#[derive(clap::Args)]
struct DatabaseCommand {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    logging: LogArgs,
}

impl DatabaseCommand {
    /// Opens the database, and closes it after `run`.
    fn run(
        &self,
        unknown: &[String],
        run: impl AsyncFnOnce(&Db) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        runtime(&self.logging, None, unknown, async {
            let open = async {
                installation::data_folder(&self.database)?;
                Ok(self.database.url()?.open().await?)
            };
            let db = open.await.map_err(|error| misconfigured(&error))?;
            let ended = run(&db).await;
            db.close().await;
            ended
        })
    }
}

/// The status that a shell reports for a process killed by SIGPIPE: 128 + 13.
const CLOSED_PIPE: u8 = 141;

/// Runs the program. Exit codes: 0 success; 1 failure; 2 wrong usage or configuration; 141 the reader of its output
/// closed the pipe.
#[must_use]
pub fn run() -> ExitCode {
    // Database, mails and keys are readable by this user only.
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
    let chosen = std::env::args_os().nth(1);
    let (mut command, unknown) =
        match settings::prepare(Cli::command(), chosen.as_deref(), &settings::variables()) {
            Ok(prepared) => prepared,
            Err(error) => {
                output::error(format_args!("stackmatch: {error}"));
                return ExitCode::from(2);
            }
        };
    let matches = command.get_matches_mut();
    let cli =
        Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.format(&mut command).exit());
    match dispatch(cli.command, &unknown) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<output::Closed>() => ExitCode::from(CLOSED_PIPE),
        Err(error) => {
            output::error(format_args!("stackmatch: {error:#}"));
            ExitCode::from(if error.is::<Misconfigured>() { 2 } else { 1 })
        }
    }
}

impl Command {
    /// Whether the command writes a log, which reports unknown settings.
    fn logs(&self) -> bool {
        matches!(
            self,
            Self::Serve { .. }
                | Self::Worker { .. }
                | Self::Migrate { .. }
                | Self::Replay { .. }
                | Self::Token { .. }
        )
    }
}

fn dispatch(command: Command, unknown: &[String]) -> anyhow::Result<()> {
    for name in unknown.iter().filter(|_| !command.logs()) {
        output::error(format_args!("stackmatch: {}", unknown_setting(name)));
    }
    match command {
        Command::Serve { config, no_worker } => program(*config, unknown, async |config| {
            serve::serve(config, !no_worker).await
        }),
        Command::Worker { config } => program(*config, unknown, async |config| {
            serve::worker(start(config).await?).await
        }),
        Command::Migrate {
            adopt_key,
            database,
            key,
        } => database.run(unknown, async |db| {
            if adopt_key {
                installation::adopt_key(&database.database, &key, db, &Clock::System).await?;
            }
            db.fold_missing(chrono::DateTime::UNIX_EPOCH).await?;
            let place = database.database.url()?.place();
            output::line(format_args!("the database {place} is up to date"))
        }),
        Command::Replay { lead, config } => program(*config, unknown, async |config| {
            replay::replay(start(config).await?, lead).await
        }),
        Command::Token { command } => token::run(command, unknown),
        Command::Check { as_of, overrides } => check::check(&overrides, as_of),
        Command::Recommend(args) => advise::recommend(&args),
        Command::Evaluate {
            dir,
            format,
            overrides,
        } => evaluate::evaluate(&dir, format, &overrides),
        Command::Qualify(args) => advise::qualify(&args),
        Command::Report(args) => report::report(&args),
        Command::Preview { out, overrides } => preview::preview(&out, &overrides),
        Command::Openapi { overrides } => openapi(&overrides),
        Command::Completions { shell } => generate::completions(shell),
        Command::Manual { out } => generate::manual(&out),
    }
}

fn unknown_setting(name: &str) -> String {
    format!("unknown setting {name}; ignored")
}

/// An error that is fixed by changing the settings.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Misconfigured(String);

fn misconfigured(error: &anyhow::Error) -> anyhow::Error {
    Misconfigured(format!("{error:#}")).into()
}

/// Starts logging and the runtime.
fn runtime(
    logging: &LogArgs,
    otlp_endpoint: Option<&str>,
    unknown: &[String],
    run: impl Future<Output = anyhow::Result<()>>,
) -> anyhow::Result<()> {
    let _traces =
        telemetry::begin(logging, otlp_endpoint).map_err(|error| misconfigured(&error))?;
    for name in unknown {
        tracing::warn!("{}", unknown_setting(name));
    }
    http::raise_descriptor_limit();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let result = runtime.block_on(run);
    // Blocking tasks that still run were abandoned already.
    runtime.shutdown_timeout(Duration::from_secs(1));
    result
}

/// The same with all settings, once validated.
fn program(
    config: Config,
    unknown: &[String],
    run: impl AsyncFnOnce(Config) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    config.validate().map_err(|error| misconfigured(&error))?;
    let (logging, otlp) = (
        config.logging.clone(),
        config.otlp_endpoint().map(str::to_owned),
    );
    runtime(&logging, otlp.as_deref(), unknown, run(config))
}

async fn start(config: Config) -> anyhow::Result<Services> {
    Services::start(config, Clock::System)
        .await
        .map_err(|error| misconfigured(&error))
}

fn openapi(overrides: &Overrides) -> anyhow::Result<()> {
    let (content, _) = services::content(overrides)?;
    let service = api::service(
        &content,
        "http://127.0.0.1:8080",
        Clock::System.now().date_naive(),
    )?;
    output::line(Specification::new(&service.spec())?.json())
}
