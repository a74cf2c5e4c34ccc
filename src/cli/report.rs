//! `report`: writes the report for the answers in a file, in every format, to files.

use anyhow::Context;

use super::{ReportArgs, advise, output};
use crate::clock::Clock;
use crate::{report, services};

pub(super) fn report(args: &ReportArgs) -> anyhow::Result<()> {
    let (content, model, answers) = advise::read(&args.file, &args.overrides)?;
    let messages = services::messages(&args.overrides)?;
    let document = report::sample(
        &content,
        &model,
        messages.english(),
        &answers,
        &args.base_url,
        Clock::System.now(),
    );
    std::fs::create_dir_all(&args.out)
        .with_context(|| format!("creating {}", args.out.display()))?;
    let data = serde_json::to_string_pretty(&document).context("writing the document as data")?;
    let printed = services::report_renderer(&args.overrides, &content.brand)?.render(&document)?;
    let mut files = vec![
        ("report.json", data.into_bytes()),
        (
            "report.html",
            report::link_files(&printed.article, "").into_bytes(),
        ),
        ("report.md", printed.markdown.into_bytes()),
    ];
    files.extend(printed.pdf.map(|pdf| ("report.pdf", pdf)));
    let more = report::files(&document);
    let bytes = more
        .iter()
        .map(|file| (file.name, file.text.as_bytes().to_vec()));
    files.extend(bytes);
    for (name, bytes) in &files {
        let path = args.out.join(name);
        std::fs::write(&path, bytes).with_context(|| format!("writing {}", path.display()))?;
    }
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    output::line(format_args!(
        "{} in {}",
        names.join(", "),
        args.out.display()
    ))
}
