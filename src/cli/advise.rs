//! `recommend` and `qualify`: the engine on the command line, for consultants who try out rules.

use std::io::Read;
use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Advise, Format, output};
use crate::config::Overrides;
use crate::content::Content;
use crate::intake::{self, Answers, FieldError};
use crate::qualification;
use crate::recommendation::{self, Model};
use crate::services;

pub(super) fn recommend(args: &Advise) -> anyhow::Result<()> {
    let (content, model, answers) = read(&args.file, &args.overrides)?;
    let messages = services::messages(&args.overrides)?;
    let advice = recommendation::recommend(&model, &answers).localize(&model, messages.english());
    match args.format {
        Format::Json => output::print(advice.to_json()),
        Format::Text => output::print(advice.to_text(&content, messages.english())),
    }
}

pub(super) fn qualify(args: &Advise) -> anyhow::Result<()> {
    let (content, _, answers) = read(&args.file, &args.overrides)?;
    let messages = services::messages(&args.overrides)?;
    let grade = qualification::qualify(&content, &answers);
    match args.format {
        Format::Json => output::print(grade.to_json()),
        Format::Text => output::print(grade.to_text(&content, messages.english())),
    }
}

/// Loads the content, the model, and the answers in a file.
pub(super) fn read(
    file: &Path,
    overrides: &Overrides,
) -> anyhow::Result<(Content, Model, Answers)> {
    #[derive(Deserialize)]
    struct Input {
        answers: Map<String, Value>,
    }
    let (content, model) = services::content(overrides)?;
    let text = text(file).with_context(|| format!("reading {}", file.display()))?;
    let input: Input = serde_json::from_str(&text).with_context(|| {
        format!(
            "{} must hold JSON of the form {{\"answers\": {{…}}}}",
            file.display()
        )
    })?;
    match intake::parse(&content.questionnaire, &input.answers) {
        Ok(answers) => Ok((content, model, answers)),
        Err(errors) => {
            let list: Vec<String> = errors.iter().map(FieldError::to_string).collect();
            bail!(
                "{}: {} answer(s) cannot be taken:\n  {}",
                file.display(),
                list.len(),
                list.join("\n  ")
            )
        }
    }
}

fn text(file: &Path) -> std::io::Result<String> {
    let text = if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        text
    } else {
        std::fs::read_to_string(file)?
    };
    // Windows editors and spreadsheets prepend a byte order mark, which JSON does not allow.
    Ok(text
        .strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(text))
}
