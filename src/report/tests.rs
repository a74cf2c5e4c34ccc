//! What must hold for the report in every face.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
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
                .map(|further| format!("{} further contributions", further.count)),
        );
        facts.extend(layer.against.clone());
        facts.extend(
            layer
                .alternatives
                .iter()
                .flat_map(|other| [other.name.clone(), other.choose_if.clone()]),
        );
        facts.extend(
            layer
                .ruled_out
                .iter()
                .flat_map(|out| [out.names.clone(), out.rule.clone(), out.why.clone()]),
        );
        facts.extend(layer.comparison.iter().map(|drawing| drawing.title.clone()));
    }
    facts.extend(
        document
            .told
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
    facts.extend(document.risks.iter().map(|risk| risk.text.clone()));
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
    facts.extend(document.open.iter().map(|open| open.label.clone()));
    facts.extend(
        document
            .versions
            .iter()
            .flat_map(|version| [version.part.clone(), version.version.clone()]),
    );
    facts.extend(document.flips.iter().map(|flip| flip.text.clone()));
    facts.extend(document.layers.iter().map(|layer| layer.stability.clone()));
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

/// What only those see who read the drawings, and the statements: in the page and in Markdown as text.
pub(super) fn in_words(document: &Document) -> Vec<String> {
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
    words
        .chain([document.data_model.sql.clone()])
        .filter(|text| !text.is_empty())
        .collect()
}

pub(super) fn press() -> Press {
    Press::embedded(&crate::content::Content::embedded().unwrap().brand).unwrap()
}

/// The page and the Markdown as their readers see them.
pub(super) fn text_faces(press: &Press, document: &Document) -> [String; 2] {
    [
        html_text(&press.article(document).unwrap()),
        markdown_text(&markdown::render(document)),
    ]
    .map(|face| squeezed(&face))
}

/// Text without the white space that each face sets as it likes.
pub(super) fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{200b}')
        .collect()
}

#[test]
fn the_page_and_the_markdown_say_everything_in_the_document() {
    let document = document();
    for face in text_faces(&press(), &document) {
        for fact in facts(&document).into_iter().chain(in_words(&document)) {
            assert!(face.contains(&squeezed(&fact)), "{fact:?} is missing");
        }
        assert!(
            face.contains(&squeezed(HOSTILE)),
            "the company is not shown as typed"
        );
    }
}

#[test]
fn markup_in_a_company_name_shows_as_text_on_the_page() {
    let page = press().article(&document()).unwrap();
    assert!(
        page.starts_with("<article class=\"report\"") && page.trim_end().ends_with("</article>")
    );
    assert!(page.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;"));
    for forbidden in [
        "<script",
        "<style",
        " style=",
        " onerror",
        "javascript:alert(1)\"",
    ] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn markup_in_a_company_name_shows_as_text_in_markdown() {
    let markdown = markdown::render(&document());
    let links: Vec<_> = Parser::new_ext(&markdown, markdown_options())
        .filter_map(|event| match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                Some(dest_url.to_string())
            }
            _ => None,
        })
        .collect();
    assert_eq!(
        links,
        [
            "https://stackmatch.example/matchups/nodejs-vs-django",
            "https://endoflife.date/django"
        ]
    );
}

#[test]
fn a_report_with_nothing_in_it_still_renders_in_every_face() {
    let full = document();
    let empty = Document {
        prepared_for: None,
        summary: Summary {
            stack: Vec::new(),
            reasons: Vec::new(),
            biggest_risk: None,
            ..full.summary
        },
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
        requests: Vec::new(),
        sources: Vec::new(),
        reviewed: String::new(),
        diagram: Drawing::default(),
        robustness: Drawing::default(),
        data_model: DataModel::default(),
        roadmap: Roadmap::default(),
        effort: Estimate::default(),
        running_cost: Estimate::default(),
        ..full
    };
    let faces = press().print(&empty).unwrap();
    assert!(faces.article.contains(&empty.words.nothing_open));
    assert!(markdown_text(&faces.markdown).contains(&empty.words.no_risks));
    assert_eq!(faces.pdf.is_some(), cfg!(feature = "pdf"));
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
    fn hostile_text_anywhere_adds_no_tag_to_the_page(text in HOSTILE_TEXT) {
        let press = &*PRESS;
        let (tame, hostile) = (press.article(&document()).unwrap(), press.article(&hostile(&text)).unwrap());
        prop_assert_eq!(tame.matches('<').count(), hostile.matches('<').count());
    }

    #[test]
    fn hostile_text_anywhere_adds_no_link_and_no_html_to_the_markdown(text in HOSTILE_TEXT) {
        let links = |document: &Document| {
            let markdown = markdown::render(document);
            markdown_text(&markdown);
            let parser = Parser::new_ext(&markdown, markdown_options());
            parser.filter(|event| matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. }))).count()
        };
        prop_assert_eq!(links(&document()), links(&hostile(&text)));
    }
}

/// Markup of all faces, right-to-left marks, emoji, letters of other scripts, line breaks, words without end.
const HOSTILE_TEXT: &str = "([ -~\\n]{0,40}|(<script>|#eval\\(|\\$x\\$|\\*\\*|\\]\\(|\\{\\{|`{1,4}|\u{202e}|\u{200f}|🚀|👩‍🚀|عالم|漢字|\u{0}|\\\\|@|https://x\\.example ){1,12}|W{200,400})";

