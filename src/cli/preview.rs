//! `preview`: writes every mail and sample reports to files.

use std::path::Path;

use anyhow::Context;

use super::output;
use crate::clock::Clock;
use crate::config::Overrides;
use crate::{mail, report, services, web};

/// The target of links in samples.
const SITE: &str = "https://stackmatch.example";

pub(super) fn preview(out: &Path, overrides: &Overrides) -> anyhow::Result<()> {
    let (content, model) = services::content(overrides)?;
    std::fs::create_dir_all(out).with_context(|| format!("creating {}", out.display()))?;
    let messages = services::messages(overrides)?;
    let templates = services::mails(overrides, &content.brand, SITE, &messages)?;
    let mails = mail::samples(&templates).context("writing the sample mails")?;
    for sample in &mails {
        let mail::Rendered { subject, text, .. } = &sample.rendered;
        let html = &sample.rendered.standalone_html();
        for (ending, text) in [("subject.txt", subject), ("txt", text), ("html", html)] {
            put(out, &format!("{}.{ending}", sample.name), text.as_bytes())?;
        }
    }
    let renderer = services::report_renderer(overrides, &content.brand)?;
    let prospects = web::prospects(&content, overrides.web_dir.as_deref())?;
    for prospect in &prospects {
        let document = report::sample(
            &content,
            &model,
            messages.english(),
            &prospect.answers,
            SITE,
            Clock::System.now(),
        );
        let rendered = renderer.render(&document)?;
        let name = |ending: &str| format!("report-{}.{ending}", prospect.name);
        let folder = format!("report-{}-", prospect.name);
        let article = report::link_files(&rendered.article, &folder);
        put(out, &name("html"), article.as_bytes())?;
        for file in report::files(&document) {
            put(out, &format!("{folder}{}", file.name), file.text.as_bytes())?;
        }
        put(out, &name("md"), rendered.markdown.as_bytes())?;
        rendered
            .pdf
            .map_or(Ok(()), |pdf| put(out, &name("pdf"), &pdf))?;
    }
    output::line(format_args!(
        "{} mails in {}, each as .subject.txt, .txt and .html, and {} reports as .html, .md and .pdf",
        mails.len(),
        out.display(),
        prospects.len()
    ))
}

fn put(folder: &Path, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
    let path = folder.join(name);
    std::fs::write(&path, bytes).with_context(|| format!("writing {}", path.display()))
}
