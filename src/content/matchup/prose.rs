//! Renders Markdown to safe HTML and splits it at its second-level headings.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::Prose;

/// A piece of Markdown under its heading; the first piece has no heading.
pub(in crate::content) struct Section {
    pub title: String,
    /// Byte offset of the heading in the text.
    pub at: usize,
    pub body: Prose,
}

/// Markdown that is not allowed: a byte offset and a sentence.
pub(in crate::content) type Complaint = (usize, String);

/// Byte offset and target of each link.
pub(in crate::content) fn links(text: &str) -> Vec<(usize, String)> {
    let events = Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter();
    let link = |(event, range): (Event<'_>, Range<usize>)| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some((range.start, dest_url.into_string())),
        _ => None,
    };
    events.filter_map(link).collect()
}

/// Splits the text at its `##` headings and renders each piece.
pub(in crate::content) fn sections(text: &str) -> (Vec<Section>, Vec<Complaint>) {
    let mut complaints = Vec::new();
    let mut pieces = vec![Piece::default()];
    let mut heading = false;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        complaints.extend(complaint(&event).map(|message| (range.start, message)));
        match &event {
            Event::Start(Tag::Heading {
                level: HeadingLevel::H2,
                ..
            }) => {
                heading = true;
                pieces.push(Piece {
                    at: range.start,
                    body_start: range.end,
                    ..Piece::default()
                });
            }
            Event::End(TagEnd::Heading(HeadingLevel::H2)) => heading = false,
            Event::Text(words) | Event::Code(words) if heading => {
                pieces
                    .last_mut()
                    .into_iter()
                    .for_each(|piece| piece.title.push_str(words));
            }
            _ if heading => {}
            _ => pieces
                .last_mut()
                .into_iter()
                .for_each(|piece| piece.events.push(event.clone())),
        }
    }
    let ends: Vec<usize> = pieces
        .iter()
        .skip(1)
        .map(|piece| piece.at)
        .chain([text.len()])
        .collect();
    let sections = pieces
        .into_iter()
        .zip(ends)
        .map(|(piece, end)| piece.finish(text, end))
        .collect();
    (sections, complaints)
}

/// Renders a short text without headings, such as an answer.
pub(super) fn render(text: &str) -> (Prose, Vec<Complaint>) {
    let mut complaints = Vec::new();
    let events: Vec<_> = Parser::new(text)
        .into_offset_iter()
        .map(|(event, range): (Event<'_>, Range<usize>)| {
            complaints.extend(complaint(&event).map(|message| (range.start, message)));
            event
        })
        .collect();
    (prose(text, events), complaints)
}

#[derive(Default)]
struct Piece<'a> {
    title: String,
    at: usize,
    body_start: usize,
    events: Vec<Event<'a>>,
}

impl Piece<'_> {
    fn finish(self, text: &str, end: usize) -> Section {
        Section {
            title: self.title,
            at: self.at,
            body: prose(&text[self.body_start.min(end)..end], self.events),
        }
    }
}

/// Drops raw HTML, although it is reported as a mistake as well: the result is always safe.
fn prose<'a>(markdown: &str, events: Vec<Event<'a>>) -> Prose {
    let mut rendered = String::new();
    html::push_html(
        &mut rendered,
        events
            .into_iter()
            .filter(|event| complaint(event).is_none()),
    );
    Prose {
        markdown: markdown.trim().to_owned(),
        html: rendered.trim_end().to_owned(),
    }
}

fn complaint(event: &Event<'_>) -> Option<String> {
    match event {
        Event::Html(raw) | Event::InlineHtml(raw) => {
            let raw: String = raw.trim().chars().take(40).collect();
            Some(format!(
                "raw HTML is not allowed (`{raw}`); write Markdown, or put code between backticks"
            ))
        }
        Event::Start(Tag::Heading {
            level: HeadingLevel::H1,
            ..
        }) => Some("the page has its title already; start sections with `## `".to_owned()),
        Event::Start(Tag::Link { dest_url, .. }) if !is_safe(dest_url) => Some(format!(
            "a link must go to https://, http://, mailto:, a path or an anchor, not to `{dest_url}`"
        )),
        Event::Start(Tag::Image { .. }) => {
            Some("images are not supported; describe it in words".to_owned())
        }
        _ => None,
    }
}

fn is_safe(url: &str) -> bool {
    ["https://", "http://", "mailto:", "#"]
        .iter()
        .any(|start| url.starts_with(start))
        || (url.starts_with('/') && !url.starts_with("//"))
}
