//! The shape of the code: dependencies point one way, files stay small.

use std::path::{Path, PathBuf};

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = vec![];
    for entry in std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        if entry.is_dir() {
            all.extend(files(&entry));
        } else if entry.extension().is_some_and(|ending| ending == "rs") {
            all.push(entry);
        }
    }
    all
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The lines before the tests of a file.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    text.split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap()
        .to_owned()
}

#[test]
fn business_modules_touch_no_edge_no_async_and_no_clock() {
    let forbidden = [
        "tokio",
        "async fn",
        ".await",
        "sqlx",
        "poem",
        "lettre",
        "apalis",
        "reqwest",
        "Utc::now",
        "SystemTime",
        "Instant::now",
        "std::env",
        "std::net",
        "getrandom",
        "crate::api",
        "crate::app",
        "crate::cli",
        "crate::clock",
        "crate::config",
        "crate::flow",
        "crate::http",
        "crate::jobs",
        "crate::keys",
        "crate::mail",
        "crate::staff",
        "crate::store",
        "crate::telemetry",
        "crate::web",
    ];
    let mut found = vec![];
    for module in [
        "plan",
        "content",
        "evaluation",
        "intake",
        "recommendation",
        "qualification",
        "report",
        "text",
    ] {
        for path in files(&source().join(module)) {
            for (number, line) in code(&path)
                .lines()
                .enumerate()
                .filter(|(_, line)| !line.trim_start().starts_with("//"))
            {
                found.extend(
                    forbidden
                        .iter()
                        .filter(|word| line.contains(*word))
                        .map(|word| format!("{}:{}: {word}", path.display(), number + 1)),
                );
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn advice_and_grade_know_nothing_of_each_other() {
    for (module, other) in [
        ("recommendation", "crate::qualification"),
        ("qualification", "crate::recommendation"),
        ("report", "crate::qualification"),
    ] {
        for path in files(&source().join(module)) {
            assert!(
                !code(&path).contains(other),
                "{} uses {other}",
                path.display()
            );
        }
    }
}

#[test]
fn sql_stands_in_the_store_alone() {
    for path in files(&source())
        .into_iter()
        .filter(|path| !path.starts_with(source().join("store")))
    {
        assert!(
            !code(&path).contains("sqlx::query"),
            "{} holds SQL",
            path.display()
        );
    }
}

#[test]
fn files_are_small_and_say_what_they_are_for() {
    let mut sizes = vec![];
    for path in files(&source()) {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(
            text.starts_with("//! "),
            "{} does not open with a sentence",
            path.display()
        );
        let lines = text.lines().count();
        assert!(lines <= 700, "{} has {lines} lines", path.display());
        sizes.push(lines);
    }
    sizes.sort_unstable();
    let (median, ninth) = (sizes[sizes.len() / 2], sizes[sizes.len() * 9 / 10]);
    assert!(
        median <= 145 && ninth <= 320,
        "median {median}, nine in ten {ninth}"
    );
}
