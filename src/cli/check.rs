//! `check`: reports every problem in content and templates, with file and line.

use std::path::Path;

use anyhow::bail;
use chrono::NaiveDate;

use super::output;
use crate::clock::Clock;
use crate::config::Overrides;
use crate::content::Content;
use crate::content::catalogue::Severity;
use crate::content::source::{Source, paths, unread_file};
use crate::i18n::Messages;
use crate::intake::Answers;
use crate::recommendation::{self, Model};
use crate::{mail, report, services, web};

const SITE: &str = "https://stackmatch.example";

pub(super) fn check(overrides: &Overrides, as_of: Option<NaiveDate>) -> anyhow::Result<()> {
    let mut problems = Vec::new();
    let source = match &overrides.content_dir {
        None => Ok(Source::embedded()),
        Some(folder) => Source::folder(folder)
            .map_err(|error| format!("{}: the folder cannot be read: {error}", folder.display())),
    };
    let today = as_of.unwrap_or_else(|| Clock::System.now().date_naive());
    let loaded = source.and_then(|source| {
        let (content, model) = recommendation::load(&source)
            .map_err(|found| found.iter().map(|p| format!("{p}\n")).collect::<String>())?;
        problems.extend(content.dates_ahead(today).iter().map(ToString::to_string));
        problems.extend(unread(
            "content",
            overrides.content_dir.as_deref(),
            |folder| source.unread(folder),
        ));
        Ok((content, model))
    });
    let loaded = loaded
        .map_err(|found| problems.extend(found.lines().map(str::to_owned)))
        .ok();
    problems.extend(unread(
        "web",
        overrides.web_dir.as_deref(),
        web::Files::unread,
    ));
    problems.extend(unread(
        "emails",
        overrides.emails_dir.as_deref(),
        mail::unread,
    ));
    problems.extend(unread(
        "locales",
        overrides.locales_dir.as_deref(),
        unread_locales,
    ));
    problems.extend(
        Messages::waiting(overrides.locales_dir.as_deref())
            .iter()
            .map(ToString::to_string),
    );
    let messages = Messages::load(overrides.locales_dir.as_deref())
        .map_err(|errors| problems.extend(errors.iter().map(ToString::to_string)))
        .ok();
    if let Some(((content, model), messages)) = loaded.as_ref().zip(messages.as_ref()) {
        for checked in [
            mails(overrides, content, messages),
            pages(overrides, content, model, messages),
            reports(overrides, content, model, messages),
        ] {
            problems.extend(checked.err().map(|error| format!("{error:#}")));
        }
    }
    for notice in loaded
        .iter()
        .flat_map(|(content, _)| content.catalogue.staleness(today))
    {
        match notice.severity {
            Severity::Error => problems.push(notice.to_string()),
            Severity::Warning => output::error(located(overrides, &notice.to_string())),
        }
    }
    // Pages and reports both read the folder of web files, so it fails twice.
    problems.dedup();
    for problem in &problems {
        output::error(located(overrides, problem));
    }
    match loaded {
        Some((content, _)) if problems.is_empty() => output::line(format_args!(
            "OK: {} matchups, {} technologies, {} questions in {} steps.",
            content.matchups.len(),
            content.catalogue.technologies.len(),
            content.questionnaire.questions().count(),
            content.questionnaire.steps.len()
        )),
        _ => bail!("{} problem(s)", problems.len()),
    }
}

/// Returns the files of a custom folder that nothing reads.
fn unread(
    kind: &str,
    folder: Option<&Path>,
    find: impl FnOnce(&Path) -> std::io::Result<Vec<String>>,
) -> Vec<String> {
    // A folder that cannot be read is reported when its files are loaded.
    let found = folder
        .and_then(|folder| find(folder).ok())
        .unwrap_or_default();
    found
        .into_iter()
        .map(|sentence| format!("{kind}/{sentence}"))
        .collect()
}

/// A sentence for each file of a folder that replaces no file of messages.
fn unread_locales(folder: &Path) -> std::io::Result<Vec<String>> {
    let known: Vec<String> = Messages::files().collect();
    let found = paths(folder)?;
    let unread = found.iter().filter(|path| !known.contains(path));
    Ok(unread
        .map(|path| unread_file(path, known.iter().map(String::as_str)))
        .collect())
}

/// A problem with the file's path on disk, if the file is in a custom folder.
fn located(overrides: &Overrides, problem: &str) -> String {
    let folders = [
        ("content/", &overrides.content_dir),
        ("web/", &overrides.web_dir),
        ("emails/", &overrides.emails_dir),
        ("locales/", &overrides.locales_dir),
    ];
    for (kind, folder) in folders {
        let Some((at, folder)) = problem.find(kind).zip(folder.as_ref()) else {
            continue;
        };
        let rest = &problem[at + kind.len()..];
        let end = rest
            .find(|letter: char| letter == ':' || letter.is_whitespace())
            .unwrap_or(rest.len());
        if folder.join(&rest[..end]).is_file() {
            return format!(
                "{}{}{}",
                &problem[..at],
                folder.join(&rest[..end]).display(),
                &rest[end..]
            );
        }
    }
    problem.to_owned()
}

/// Every mail with its sample data.
fn mails(overrides: &Overrides, content: &Content, messages: &Messages) -> anyhow::Result<()> {
    mail::samples(&services::mails(overrides, &content.brand, SITE, messages)?)?;
    Ok(())
}

/// Every page with sample answers.
fn pages(
    overrides: &Overrides,
    content: &Content,
    model: &Model,
    messages: &Messages,
) -> anyhow::Result<()> {
    web::check(content, model, overrides.web_dir.as_deref(), messages)
}

/// The reports of all sample prospects, and of one without answers, in all formats.
fn reports(
    overrides: &Overrides,
    content: &Content,
    model: &Model,
    messages: &Messages,
) -> anyhow::Result<()> {
    let renderer = services::report_renderer(overrides, &content.brand)?;
    let prospects = web::prospects(content, overrides.web_dir.as_deref())?;
    for answers in prospects
        .into_iter()
        .map(|one| one.answers)
        .chain([Answers::default()])
    {
        let document = report::sample(
            content,
            model,
            messages.english(),
            &answers,
            SITE,
            Clock::System.now(),
        );
        renderer.render(&document)?;
    }
    Ok(())
}
