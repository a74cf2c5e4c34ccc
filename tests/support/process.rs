//! The program as a process of its own, to be killed.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use super::Database;

/// A running `stackmatch` process; killed when dropped.
pub struct Process {
    child: Child,
    /// `http://127.0.0.1:PORT`, for `serve`.
    pub base: String,
    /// Where its metrics are, for `serve` with `--metrics-listen`.
    pub metrics: Option<String>,
}

/// Where the last process on a database writes its log.
pub fn log(database: &Database) -> std::path::PathBuf {
    database.folder.path().join("stderr.log")
}

impl Process {
    /// Starts `stackmatch COMMAND …` on a database and waits until it says that it runs.
    pub fn start(database: &Database, command: &str, flags: &[&str]) -> Self {
        Self::spawn(database, program(), command, flags)
    }

    /// The same on a machine whose clock is ahead by so much, in the words of faketime: `1d`.
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
        // Timers of the runtime need a clock that goes on as it does.
        let faked = [
            ("LD_PRELOAD", library.as_str()),
            ("FAKETIME", &ahead),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ];
        let mut process = program();
        process.envs(faked);
        Self::spawn(database, process, command, flags)
    }

    /// The same, for a process none of whose files may become larger than so many kilobytes, until [`Process::unlimit`].
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

    /// The same with limits of its own for open files, soft and hard.
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
            .args([
                "--secret-key",
                &"07".repeat(32),
                "--rate-limit",
                "0",
                "--recipient-hourly-limit",
                "0",
                "--recipient-daily-limit",
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
        // As JSON the log alone says that it runs.
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

    /// Waits for the end; its exit code.
    pub fn wait(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// SIGTERM, and waits for the end; whether it was a clean one.
    pub fn terminate(self) -> bool {
        self.signal();
        self.wait() == Some(0)
    }

    /// How much memory it holds, in bytes.
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

/// The program, with none of the settings of whoever runs the tests.
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
