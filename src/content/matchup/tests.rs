//! Matchup pages, whole and mutilated.

#![allow(clippy::unwrap_used)]
use std::sync::LazyLock;

use super::*;
use crate::content::catalogue::Catalogue;
use crate::content::source::{Problem, Source};

const PAGE: &str = "---
title: Node.js vs Django
category: backend
summary: Two ways to build a server.
updated: 2026-11-20
a: {technology: node_nestjs, name: Node.js}
b: {technology: python_django, name: Django}
matrix:
- {criterion: Platform type, a: Runtime, b: Framework}
- {criterion: Admin panel, a: None, b: Built in}
verdict:
  summary: It depends.
  a: [You build chat.]
  b: [You keep records.]
  neither: You only need a website.
faqs:
- {question: Which is faster?, answer: It *depends*.}
call_to_action: {title: Plan yours, text: Ten steps., button: Start}
sources:
- {title: Manual, url: 'https://example.com/manual', retrieved: 2026-11-01}
---

An **introduction**.

## Minimal or complete? `Both`

See [the manual][1].

```
## not a heading
```

### A detail

## Concurrency

One loop.

[1]: https://example.com/manual
";

static CATALOGUE: LazyLock<Option<Catalogue>> =
    LazyLock::new(|| Catalogue::load(&Source::embedded(), &mut Vec::new()));

fn load(path: &str, page: &str) -> (Vec<Matchup>, Vec<String>) {
    let mut problems: Vec<Problem> = Vec::new();
    let matchups = Matchup::load_all(
        &Source::default().with(path, page),
        CATALOGUE.as_ref(),
        &mut problems,
    );
    (matchups, problems.iter().map(Problem::to_string).collect())
}

fn problems_after(old: &str, new: &str) -> Vec<String> {
    assert!(PAGE.contains(old), "{old}");
    load("matchups/nodejs-vs-django.md", &PAGE.replace(old, new)).1
}

#[track_caller]
fn complains(old: &str, new: &str, expected: &str) {
    let problems = problems_after(old, new);
    assert!(
        problems.iter().any(|problem| problem.contains(expected)),
        "expected `{expected}` among {problems:#?}"
    );
}

#[test]
fn a_page_is_read_with_its_sections() {
    let (matchups, problems) = load("matchups/nodejs-vs-django.md", PAGE);
    assert_eq!(problems, Vec::<String>::new());
    let page = &matchups[0];
    assert_eq!(
        (page.slug.as_str(), page.technologies[1].name.as_str()),
        ("nodejs-vs-django", "Django")
    );
    assert_eq!(
        page.introduction.html,
        "<p>An <strong>introduction</strong>.</p>"
    );
    let dives: Vec<_> = page
        .deep_dives
        .iter()
        .map(|dive| (dive.number, dive.title.as_str(), dive.anchor.as_str()))
        .collect();
    assert_eq!(
        dives,
        [
            (1, "Minimal or complete? Both", "minimal-or-complete-both"),
            (2, "Concurrency", "concurrency")
        ]
    );
    let first = &page.deep_dives[0].body;
    assert!(
        first
            .html
            .contains("<a href=\"https://example.com/manual\">the manual</a>"),
        "{}",
        first.html
    );
    assert!(
        first.html.contains("## not a heading") && first.html.contains("<h3>A detail</h3>"),
        "{}",
        first.html
    );
    assert!(
        first.markdown.starts_with("See [the manual][1]")
            && first.markdown.ends_with("### A detail")
    );
    assert_eq!(page.faqs[0].answer.html, "<p>It <em>depends</em>.</p>");
    assert_eq!(page.matrix[1].b, "Built in");
    assert_eq!(page.verdict.choose_b, ["You keep records."]);
    assert_eq!(page.updated.to_string(), "2026-11-20");
}

