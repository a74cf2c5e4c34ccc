//! `preview`: every mail with sample data, as files to look at.

use std::path::Path;

use anyhow::Context;

use crate::config::Overrides;
use crate::{app, mail};

/// Where the links in samples lead.
const SITE: &str = "https://stackmatch.example";

pub(super) fn preview(out: &Path, overrides: &Overrides) -> anyhow::Result<()> {
    let templates = app::mails(overrides, &app::content(overrides)?.brand, SITE)?;
    std::fs::create_dir_all(out).with_context(|| format!("creating {}", out.display()))?;
    let samples = mail::samples(&templates).context("writing the sample mails")?;
    for sample in &samples {
        for (ending, text) in
            [("subject.txt", &sample.rendered.subject), ("txt", &sample.rendered.text), ("html", &sample.rendered.html)]
        {
            let path = out.join(format!("{}.{ending}", sample.name));
            std::fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
        }
    }
    println!("{} mails in {}, each as .subject.txt, .txt and .html", samples.len(), out.display());
    Ok(())
}
