//! The fictional prospects of the home page and of the sample reports.

use std::path::Path;

use anyhow::{Context, anyhow};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::files::Files;
use crate::content::Content;
use crate::intake::{Answers, FieldError, parse};

/// The name of the prospect on the home page.
pub const EXAMPLE: &str = "example";

/// A fictional prospect.
#[derive(Debug, Clone, Serialize)]
pub struct Prospect {
    /// The name of the file.
    pub name: String,
    /// Who it is.
    pub title: String,
    /// Their answers.
    pub answers: Answers,
}

/// The content of a file.
#[derive(Deserialize)]
struct ProspectFile {
    title: String,
    answers: Map<String, Value>,
}

/// The prospect of the home page and all others, sorted by name.
///
/// # Errors
/// When a file cannot be read, or its answers are not valid.
pub fn prospects(content: &Content, folder: Option<&Path>) -> anyhow::Result<Vec<Prospect>> {
    let files = load_files(folder)?;
    let names = files
        .under("prospects/")
        .filter_map(|(name, _)| name.strip_suffix(".json"));
    let mut all = vec![read_prospect(&files, content, EXAMPLE)?];
    for name in names {
        all.push(read_prospect(
            &files,
            content,
            &format!("prospects/{name}"),
        )?);
    }
    Ok(all)
}

/// The files of `web/`, overridden by those of a folder.
pub fn load_files(folder: Option<&Path>) -> anyhow::Result<Files> {
    folder.map_or_else(
        || Ok(Files::embedded()),
        |folder| {
            Files::folder(folder).with_context(|| {
                format!(
                    "reading the page templates in {}; set another folder with --web-dir (STACKMATCH_WEB_DIR)",
                    folder.display()
                )
            })
        },
    )
}

/// The prospect of the file `NAME.json`, with answers validated like those of a visitor.
pub fn read_prospect(files: &Files, content: &Content, name: &str) -> anyhow::Result<Prospect> {
    let path = format!("{name}.json");
    let text = files
        .file(&path)
        .ok_or_else(|| anyhow!("web/{path} is missing"))?;
    let file: ProspectFile =
        serde_json::from_slice(text).with_context(|| format!("web/{path} cannot be read"))?;
    let invalid = |errors: Vec<FieldError>| {
        let list: Vec<_> = errors.iter().map(ToString::to_string).collect();
        anyhow!("web/{path} has invalid answers: {}", list.join("; "))
    };
    let answers = parse(&content.questionnaire, &file.answers).map_err(invalid)?;
    Ok(Prospect {
        name: name.trim_start_matches("prospects/").to_owned(),
        title: file.title,
        answers,
    })
}