#[test]
fn each_mistake_is_named_with_its_line() {
    complains(
        "python_django",
        "python_djagno",
        "django.md:7:17: the catalogue has no technology `python_djagno`; did you mean `python_django`?",
    );
    complains(
        "python_django",
        "node_nestjs",
        ":7:17: a matchup compares two different technologies",
    );
    complains(
        "category: backend",
        "category: backside",
        ":3:11: there is no category `backside`",
    );
    complains(
        "2026-11-20",
        "2026-13-20",
        ":5:10: `2026-13-20` is not a date; write it as",
    );
    complains(
        "retrieved: 2026-11-01",
        "retrieved: May",
        ":20:65: `May` is not a date",
    );
    complains(
        "Admin panel",
        "platform Type",
        ":10:15: the criterion `platform Type` is there twice",
    );
    complains(
        "'https://example.com/manual'",
        "example.com",
        ":20:24: `example.com` is not a web address",
    );
    complains(
        "b: [You keep records.]",
        "b: []",
        ":14:6: give at least one reason",
    );
    complains(
        "summary: It depends.",
        "summary: ''",
        ":12:12: this text is empty",
    );
    complains("An **introduction**.", "", "the introduction is empty");
    complains("One loop.", "", "the section `Concurrency` is empty");
    complains(
        "## Concurrency",
        "## Minimal or complete, both",
        "needs a text that no other heading has",
    );
    complains(
        "title: Node.js vs Django",
        "titel: Node.js vs Django",
        ":2:1: ",
    );
    complains(
        "---\ntitle",
        "title",
        "must start with its data between two `---` lines",
    );
}

#[test]
fn an_empty_matrix_and_a_missing_verdict_are_both_reported() {
    let start = PAGE.find("matrix:").unwrap();
    let end = PAGE.find("faqs:").unwrap();
    let problems = problems_after(&PAGE[start..end], "");
    assert_eq!(problems.len(), 2, "{problems:#?}");
    assert!(
        problems[0].contains("the matrix is empty")
            && problems[1].contains("the verdict is missing"),
        "{problems:#?}"
    );
}

#[test]
fn raw_html_and_unsafe_links_are_refused_with_their_line_and_never_rendered() {
    complains(
        "One loop.",
        "One <b>loop</b>.",
        ":37:5: raw HTML is not allowed (`<b>`)",
    );
    complains(
        "One loop.",
        "<script>alert(1)</script>",
        ":37:1: raw HTML is not allowed",
    );
    complains(
        "It *depends*.",
        "'It <i>depends</i>.'",
        ":17:40: raw HTML is not allowed (`<i>`)",
    );
    complains(
        "One loop.",
        "[loop](javascript:alert)",
        "a link must go to https://",
    );
    complains(
        "One loop.",
        "[loop](//elsewhere.example)",
        "a link must go to https://",
    );
    complains(
        "One loop.",
        "![loop](https://example.com/loop.png)",
        "images are not supported",
    );
    complains(
        "## Concurrency",
        "# Concurrency",
        "start sections with `## `",
    );
    let (matchups, _) = load(
        "matchups/x.md",
        &PAGE.replace(
            "One loop.",
            "<script>alert(1)</script> One `<b>` loop <i>.\n",
        ),
    );
    assert!(
        matchups
            .iter()
            .flat_map(|page| &page.deep_dives)
            .all(|dive| !dive.body.html.contains("<script") && !dive.body.html.contains("<i>"))
    );
}

#[test]
fn file_names_become_addresses_and_must_be_unique() {
    assert!(load("matchups/Node_vs Django.md", PAGE).1[0].contains("becomes an address"));
    assert!(load("matchups/notes.yaml", PAGE).1[0].contains("ending in `.md`"));
    let source = Source::default()
        .with("matchups/a-vs-b.md", PAGE)
        .with("matchups/old/a-vs-b.md", PAGE);
    let mut problems = Vec::new();
    Matchup::load_all(&source, None, &mut problems);
    assert!(
        problems[0]
            .to_string()
            .contains("matchups/old/a-vs-b.md:1:1: there is another matchup named `a-vs-b`")
    );
}

#[test]
fn the_embedded_pages_have_no_problems() {
    let mut problems = Vec::new();
    let matchups = Matchup::load_all(&Source::embedded(), CATALOGUE.as_ref(), &mut problems);
    assert_eq!(problems, []);
    assert!(matchups.iter().any(|page| page.slug == "nodejs-vs-django"));
}

proptest::proptest! {
    #[test]
    fn any_page_is_read_or_refused_without_panic(text in "\\PC{0,80}", cut in 0..800usize) {
        let cut = (0..=cut.min(PAGE.len())).rev().find(|at| PAGE.is_char_boundary(*at)).unwrap();
        load("matchups/a-vs-b.md", &format!("{}{text}\n{}", &PAGE[..cut], &PAGE[cut..]));
    }
}
