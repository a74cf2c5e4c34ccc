//! The command line: exit codes, output and settings of the real binary.

mod advice;
mod check;
mod output;
mod settings;
mod tokens;

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use stackmatch::clock::Clock;

use crate::support::{Database, Visitor, on_both_databases};

fn stackmatch(args: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stackmatch"))
        .args(args)
        .current_dir(folder)
        .env_clear()
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}
