//! The program as a process of its own, to be killed.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use super::Database;

/// A running `stackmatch` process; killed when dropped.
pub struct Process {
    child: Child,
    /// `http://127.0.0.1:PORT`, for `serve`.
    pub base: String,
}

/// Where the last process on a database writes its log.
pub fn log(database: &Database) -> std::path::PathBuf {
    database.folder.path().join("stderr.log")
}

impl Process {
    /// Starts `stackmatch COMMAND …` on a database and waits until it says that it runs.
    pub fn start(database: &Database, command: &str, flags: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_stackmatch"));
        process
            .arg(command)
            .args(["--listen", "127.0.0.1:0", "--database-url", &database.url, "--data-dir"])
            .arg(database.folder.path())
            .args(["--secret-key", &"07".repeat(32), "--rate-limit", "0"])
            .args(if flags.contains(&"--log") { &[][..] } else { &["--log", "warn"] })
            .args(flags)
            .env_clear()
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(log(database)).unwrap());
        let mut child = process.spawn().unwrap();
        let mut base = String::new();
        // As JSON the log alone says that it runs.
        while flags.contains(&"json") && base.is_empty() {
            assert!(child.try_wait().unwrap().is_none(), "it ended before it ran");
            let log = std::fs::read_to_string(log(database)).unwrap_or_default();
            let started = log.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
            let url = started
                .filter(|line| line["message"] == "started")
                .find_map(|line| Some(line["url"].as_str()?.to_owned()));
            base = url.unwrap_or_default();
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        if !base.is_empty() {
            return Self { child, base };
        }
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            if let Some(url) = line.trim().strip_prefix("Site ") {
                base = url.trim().trim_end_matches('/').to_owned();
            }
            if line.starts_with("Stop it") || line.contains("works off the jobs") {
                break;
            }
        }
        Self { child, base }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL: no chance to finish anything.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, and waits for the end; whether it was a clean one.
    pub fn terminate(mut self) -> bool {
        let status = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().unwrap();
        assert!(status.success());
        self.child.wait().unwrap().success()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
