//! Reads a rendered report back as text.

use pulldown_cmark::{Event, Options, Parser};

use crate::report::{Document, ReportRenderer, files, markdown};

pub(super) fn markdown_options() -> Options {
    // Everything a strict or a generous reader may understand, except what changes no meaning or needs the file's start.
    Options::all()
        - Options::ENABLE_SMART_PUNCTUATION
        - Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        - Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
}

/// The text of rendered Markdown; panics on HTML in it.
pub(super) fn markdown_text(markdown: &str) -> String {
    let mut text = String::new();
    for event in Parser::new_ext(markdown, markdown_options()) {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::SoftBreak | Event::HardBreak | Event::End(_) => text.push(' '),
            Event::Html(_) | Event::InlineHtml(_) => panic!("the Markdown holds HTML: {event:?}"),
            _ => {}
        }
    }
    text
}

/// The text of HTML.
pub(super) fn html_text(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        rest = after.split_once('>').unwrap().1;
    }
    text.push_str(rest);
    for (entity, c) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#x2f;", "/"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, c);
    }
    text
}

/// Every sentence, name and number of the document that each format must show.
pub(super) fn facts(document: &Document) -> Vec<String> {
    let mut facts = vec![
        document.reference.clone(),
        document.date.clone(),
        document.fingerprint[..32].to_owned(),
        document.summary.next_step.clone(),
    ];
    // The rows of a purchase are its products, which come below.
    let rows = document.summary.stack.iter();
    facts.extend(
        rows.filter(|_| document.purchase.is_none())
            .flat_map(|row| {
                [
                    row.layer.clone(),
                    row.choice.clone(),
                    row.why.clone(),
                    row.rival.clone(),
                ]
            }),
    );
    facts.push(document.statement.clone());
    facts.extend(document.decision.iter().flat_map(|field| {
        [
            &field.label,
            &field.value,
            &field.detail,
            &field.said,
            &field.advice,
        ]
        .map(String::clone)
    }));
    facts.push(document.corrected.clone());
    facts.extend(document.corrections.iter().flat_map(|one| {
        let shown = [&one.label, &one.old, &one.new].map(String::clone);
        shown.into_iter().chain(one.effects.clone())
    }));
    facts.extend(document.close_calls.iter().flat_map(|call| {
        let sides = [&call.choice, &call.rival, &call.choose_if];
        sides.map(String::clone)
    }));
    let built = document.purchase.iter().flat_map(|buy| &buy.sum_if_built);
    facts.extend(built.flat_map(|line| {
        [
            format!("{}: {}", line.label, line.verdict_text),
            line.text.clone(),
        ]
    }));
    facts.extend(
        document
            .answers_given
            .iter()
            .flat_map(|step| &step.answers)
            .flat_map(|answer| [answer.label.clone(), answer.values.join("; ")]),
    );
    facts.extend(
        document
            .not_needed
            .iter()
            .flat_map(|layer| [layer.label.clone(), layer.why.clone()]),
    );
    facts.extend(
        document
            .contradictions
            .iter()
            .flat_map(|found| [found.text.clone(), found.change.clone()]),
    );
    if let Some(purchase) = &document.purchase {
        let products = purchase.products.iter();
        facts.extend(products.flat_map(|product| {
            let sources = product.sources.iter().map(|source| source.title.clone());
            let about = [&product.name, &product.text, &product.price].map(String::clone);
            about.into_iter().chain(sources)
        }));
        let lists = [&purchase.brings, &purchase.connect, &purchase.lacks];
        facts.extend(lists.into_iter().flatten().cloned());
        let rows = purchase.custom_stack.iter();
        facts.extend(rows.flat_map(|row| [row.layer.clone(), row.choice.clone(), row.why.clone()]));
    }
    facts.push(document.summary.confidence_text.clone());
    for risk in &document.risks {
        facts.extend([
            risk.text.clone(),
            risk.action.clone(),
            risk.owner.clone(),
            risk.chance.clone(),
            risk.damage.clone(),
        ]);
        let sources = risk.sources.iter();
        facts.extend(sources.map(|source| source.title.clone()));
    }
    facts.extend(
        document
            .next_questions
            .iter()
            .flat_map(|question| [question.label.clone(), question.why.clone()]),
    );
    facts.extend(document.next_steps.clone());
    facts.extend(
        document
            .matchups
            .iter()
            .flat_map(|note| [note.title.clone(), note.verdict.clone()]),
    );
    facts.extend(
        document
            .open_questions
            .iter()
            .map(|open| open.label.clone()),
    );
    facts.extend(
        document
            .versions
            .iter()
            .flat_map(|version| [version.part.clone(), version.version.clone()]),
    );
    facts.extend(document.flips.iter().map(|flip| flip.text.clone()));
    facts.extend(
        document
            .relaxations
            .iter()
            .flat_map(|way| [way.change.clone(), way.text.clone()]),
    );
    facts.extend(
        document
            .requests
            .iter()
            .flat_map(|one| [one.name.clone(), one.text.clone()]),
    );
    facts.extend(document.summary.conflicts.clone());
    facts.extend(document.data_model.notes.clone());
    let roadmap = &document.roadmap;
    facts.extend([
        roadmap.total.clone(),
        roadmap.note.clone(),
        document.reviewed.clone(),
    ]);
    for phase in &roadmap.phases {
        facts.extend([
            phase.title.clone(),
            phase.length.clone(),
            phase.goal.clone(),
        ]);
        facts.extend(phase.items.clone());
    }
    facts.extend(
        roadmap
            .triggers
            .iter()
            .flat_map(|trigger| [trigger.when.clone(), trigger.then.clone()]),
    );
    for estimate in [&document.effort, &document.running_cost] {
        facts.push(estimate.range.clone());
        facts.extend(estimate.notes.clone());
        facts.extend(
            estimate
                .parts
                .iter()
                .flat_map(|part| [part.text.clone(), part.adds.clone()]),
        );
    }
    facts.extend(document.sources.iter().flat_map(|one| {
        [
            one.name.clone(),
            one.text.clone(),
            one.url.clone(),
            one.read.clone(),
        ]
    }));
    facts.extend([&document.diagram, &document.robustness].map(|drawing| drawing.title.clone()));
    facts.retain(|fact| !fact.is_empty());
    facts
}

