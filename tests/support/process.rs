//! The program as a separate process, which tests can kill.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use super::Database;

/// A running `stackmatch` process; killed when dropped.
pub struct Process {
    child: Child,
    /// `http://127.0.0.1:PORT`, for `serve`.
    pub base: String,
    /// The address of its metrics, for `serve` with `--metrics-listen`.
    pub metrics: Option<String>,
}

/// The log file of the last process on a database.
pub fn log(database: &Database) -> std::path::PathBuf {
    database.folder.path().join("stderr.log")
}

impl Process {
    /// Starts `stackmatch COMMAND …` on a database and waits until it reports that it runs.
    pub fn start(database: &Database, command: &str, flags: &[&str]) -> Self {
        Self::spawn(database, program(), command, flags)
    }

    /// Like [`Process::start`], with a clock that is ahead by `ahead` in faketime's notation, such as `1d`.
    pub fn start_ahead(database: &Database, ahead: &str, command: &str, flags: &[&str]) -> Self {
        let folders = std::fs::read_dir("/usr/lib")
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let library = folders
            .map(|folder| folder.join("faketime/libfaketimeMT.so.1"))
            .find(|file| file.exists());
        let library = library
            .expect("tests of clocks need libfaketime: run them with tests/run")
            .display()
            .to_string();
        let ahead = format!("+{ahead}");
        // Timers of the runtime need the real monotonic clock.
        let faked = [
            ("LD_PRELOAD", library.as_str()),
            ("FAKETIME", &ahead),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ];
        let mut process = program();
        process.envs(faked);
        Self::spawn(database, process, command, flags)
    }

    /// Like [`Process::start`], with a limit on the size of each file, in kilobytes, until [`Process::unlimit`].
    pub fn limited(database: &Database, kilobytes: u32, command: &str, flags: &[&str]) -> Self {
        let mut shell = Command::new("sh");
        shell.env_clear();
        // Without the signal, a write over the limit fails as one on a full disk does.
        let script = format!(
            "trap '' XFSZ; ulimit -S -f {}; exec \"$0\" \"$@\"",
            kilobytes * 2
        );
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_stackmatch")]);
        Self::spawn(database, shell, command, flags)
    }

    /// Lifts the limit of [`Process::limited`].
    pub fn unlimit(&self) {
        let status = Command::new("prlimit")
            .args(["--fsize=unlimited", "--pid", &self.id().to_string()])
            .status()
            .unwrap();
        assert!(status.success());
    }

    /// Like [`Process::start`], with these soft and hard limits of open files.
    pub fn start_with_files(
        limits: (u32, u32),
        database: &Database,
        command: &str,
        flags: &[&str],
    ) -> Self {
        let mut shell = Command::new("sh");
        shell.env_clear();
        let script = format!(
            "ulimit -S -n {} && ulimit -H -n {} && exec \"$0\" \"$@\"",
            limits.0, limits.1
        );
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_stackmatch")]);
        Self::spawn(database, shell, command, flags)
    }

    fn spawn(database: &Database, mut process: Command, command: &str, flags: &[&str]) -> Self {
        process
            .arg(command)
            .args([
                "--listen",
                "127.0.0.1:0",
                "--database-url",
                &database.url,
                "--data-dir",
            ])
            .arg(database.folder.path())
            .env("STACKMATCH_REMIND_AFTER", "0")
            .args([
                "--secret-key",
                &"07".repeat(32),
                "--rate-limit",
                "0",
                "--recipient-hourly-limit",
                "0",
                "--recipient-daily-limit",
                "0",
                "--recipient-unconfirmed-daily-limit",
                "0",
            ])
            .args(if flags.contains(&"--log") {
                &[][..]
            } else {
                &["--log", "warn"]
            })
            .args(flags)
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(log(database)).unwrap());
        let mut child = process.spawn().unwrap();
        let mut base = String::new();
        // With a JSON log, only the log reports that it runs.
        while flags.contains(&"json") && base.is_empty() {
            assert!(
                child.try_wait().unwrap().is_none(),
                "it ended before it ran"
            );
            let log = std::fs::read_to_string(log(database)).unwrap_or_default();
            let started = log
                .lines()
                .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
            let url = started
                .filter(|line| line["message"] == "started")
                .find_map(|line| Some(line["url"].as_str()?.to_owned()));
            base = url.unwrap_or_default();
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        if !base.is_empty() {
            return Self {
                child,
                base,
                metrics: None,
            };
        }
        let mut metrics = None;
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            if let Some(url) = line.trim().strip_prefix("Site ") {
                base = url.trim().trim_end_matches('/').to_owned();
            }
            if let Some(url) = line.trim().strip_prefix("Metrics ") {
                metrics = Some(url.trim().to_owned());
            }
            if line.starts_with("Stop with") || line.contains("Processing jobs from") {
                break;
            }
        }
        Self {
            child,
            base,
            metrics,
        }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL: no chance to finish anything.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM.
    pub fn signal(&self) {
        let status = Command::new("kill")
            .args(["-TERM", &self.id().to_string()])
            .status()
            .unwrap();
        assert!(status.success());
    }

    /// Waits for the end and returns the exit code.
    pub fn wait(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// Sends SIGTERM and waits for the end; returns whether it was clean.
    pub fn terminate(self) -> bool {
        self.signal();
        self.wait() == Some(0)
    }

    /// Its resident memory, in bytes.
    pub fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .unwrap();
        line.split_whitespace()
            .nth(1)
            .unwrap()
            .parse::<u64>()
            .unwrap()
            * 1024
    }
}

/// The program without the settings in the environment of the tests.
fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_stackmatch"));
    program.env_clear();
    program
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
