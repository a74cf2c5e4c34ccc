//! `evaluate`: compares the engine's advice with a folder of cases, for consultants who want to see the effect of
//! changed rules.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::{Format, output};
use crate::config::Overrides;
use crate::content::source::File;
use crate::evaluation::{self, Case};
use crate::recommendation::Model;
use crate::services;

pub(super) fn evaluate(dir: &Path, format: Format, overrides: &Overrides) -> anyhow::Result<()> {
    let (content, model) = services::content(overrides)?;
    let cases = cases(&model, dir)?;
    let messages = services::messages(overrides)?;
    let evaluation = evaluation::evaluate(&content, &model, messages.english(), &cases);
    match format {
        Format::Json => output::print(evaluation.to_json())?,
        Format::Text => output::print(evaluation.to_text())?,
    }
    if !evaluation.passed {
        bail!("{}", evaluation.verdict());
    }
    Ok(())
}

/// Loads every `.yaml` file of the folder, by name. Reports all mistakes in all files at once.
fn cases(model: &Model, dir: &Path) -> anyhow::Result<Vec<Case>> {
    let mut cases = vec![];
    let mut problems = vec![];
    for path in files(dir).with_context(|| format!("reading {}", dir.display()))? {
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("reading {}", path.display()))?;
        let file = File {
            path: path.display().to_string(),
            text: text.replace("\r\n", "\n"),
        };
        match Case::load(model, &file) {
            Ok(case) => cases.push(case),
            Err(found) => problems.extend(found),
        }
    }
    if !problems.is_empty() {
        let list = problems.iter().map(|problem| {
            format!(
                "{}:{}:{}: {}",
                problem.file, problem.line, problem.column, problem.message
            )
        });
        bail!(
            "{} problem(s) in the cases:\n  {}",
            problems.len(),
            list.collect::<Vec<_>>().join("\n  ")
        );
    }
    if cases.is_empty() {
        bail!(
            "{} holds no case (a file that ends in .yaml)",
            dir.display()
        );
    }
    Ok(cases)
}

fn files(dir: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = vec![];
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "yaml") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