/// What the page shows, and the other formats with their files.
pub(super) fn everything(document: &Document) -> Vec<String> {
    let mut all = facts(document);
    all.extend(decisions(document));
    all.extend(alternatives(document));
    all
}

/// What the decision records say: on the page, and in a file beside the other formats.
pub(super) fn decisions(document: &Document) -> Vec<String> {
    let mut facts = Vec::new();
    for layer in &document.layers {
        facts.extend([
            layer.label.clone(),
            layer.name.clone().unwrap_or_default(),
            layer.about.clone(),
            layer.licence.clone(),
        ]);
        facts.extend(
            layer
                .reasons
                .iter()
                .flat_map(|reason| [reason.text.clone(), format!("{} points", reason.points)]),
        );
        facts.extend(
            layer
                .further
                .iter()
                .map(|further| format!("{} {}", further.count, document.text.further)),
        );
        facts.extend(layer.against.clone());
        facts.extend(
            layer
                .alternatives
                .iter()
                .flat_map(|other| [other.name.clone(), other.choose_if.clone()]),
        );
        facts.extend(layer.ruled_out.iter().map(|out| out.why.clone()));
        facts.extend(layer.comparison.iter().map(|drawing| drawing.title.clone()));
    }
    facts.extend(document.layers.iter().map(|layer| layer.stability.clone()));
    facts.retain(|fact| !fact.is_empty());
    facts
}

/// Text alternatives of the drawings: text in HTML and Markdown.
pub(super) fn alternatives(document: &Document) -> Vec<String> {
    let drawings = [
        &document.diagram,
        &document.robustness,
        &document.data_model.drawing,
    ];
    let compared = document
        .layers
        .iter()
        .filter_map(|layer| layer.comparison.as_ref());
    let words = drawings
        .into_iter()
        .chain(compared)
        .map(|drawing| drawing.text.clone());
    words.filter(|text| !text.is_empty()).collect()
}

pub(super) fn renderer() -> ReportRenderer {
    ReportRenderer::embedded(&crate::content::Content::embedded().unwrap().brand).unwrap()
}

/// HTML, and Markdown with its files, as readers see them.
pub(super) fn text_formats(renderer: &ReportRenderer, document: &Document) -> [String; 2] {
    let mut written = markdown_text(&markdown::render(document));
    for file in files(document) {
        written.push_str(&match file.media_type {
            "text/markdown" => markdown_text(&file.text),
            _ => file.text.into_owned(),
        });
    }
    [html_text(&renderer.article(document).unwrap()), written].map(|format| squeezed(&format))
}

/// Text without white space, which differs between formats.
pub(super) fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{200b}')
        .collect()
}
