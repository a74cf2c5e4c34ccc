//! `check`: what is wrong with content and templates, all of it, with file and line.

use std::process::ExitCode;

use crate::clock::Clock;
use crate::config::Overrides;
use crate::content::Content;
use crate::content::catalogue::Severity;
use crate::content::source::Source;
use crate::intake::Answers;
use crate::{app, mail, report, web};

const SITE: &str = "https://stackmatch.example";

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
    if let Some(content) = &content {
        for checked in [mails(overrides, content), pages(overrides, content), reports(overrides, content)] {
            problems.extend(checked.err().map(|error| format!("{error:#}")));
        }
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

/// Every mail with its sample data.
fn mails(overrides: &Overrides, content: &Content) -> anyhow::Result<()> {
    mail::samples(&app::mails(overrides, &content.brand, SITE)?)?;
    Ok(())
}

/// Every page with sample answers.
fn pages(overrides: &Overrides, content: &Content) -> anyhow::Result<()> {
    web::check(content, overrides.web_dir.as_deref())
}

/// The reports of all made-up prospects, and of somebody who has answered nothing, in all faces.
fn reports(overrides: &Overrides, content: &Content) -> anyhow::Result<()> {
    let press = app::press(overrides, &content.brand)?;
    let prospects = web::prospects(content, overrides.web_dir.as_deref())?;
    for answers in prospects.into_iter().map(|one| one.answers).chain([Answers::default()]) {
        press.print(&report::sample(content, &answers, SITE, Clock::System.now()))?;
    }
    Ok(())
}
