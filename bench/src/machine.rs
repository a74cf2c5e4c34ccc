//! The machine and the versions: figures cannot be compared without them.

use std::path::Path;
use std::process::Command;

use crate::Settings;
use crate::database::connect;
use crate::load::Load;

/// Names and values, in display order.
pub async fn describe(
    settings: &Settings,
    folder: &Path,
    load: Load,
) -> Vec<(&'static str, String)> {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let cpu = file_value("/proc/cpuinfo", "model name");
    let memory = gib(&file_value("/proc/meminfo", "MemTotal"));
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let counts = match settings.quick {
        true => "a tenth: these figures mean little",
        false => "all",
    };
    let build = match cfg!(debug_assertions) {
        true => "debug: these figures mean nothing",
        false => "release",
    };
    vec![
        (
            "program",
            first_line(&settings.target.program, &["--version"]),
        ),
        ("revision", settings.revision.clone()),
        ("machine", format!("{cores} cores, {cpu}, {memory:.0} GiB")),
        ("system", format!("Linux {}", kernel.trim())),
        (
            "data on",
            first_line(
                "findmnt".as_ref(),
                &["-n", "-o", "FSTYPE", "-T", &folder.display().to_string()],
            ),
        ),
        (
            "SQLite",
            format!("{} (WAL, synchronous = full)", rusqlite::version()),
        ),
        ("PostgreSQL", postgres(&settings.target.postgres).await),
        ("load on pages", load_name(load)),
        ("benchmark's build", build.into()),
        ("counts", counts.into()),
    ]
}

fn load_name(load: Load) -> String {
    match load {
        Load::Wrk => first_line("wrk".as_ref(), &["-v"]),
        Load::Own => "built in (wrk is not installed)".into(),
    }
}

/// The first line that a program prints, without a part in brackets.
pub fn first_line(program: &Path, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let text = text.unwrap_or_default();
    let line = text.lines().next().unwrap_or("unknown");
    line.split(" [").next().unwrap_or(line).trim().to_owned()
}

fn file_value(file: &str, name: &str) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(name));
    let value = line.and_then(|line| line.split_once(':'));
    value
        .map_or("unknown", |(_, value)| value.trim())
        .to_owned()
}

/// Parses `24684092 kB`.
fn gib(text: &str) -> f64 {
    let kib = text
        .split_whitespace()
        .next()
        .and_then(|kib| kib.parse().ok());
    kib.unwrap_or(0.0_f64) / 1024.0 / 1024.0
}

async fn postgres(server: &str) -> String {
    let asked = async {
        let client = connect(&format!("{}/postgres", server.trim_end_matches('/'))).await?;
        let mut values = Vec::new();
        for name in ["server_version", "fsync", "synchronous_commit"] {
            let row = client.query_one(&format!("show {name}"), &[]).await?;
            values.push(row.get::<_, String>(0));
        }
        anyhow::Ok(format!(
            "{} (fsync {}, synchronous_commit {})",
            values[0], values[1], values[2]
        ))
    };
    asked.await.unwrap_or_else(|_| "not reached".into())
}
