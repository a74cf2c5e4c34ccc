//! Hostile text anywhere in a document adds no markup to any format.

use std::sync::LazyLock;

use proptest::prelude::*;
use pulldown_cmark::{Event, Parser, Tag};

use super::fixture::document;
use super::reading::*;
use crate::report::*;
use crate::text::one_line;

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
        let renderer = &*RENDERER;
        let (tame, hostile) = (renderer.article(&document()).unwrap(), renderer.article(&hostile(&text)).unwrap());
        prop_assert_eq!(tame.matches('<').count(), hostile.matches('<').count());
    }

    #[test]
    fn hostile_text_anywhere_adds_no_link_and_no_html_to_the_markdown(text in HOSTILE_TEXT) {
        let links = |document: &Document| {
            let formats = [markdown::render(document), markdown::decisions(document)];
            let links = |markdown: &String| {
            markdown_text(markdown);
            let parser = Parser::new_ext(markdown, markdown_options());
            parser.filter(|event| matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. }))).count()
            };
            formats.iter().map(links).sum::<usize>()
        };
        prop_assert_eq!(links(&document()), links(&hostile(&text)));
    }
}

/// Markup of all formats, right-to-left marks, emoji, other scripts, line breaks and very long words.
pub(super) const HOSTILE_TEXT: &str = "([ -~\\n]{0,40}|(<script>|#eval\\(|\\$x\\$|\\*\\*|\\]\\(|\\{\\{|`{1,4}|\u{202e}|\u{200f}|🚀|👩‍🚀|عالم|漢字|\u{0}|\\\\|@|https://x\\.example ){1,12}|W{200,400})";

pub(super) static RENDERER: LazyLock<ReportRenderer> = LazyLock::new(renderer);

/// The fixture with a text in every place that content or visitors fill.
pub(super) fn hostile(text: &str) -> Document {
    let mut hostile = document();
    hostile.prepared_for = Some(format!("x{}", one_line(text)));
    hostile.risks[0].text = text.to_owned();
    hostile.layers[0].reasons[0].text = text.to_owned();
    hostile.layers[0].alternatives[0].choose_if = text.to_owned();
    hostile.answers_given[0].answers[0].values[0] = text.to_owned();
    hostile.requests[0].text = text.to_owned();
    hostile.sources[0].text = text.to_owned();
    hostile.robustness.text = text.to_owned();
    hostile.data_model.sql = text.to_owned();
    hostile.data_model.scripts[0].text = text.to_owned();
    hostile
}
