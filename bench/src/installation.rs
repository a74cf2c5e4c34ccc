//! An installation: the program, its database and its settings, from which processes are started.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, ensure};

use crate::database::Place;
use crate::program::Program;
use crate::sink::Sink;

/// Writing requests per minute: every one is counted and none is refused.
pub const UNREACHED_RATE_LIMIT: u32 = 10_000_000;
/// The recipient of leads.
pub const SALES: &str = "sales@bench.example";

/// The common settings of the processes on one database.
#[derive(Clone)]
pub struct Installation {
    binary: PathBuf,
    pub place: Place,
    /// Flags and their values.
    settings: BTreeMap<String, String>,
}

impl Installation {
    /// The default settings, with a rate limit that is never reached.
    pub fn new(binary: &Path, place: Place, sink: &Sink) -> Self {
        let (database, folder) = (place.url.clone(), place.folder.display().to_string());
        let installation = Self {
            binary: binary.to_owned(),
            place,
            settings: BTreeMap::new(),
        };
        installation
            .with("--database-url", database)
            .with("--data-dir", folder)
            .with("--rate-limit", UNREACHED_RATE_LIMIT)
            .with("--smtp-url", format!("smtp://{}?tls=none", sink.address))
            .with("--mail-from", "Bench <hello@bench.example>")
            .with("--sales-to", format!("Sales <{SALES}>"))
    }

    /// Replaces an earlier value of the same flag.
    #[must_use]
    pub fn with(mut self, flag: &str, value: impl ToString) -> Self {
        self.settings.insert(flag.to_owned(), value.to_string());
        self
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .args(words)
            .args(self.settings.iter().flat_map(|(flag, value)| [flag, value]))
            .env_clear()
            .stdin(Stdio::null());
        command
    }

    /// Starts `serve` and waits until it is ready.
    pub async fn serve(&self, flags: &[&str]) -> anyhow::Result<Program> {
        let begin = Instant::now();
        let mut program = self.spawn("serve", free_address()?, flags)?;
        program.ready().await?;
        program.start_up = begin.elapsed();
        Ok(program)
    }

    /// Starts a process without waiting; the first word of its name is the command.
    pub fn spawn(&self, name: &str, site: SocketAddr, flags: &[&str]) -> anyhow::Result<Program> {
        let mut command = self.command(&[name.split(' ').next().unwrap_or(name)]);
        command.args(["--listen", &site.to_string()]).args(flags);
        Program::start(command, name, &self.place.folder, site)
    }

    /// Creates an operator's token.
    pub fn operator(&self) -> anyhow::Result<String> {
        self.token("operator")
    }

    /// Creates a token of a role.
    pub fn token(&self, role: &str) -> anyhow::Result<String> {
        let mut command = Command::new(&self.binary);
        // The command accepts the settings of the database only.
        let database = ["--database-url", "--data-dir"];
        let database = database.map(|flag| [flag, self.settings[flag].as_str()]);
        command
            .args(["token", "create", "--role", role, "--name", "Bench"])
            .args(database.as_flattened())
            .env_clear()
            .stdin(Stdio::null());
        let output = command.output().context("making a token")?;
        let error = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "creating a token failed: {error}");
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}

/// Returns a free address of this machine.
pub fn free_address() -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?)
}
