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
        Self::spawn(Command::new(env!("CARGO_BIN_EXE_stackmatch")), database, command, flags)
    }

    /// The same with limits of its own for open files, soft and hard.
    pub fn start_with_files(limits: (u32, u32), database: &Database, command: &str, flags: &[&str]) -> Self {
        let mut shell = Command::new("sh");
        let script = format!("ulimit -S -n {} && ulimit -H -n {} && exec \"$0\" \"$@\"", limits.0, limits.1);
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_stackmatch")]);
        Self::spawn(shell, database, command, flags)
    }

    fn spawn(mut process: Command, database: &Database, command: &str, flags: &[&str]) -> Self {
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

    /// SIGTERM.
    pub fn signal(&self) {
        let status = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().unwrap();
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
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
