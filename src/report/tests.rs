//! What must hold for the report in every face.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::fixture::{HOSTILE, document};
use super::*;

fn markdown_options() -> Options {
    // Everything a strict or a generous reader may understand, except what changes no meaning or needs the file's start.
    Options::all()
        - Options::ENABLE_SMART_PUNCTUATION
        - Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        - Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
}

/// What a reader of the rendered Markdown sees.
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

pub(super) fn html_text(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        rest = after.split_once('>').unwrap().1;
    }
    text.push_str(rest);
    for (entity, c) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x2f;", "/"), ("&amp;", "&")]
    {
        text = text.replace(entity, c);
    }
    text
}

/// Every sentence, name and number of the document that a reader must find in each face.
pub(super) fn facts(document: &Document) -> Vec<String> {
    let mut facts = vec![
        document.reference.clone(),
        document.date.clone(),
        document.fingerprint[..32].to_owned(),
        document.summary.next_step.clone(),
    ];
    for layer in &document.layers {
        facts.extend([
            layer.label.clone(),
            layer.name.clone().unwrap_or_default(),
            layer.question.clone(),
            layer.about.clone(),
            layer.licence.clone(),
        ]);
        facts
            .extend(layer.reasons.iter().flat_map(|reason| [reason.text.clone(), format!("{} points", reason.points)]));
        facts.extend(layer.further.iter().map(|further| format!("{} further contributions", further.count)));
        facts.extend(layer.against.clone());
        facts.extend(layer.alternatives.iter().flat_map(|other| [other.name.clone(), other.choose_if.clone()]));
        facts.extend(layer.excluded.iter().flat_map(|out| [out.heading.clone(), out.text.clone(), out.rule.clone()]));
    }
    facts.extend(
        document
            .told
            .iter()
            .flat_map(|step| &step.answers)
            .flat_map(|answer| [answer.label.clone(), answer.values.join("; ")]),
    );
    facts.extend(document.not_needed.iter().flat_map(|layer| [layer.label.clone(), layer.why.clone()]));
    facts.extend(document.contradictions.iter().flat_map(|found| [found.text.clone(), found.change.clone()]));
    facts.extend(document.risks.iter().map(|risk| risk.text.clone()));
    facts.extend(document.next_questions.iter().flat_map(|question| [question.label.clone(), question.why.clone()]));
    facts.extend(document.next_steps.clone());
    facts.extend(document.matchups.iter().flat_map(|note| [note.title.clone(), note.verdict.clone()]));
    facts.extend(document.open.iter().map(|open| open.label.clone()));
    facts.extend(document.versions.iter().flat_map(|version| [version.part.clone(), version.version.clone()]));
    facts.extend(document.flips.iter().map(|flip| flip.text.clone()));
    facts.extend(document.layers.iter().map(|layer| layer.stability.clone()));
    facts.extend(document.relaxations.iter().flat_map(|way| [way.change.clone(), way.text.clone()]));
    if let Some(model) = &document.data_model {
        facts.extend(model.notes.clone());
        facts.extend(model.tables.iter().flat_map(|table| {
            [table.name.clone(), table.about.clone(), table.columns.clone(), table.points_to.clone()]
        }));
        facts.push(model.sql.clone());
    }
    if let Some(roadmap) = &document.roadmap {
        facts.extend([roadmap.total.clone(), roadmap.note.clone()]);
        for phase in &roadmap.phases {
            facts.extend([phase.title.clone(), phase.length.clone(), phase.goal.clone()]);
            facts.extend(phase.items.clone());
        }
        facts.extend(roadmap.triggers.iter().flat_map(|trigger| [trigger.when.clone(), trigger.then.clone()]));
    }
    for estimate in [&document.effort, &document.running_cost].into_iter().flatten() {
        facts.push(estimate.range.clone());
        facts.extend(estimate.notes.clone());
        facts.extend(estimate.parts.iter().flat_map(|part| [part.text.clone(), part.adds.clone()]));
    }
    facts.retain(|fact| !fact.is_empty());
    facts
}

/// Text without the white space that each face sets as it likes.
pub(super) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect()
}

#[test]
fn the_page_and_the_markdown_say_everything_in_the_document() {
    let document = document();
    let faces = [html_text(&html::article(&document).unwrap()), markdown_text(&markdown::render(&document))];
    for face in faces.map(|face| squeezed(&face)) {
        for fact in facts(&document) {
            assert!(face.contains(&squeezed(&fact)), "{fact:?} is missing");
        }
        assert!(face.contains(&squeezed(HOSTILE)), "the company is not shown as typed");
    }
}

