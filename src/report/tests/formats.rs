//! Every format shows everything in a document, in the same order, with markup as text.

use pulldown_cmark::{Event, Parser, Tag};

use super::fixture::{HOSTILE, document};
use super::hostile::RENDERER;
use super::reading::*;
use crate::report::*;

#[test]
fn html_and_markdown_show_everything_in_the_document() {
    let document = document();
    for format in text_formats(&renderer(), &document) {
        for fact in everything(&document) {
            assert!(format.contains(&squeezed(&fact)), "{fact:?} is missing");
        }
        assert!(
            format.contains(&squeezed(HOSTILE)),
            "the company is not shown as typed"
        );
    }
}

#[test]
fn markup_in_a_company_name_shows_as_text_on_the_page() {
    let page = renderer().article(&document()).unwrap();
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
            "https://law.example/regulation?a=1&b=2",
            "https://stackmatch.example/matchups/nodejs-vs-django",
            "https://endoflife.date/django"
        ]
    );
}

#[test]
fn an_empty_report_renders_in_every_format() {
    let full = document();
    let empty = Document {
        prepared_for: None,
        summary: Summary {
            stack: Vec::new(),
            sum: Vec::new(),
            reasons: Vec::new(),
            biggest_risk: None,
            ..full.summary
        },
        answers_given: Vec::new(),
        layers: Vec::new(),
        not_needed: Vec::new(),
        contradictions: Vec::new(),
        risks: Vec::new(),
        next_questions: Vec::new(),
        matchups: Vec::new(),
        open_questions: Vec::new(),
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
    let formats = renderer().render(&empty).unwrap();
    assert!(formats.article.contains(&empty.text.nothing_open));
    let markdown = markdown_text(&formats.markdown);
    for format in [html_text(&formats.article), markdown] {
        let heading = [&empty.text.biggest_risk, &empty.text.risks_intro];
        assert!(
            !heading
                .into_iter()
                .any(|text| format.contains(text.as_str()))
        );
    }
    assert_eq!(formats.pdf.is_some(), cfg!(feature = "pdf"));
}

#[test]
fn all_formats_show_the_same_sections_in_the_same_order() {
    let document = document();
    let formats = RENDERER.render(&document).unwrap();
    let page: Vec<String> = formats
        .article
        .split("<h2")
        .skip(1)
        .map(|part| html_text(&format!("<h2{}", part.split("</h2>").next().unwrap())))
        .collect();
    let titles = formats
        .markdown
        .lines()
        .filter_map(|line| line.strip_prefix("## "));
    let titles: Vec<String> = titles
        .map(markdown_text)
        .map(|title| title.trim().to_owned())
        .collect();
    assert_eq!(page, titles);
}

#[test]
fn a_stored_document_with_text_that_newer_versions_lack_can_be_read() {
    let document = document();
    let mut stored = serde_json::to_value(&document).unwrap();
    stored["words"]["weeks"] = "weeks".into();
    let read: Document = serde_json::from_value(stored).unwrap();
    assert_eq!(read, document);
}

#[test]
fn a_stored_document_without_a_sum_can_be_read() {
    let mut stored = serde_json::to_value(document()).unwrap();
    stored["summary"].as_object_mut().unwrap().remove("sum");
    stored["words"].as_object_mut().unwrap().remove("sum");
    let read: Document = serde_json::from_value(stored).unwrap();
    assert!(read.summary.sum.is_empty());
    assert!(RENDERER.render(&read).is_ok());
}