static PRESS: LazyLock<Press> = LazyLock::new(press);

/// A report into which somebody smuggled a text wherever one comes from outside or from content.
fn hostile(text: &str) -> Document {
    let mut hostile = document();
    hostile.prepared_for = Some(format!("x{}", one_line(text)));
    hostile.risks[0].text = text.to_owned();
    hostile.layers[0].reasons[0].text = text.to_owned();
    hostile.layers[0].alternatives[0].choose_if = text.to_owned();
    hostile.told[0].answers[0].values[0] = text.to_owned();
    hostile.requests[0].text = text.to_owned();
    hostile.sources[0].text = text.to_owned();
    hostile.robustness.text = text.to_owned();
    hostile.data_model.sql = text.to_owned();
    hostile
}

#[test]
fn all_faces_show_the_same_sections_in_the_same_order() {
    let document = document();
    let faces = PRESS.print(&document).unwrap();
    let page: Vec<String> = faces
        .article
        .split("<h2")
        .skip(1)
        .map(|part| html_text(&format!("<h2{}", part.split("</h2>").next().unwrap())))
        .collect();
    let titles = faces
        .markdown
        .lines()
        .filter_map(|line| line.strip_prefix("## "));
    let titles: Vec<String> = titles
        .map(markdown_text)
        .map(|title| title.trim().to_owned())
        .collect();
    assert_eq!(page, titles);
}

#[cfg(feature = "pdf")]
pub(super) mod pdf_face {
    use super::*;

    pub fn pages_and_text(bytes: &[u8]) -> (usize, String) {
        let pdf = lopdf::Document::load_mem(bytes).unwrap();
        let pages: Vec<u32> = pdf.get_pages().keys().copied().collect();
        (pages.len(), squeezed(&pdf.extract_text(&pages).unwrap()))
    }

    /// The files that are attached to a PDF.
    fn attachments(bytes: &[u8]) -> Vec<Vec<u8>> {
        let pdf = lopdf::Document::load_mem(bytes).unwrap();
        let is_file = |stream: &&lopdf::Stream| {
            stream
                .dict
                .get(b"Type")
                .and_then(lopdf::Object::as_name)
                .is_ok_and(|name| name == b"EmbeddedFile")
        };
        let streams = pdf
            .objects
            .values()
            .filter_map(|object| object.as_stream().ok());
        streams
            .filter(is_file)
            .map(|stream| stream.get_plain_content().unwrap_or(stream.content.clone()))
            .collect()
    }

    #[test]
    fn the_pdf_says_everything_in_the_document_and_shows_markup_as_text() {
        let document = document();
        let bytes = PRESS.pdf(&document).unwrap().unwrap();
        assert!(
            bytes.starts_with(b"%PDF") && bytes.len() < 300_000,
            "{} bytes",
            bytes.len()
        );
        let (pages, text) = pages_and_text(&bytes);
        assert!((4..=7).contains(&pages), "{pages} pages");
        for fact in facts(&document) {
            assert!(
                text.contains(&squeezed(&fact)),
                "{fact:?} is missing from\n{text}"
            );
        }
        assert!(
            text.contains(
                "<script>alert(1)</script>*Evil*[Corp](javascript:alert(1))#eval(\"1+1\")$x$"
            ),
            "{text}"
        );
        assert_eq!(
            bytes,
            PRESS.pdf(&document).unwrap().unwrap(),
            "the same document has the same bytes"
        );
    }

    #[test]
    fn the_statements_are_attached_to_the_pdf_byte_by_byte() {
        let document = document();
        let files = attachments(&PRESS.pdf(&document).unwrap().unwrap());
        assert_eq!(files, [document.data_model.sql.into_bytes()]);
    }

    fn typeset_hostile(reports: u32) {
        let mut runner = TestRunner::new(ProptestConfig::with_cases(reports));
        let outcome = runner.run(&HOSTILE_TEXT, |text| {
            let document = hostile(&text);
            let pdf = PRESS.pdf(&document).unwrap().unwrap();
            tidy();
            // What no font has is shown as an open box.
            let shown = pages_and_text(&pdf).1.replace('\u{25a1}', "");
            // Signs beside letters that run from right to left change places; words never do.
            let turns = text.contains(['ع', '\u{200f}', '\u{202e}']);
            let apart = |c: char| turns && !c.is_ascii_alphanumeric();
            let plain: String = text
                .chars()
                .filter(|c| apart(*c) || c.is_ascii_graphic())
                .collect();
            for word in plain.split(apart) {
                prop_assert!(shown.contains(word), "{word:?} is not in\n{shown}");
            }
            Ok(())
        });
        outcome.unwrap();
    }

    #[test]
    fn hostile_text_anywhere_is_typeset_as_text() {
        typeset_hostile(48);
    }

    #[test]
    #[ignore = "minutes: cargo test --release --lib -- --ignored"]
    fn hostile_text_is_typeset_as_text_in_two_thousand_reports() {
        typeset_hostile(2_000);
    }
}