#[test]
fn markup_in_a_company_name_shows_as_text_on_the_page() {
    let page = html::article(&document()).unwrap();
    assert!(page.starts_with("<article class=\"report\"") && page.trim_end().ends_with("</article>"));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;"));
    for forbidden in ["<script", "<style", " style=", " onerror", "javascript:alert(1)\""] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn markup_in_a_company_name_shows_as_text_in_markdown() {
    let markdown = markdown::render(&document());
    let links: Vec<_> = Parser::new_ext(&markdown, markdown_options())
        .filter_map(|event| match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => Some(dest_url.to_string()),
            _ => None,
        })
        .collect();
    assert_eq!(links, ["https://stackmatch.example/matchups/nodejs-vs-django"]);
}

#[test]
fn a_report_with_nothing_in_it_still_renders_in_every_face() {
    let full = document();
    let empty = Document {
        prepared_for: None,
        summary: Summary { stack: Vec::new(), reasons: Vec::new(), biggest_risk: None, ..full.summary },
        told: Vec::new(),
        layers: Vec::new(),
        not_needed: Vec::new(),
        contradictions: Vec::new(),
        risks: Vec::new(),
        next_questions: Vec::new(),
        matchups: Vec::new(),
        open: Vec::new(),
        relaxations: Vec::new(),
        flips: Vec::new(),
        diagram: None,
        data_model: None,
        roadmap: None,
        effort: None,
        running_cost: None,
        ..full
    };
    assert!(html::article(&empty).unwrap().contains(&empty.words.nothing_open));
    assert!(
        markdown::render(&empty).contains("None of")
            || markdown_text(&markdown::render(&empty)).contains(&empty.words.no_risks)
    );
    #[cfg(feature = "pdf")]
    assert!(pdf::Typesetter::new().unwrap().render(&empty).unwrap().starts_with(b"%PDF"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn escaped_markdown_reads_back_as_the_text_that_went_in(text in "[ -~äß🚀ع]{0,40}") {
        let line = one_line(&text).into_owned();
        for document in [format!("- {}\n", markdown::escape(&line)), format!("a {}\n", markdown::escape(&line)), markdown::escape(&line)] {
            let seen = markdown_text(&document);
            let (seen, line) = (squeezed(&seen), squeezed(&line));
            prop_assert_eq!(seen.trim_start_matches('a'), line.trim_start_matches('a'), "{}", document);
        }
    }

    #[test]
    fn hostile_text_anywhere_adds_no_tag_to_the_page(text in "[ -~\\n\u{202e}🚀]{0,60}") {
        let tame = document();
        let mut hostile = tame.clone();
        hostile.prepared_for = Some(format!("x{}", one_line(&text)));
        hostile.risks[0].text = text.clone();
        hostile.layers[0].reasons[0].text = text.clone();
        hostile.told[0].answers[0].values[0] = text;
        let (tame, hostile) = (html::article(&tame).unwrap(), html::article(&hostile).unwrap());
        prop_assert_eq!(tame.matches('<').count(), hostile.matches('<').count());
    }
}

#[cfg(feature = "pdf")]
mod pdf_face {
    use super::*;

    fn pages_and_text(bytes: &[u8]) -> (usize, String) {
        let pdf = lopdf::Document::load_mem(bytes).unwrap();
        let pages: Vec<u32> = pdf.get_pages().keys().copied().collect();
        (pages.len(), pdf.extract_text(&pages).unwrap())
    }

    #[test]
    fn the_pdf_says_everything_in_the_document_and_shows_markup_as_text() {
        let document = document();
        let typesetter = pdf::Typesetter::new().unwrap();
        let bytes = typesetter.render(&document).unwrap();
        assert!(bytes.starts_with(b"%PDF") && bytes.len() < 300_000, "{} bytes", bytes.len());
        let (pages, text) = pages_and_text(&bytes);
        assert!((2..=6).contains(&pages), "{pages} pages");
        let text = squeezed(&text);
        for fact in facts(&document) {
            assert!(text.contains(&squeezed(&fact)), "{fact:?} is missing from\n{text}");
        }
        assert!(text.contains("<script>alert(1)</script>*Evil*[Corp](javascript:alert(1))#eval(\"1+1\")$x$"), "{text}");
        assert_eq!(bytes, typesetter.render(&document).unwrap(), "the same document has the same bytes");
    }
}
