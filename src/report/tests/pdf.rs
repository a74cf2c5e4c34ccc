//! The PDF shows everything in a document, with markup as text.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::fixture::document;
use super::hostile::{HOSTILE_TEXT, RENDERER, hostile};
use super::reading::*;
use crate::report::*;

/// The number of pages, and the text without white space and footers.
pub fn pages_and_text(bytes: &[u8]) -> (usize, String) {
    let pdf = lopdf::Document::load_mem(bytes).unwrap();
    let pages: Vec<u32> = pdf.get_pages().keys().copied().collect();
    let count = pages.len();
    let texts: Vec<String> = pages
        .iter()
        .map(|page| {
            let text = squeezed(&pdf.extract_text(&[*page]).unwrap());
            let number = format!("Page{page}of{count}");
            text.strip_suffix(&number).unwrap_or(&text).to_owned()
        })
        .collect();
    // What all pages end with, from its first letter on, is the rest of the footer.
    let shared = texts.iter().skip(1).fold(texts[0].as_str(), |end, text| {
        let mut starts = end.char_indices().map(|(at, _)| &end[at..]);
        starts.find(|end| text.ends_with(end)).unwrap_or("")
    });
    let footer = shared.trim_start_matches(|c: char| !c.is_alphanumeric());
    let body = texts.iter().map(|text| match count {
        1 => text,
        _ => text.strip_suffix(footer).unwrap_or(text),
    });
    (count, body.collect())
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
    let bytes = RENDERER.pdf(&document).unwrap().unwrap();
    assert!(
        bytes.starts_with(b"%PDF") && bytes.len() < 300_000,
        "{} bytes",
        bytes.len()
    );
    let (pages, text) = pages_and_text(&bytes);
    assert!((3..=6).contains(&pages), "{pages} pages");
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
        RENDERER.pdf(&document).unwrap().unwrap(),
        "the same document has the same bytes"
    );
}

/// What does not fit on the first page follows the risks, so that no page holds a line or two.
#[test]
fn the_drawing_begins_the_second_page_however_much_could_change_the_stack() {
    let mut document = document();
    let flip = document.flips[0].clone();
    let drawing = squeezed(&document.diagram.title);
    let steps = squeezed(document.next_steps.last().unwrap());
    let mut is_step_first = Vec::new();
    for _ in 0..8 {
        let bytes = RENDERER.pdf(&document).unwrap().unwrap();
        let pdf = lopdf::Document::load_mem(&bytes).unwrap();
        let page = |number| squeezed(&pdf.extract_text(&[number]).unwrap());
        assert!(
            page(2).starts_with(&drawing),
            "{} flips: {}",
            document.flips.len(),
            page(2)
        );
        is_step_first.push(page(1).contains(&steps));
        document
            .flips
            .extend([flip.clone(), flip.clone(), flip.clone()]);
    }
    assert!(is_step_first[0] && !is_step_first[7], "{is_step_first:?}");
}

#[test]
fn decision_records_and_statements_are_attached_to_the_pdf_byte_by_byte() {
    let document = document();
    let mut attached = attachments(&RENDERER.pdf(&document).unwrap().unwrap());
    attached.sort();
    let all = files(&document);
    let mut wanted: Vec<_> = all.iter().map(|file| file.text.as_bytes()).collect();
    wanted.sort_unstable();
    assert_eq!(wanted.len(), 3);
    assert_eq!(attached, wanted);
}

fn typeset_hostile(reports: u32) {
    let mut runner = TestRunner::new(ProptestConfig::with_cases(reports));
    let outcome = runner.run(&HOSTILE_TEXT, |text| {
        let document = hostile(&text);
        let pdf = RENDERER.pdf(&document).unwrap().unwrap();
        evict_cache();
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

#[test]
fn the_pdf_of_a_report_that_advises_to_buy_says_everything_on_few_pages() {
    let bakery = include_str!("../../../web/prospects/bakery.json");
    let document = super::engine::report_for(bakery);
    let (pages, text) = pages_and_text(&RENDERER.pdf(&document).unwrap().unwrap());
    assert!(pages <= 5, "{pages} pages");
    for fact in facts(&document) {
        assert!(
            text.contains(&squeezed(&fact)),
            "{fact:?} is missing from\n{text}"
        );
    }
}
