//! `check`: what is wrong with content and templates, all of it, with file and line.

use std::process::ExitCode;

use crate::clock::Clock;
use crate::config::Overrides;
use crate::content::Content;
use crate::content::catalogue::Severity;
use crate::content::source::Source;
use crate::{mail, web};

pub(super) fn check(overrides: &Overrides) -> ExitCode {
    let mut problems = Vec::new();
    let source = match &overrides.content_dir {
        None => Ok(Source::embedded()),
        Some(folder) => {
            Source::folder(folder).map_err(|error| format!("{}: the folder cannot be read: {error}", folder.display()))
        }
    };
    let content = source
        .and_then(|source| Content::load(&source).map_err(|found| found.iter().map(|p| format!("{p}\n")).collect()));
    let content = content.map_err(|found| problems.extend(found.lines().map(str::to_owned))).ok();
    if let Err(error) = mail::Templates::load(overrides.emails_dir.as_deref())
        .map_err(anyhow::Error::from)
        .and_then(|t| Ok(mail::samples(&t)?))
    {
        problems.push(format!("{error:#}"));
    }
    if let Some(Err(error)) = content.as_ref().map(|content| web::check(content, overrides.web_dir.as_deref())) {
        problems.push(format!("{error:#}"));
    }
    let today = Clock::System.now().date_naive();
    for notice in content.iter().flat_map(|content| content.catalogue.staleness(today)) {
        match notice.severity {
            Severity::Error => problems.push(notice.to_string()),
            Severity::Warning => eprintln!("{notice}"),
        }
    }
    for problem in &problems {
        eprintln!("{problem}");
    }
    match content {
        Some(content) if problems.is_empty() => {
            println!(
                "All is well: {} matchups, {} technologies, {} questions in {} steps.",
                content.matchups.len(),
                content.catalogue.technologies.len(),
                content.questionnaire.questions().count(),
                content.questionnaire.steps.len()
            );
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("{} problem(s)", problems.len());
            ExitCode::FAILURE
        }
    }
}
