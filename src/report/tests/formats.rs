//! Every format shows everything in a document, in the same order, with markup as text.

use pulldown_cmark::{Event, Parser, Tag};

use super::fixture::{HOSTILE, document};
use super::hostile::RENDERER;
use super::reading::*;
use crate::i18n::tests::english;
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
        close_calls: Vec::new(),
        statement: String::new(),
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
        assert!(!format.contains(&empty.text.risks_intro));
        assert!(!format.contains(&empty.text.decide_intro));
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
    // The page has them within other sections, where the others refer to the appendix.
    let text = &document.text;
    let folded = [
        &text.tasks,
        &text.cost_breakdown,
        &text.more_risks,
        &text.triggers,
    ];
    let titles: Vec<String> = titles
        .map(markdown_text)
        .map(|title| title.trim().to_owned())
        .filter(|title| !folded.contains(&title))
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

/// Reports of earlier versions have no statement, decision or close calls, and their sum says what the decision would.
#[test]
fn a_stored_document_without_a_decision_shows_its_sum_and_its_confidence() {
    let mut stored = serde_json::to_value(document()).unwrap();
    for field in [
        "statement",
        "version",
        "corrected",
        "corrections",
        "decision",
        "close_calls",
    ] {
        stored.as_object_mut().unwrap().remove(field).unwrap();
    }
    for field in ["chance", "damage"] {
        stored["risks"][0]
            .as_object_mut()
            .unwrap()
            .remove(field)
            .unwrap();
    }
    for field in ["start", "least", "most"] {
        let phase = stored["roadmap"]["phases"][0].as_object_mut().unwrap();
        phase.remove(field).unwrap();
    }
    stored["roadmap"].as_object_mut().unwrap().remove("weeks");
    let read: Document = serde_json::from_value(stored).unwrap();
    let [html, markdown] = text_formats(&RENDERER, &read);
    let (line, summary) = (&read.summary.sum[0], &read.summary);
    for shown in [
        &read.title,
        &line.verdict_text,
        &line.text,
        &summary.confidence_text,
    ] {
        assert!(html.contains(&squeezed(shown)) && markdown.contains(&squeezed(shown)));
    }
    assert!(html.contains(&squeezed(&read.risks[0].rating)));
    assert!(RENDERER.render(&read).is_ok());
}

/// The second version of the fixture.
fn corrected() -> Document {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
    let correction = |new: &str, effects: &[&str]| Correction {
        question: "budget".to_owned(),
        label: "Budget".to_owned(),
        old: "€15,000 to €50,000".to_owned(),
        new: new.to_owned(),
        effects: effects.iter().map(|&text| text.to_owned()).collect(),
    };
    let corrections = vec![
        correction("€150,000 to €500,000", &["The first version now fits."]),
        correction(HOSTILE, &[]),
    ];
    document().with_corrections(english(), 2, day, corrections)
}

#[test]
fn a_corrected_report_says_first_what_was_corrected_and_what_that_changed() {
    let corrected = corrected();
    assert_eq!(corrected.version, Some(2));
    let title = "Version 2, corrected on 28 November 2026";
    assert_eq!(corrected.corrected, title);
    for format in text_formats(&RENDERER, &corrected) {
        for fact in everything(&corrected) {
            assert!(format.contains(&squeezed(&fact)), "{fact:?} is missing");
        }
        let at = |text: &str| format.find(&squeezed(text)).unwrap();
        assert!(at(title) < at(&corrected.decision[0].value));
        assert!(
            at("€15,000 to €50,000 → €150,000 to €500,000") < at("The first version now fits.")
        );
        assert!(format.contains(&squeezed(&corrected.text.no_effect)));
    }
    let back: Document = serde_json::from_str(&serde_json::to_string(&corrected).unwrap()).unwrap();
    assert_eq!(back, corrected);
}

#[cfg(feature = "pdf")]
#[test]
fn the_pdf_of_a_corrected_report_says_what_was_corrected() {
    let corrected = corrected();
    let (_, text) = super::pdf::pages_and_text(&RENDERER.pdf(&corrected).unwrap().unwrap());
    for shown in [
        corrected.corrected.as_str(),
        "€150,000 to €500,000",
        "The first version now fits.",
        &corrected.text.no_effect,
    ] {
        assert!(text.contains(&squeezed(shown)), "{shown:?}\n{text}");
    }
}

#[test]
fn every_answer_on_the_page_names_its_question() {
    let (_, _, _, document) = super::written();
    let page = RENDERER.article(&document).unwrap();
    let answers = document.answers_given.iter().flat_map(|step| &step.answers);
    for answer in answers {
        let id = &answer.question;
        let row = format!("<div id=\"answer-{id}\" data-question=\"{id}\"><dt>");
        assert_eq!(page.matches(&row).count(), 1, "{row}");
    }
    for question in &document.next_questions {
        let id = &question.id;
        assert!(page.contains(&format!("id=\"next-question-{id}\" data-question=\"{id}\"")));
    }
}

#[test]
fn the_page_links_its_files_and_shows_points_and_rules_only_behind_the_scores() {
    let (_, _, _, document) = super::written();
    let page = RENDERER.article(&document).unwrap();
    for file in files(&document) {
        assert!(page.contains(&format!("href=\"{FILE_LINK}{}\"", file.name)));
    }
    assert!(!page.contains("CREATE TABLE"));
    let hidden = "<details class=\"scored\">";
    let mut outside = page.split(hidden);
    let mut shown = outside.next().unwrap().to_owned();
    for part in outside {
        // A scored part holds no other fold.
        shown.push_str(part.split_once("</details>").unwrap().1);
    }
    let points = format!(" {}<", document.text.points);
    assert!(page.contains(&points) && !shown.contains(&points));
    assert!(page.contains("class=\"rule\"") && !shown.contains("class=\"rule\""));
}
