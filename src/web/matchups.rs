//! A visitor compares: the start page, the list of matchups, and the page of each.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Value, json};

use super::render::Templates;
use super::stack::StackRow;
use crate::content::matchup::{CATEGORIES, Matchup, MatchupTechnology};

/// A matchup on a card.
#[derive(Serialize)]
struct Card<'a> {
    slug: &'a str,
    title: &'a str,
    summary: &'a str,
    category_label: &'a str,
}

impl<'a> Card<'a> {
    fn new(matchup: &'a Matchup) -> Self {
        let category_label = category_label(&matchup.category);
        Self {
            slug: &matchup.slug,
            title: &matchup.title,
            summary: &matchup.summary,
            category_label,
        }
    }
}

/// The worked example on the start page; made by the engine, so that it is true.
#[derive(Serialize)]
pub struct Example<'a> {
    /// Who it is for, in a few words.
    pub title: &'a str,
    /// What the engine advises.
    pub stack: Vec<StackRow>,
}

#[derive(Serialize)]
struct HomePage<'a> {
    matchups: Vec<Card<'a>>,
    example: &'a Example<'a>,
}

/// The start page.
///
/// # Errors
/// When the template asks for something that is not there.
pub fn home_page(
    templates: &Templates,
    matchups: &[Matchup],
    example: &Example<'_>,
) -> anyhow::Result<String> {
    templates.render(
        "home.html",
        &HomePage {
            matchups: matchups.iter().map(Card::new).collect(),
            example,
        },
    )
}

/// A list of matchups, and what it was narrowed down to; empty text is no wish.
#[derive(Clone, Copy, Default)]
pub struct List<'a> {
    /// Those to show.
    pub found: &'a [&'a Matchup],
    /// The category that was asked for.
    pub category: &'a str,
    /// The technology that was asked for, by id.
    pub technology: &'a str,
    /// The words that were asked for.
    pub q: &'a str,
}

#[derive(Serialize)]
struct ListPage<'a> {
    section: &'static str,
    matchups: Vec<Card<'a>>,
    categories: Vec<Category>,
    count_text: String,
    technology: &'a str,
    q: &'a str,
    filtered: bool,
}

#[derive(Serialize)]
struct Category {
    id: &'static str,
    label: &'static str,
    selected: bool,
}

/// The list of matchups; `all` supplies the categories to choose from.
///
/// # Errors
/// When the template asks for something that is not there.
pub fn list_page(
    templates: &Templates,
    all: &[Matchup],
    list: &List<'_>,
) -> anyhow::Result<String> {
    let used = CATEGORIES
        .iter()
        .filter(|id| all.iter().any(|matchup| matchup.category == **id));
    let categories = used.map(|id| Category {
        id,
        label: category_label(id),
        selected: *id == list.category,
    });
    let page = ListPage {
        section: "matchups",
        matchups: list.found.iter().copied().map(Card::new).collect(),
        categories: categories.collect(),
        count_text: match list.found.len() {
            1 => "1 matchup".into(),
            count => format!("{count} matchups"),
        },
        technology: list.technology,
        q: list.q,
        filtered: [list.q, list.category, list.technology]
            .iter()
            .any(|wish| !wish.is_empty()),
    };
    templates.render("matchups.html", &page)
}

/// What the template of a matchup needs.
#[derive(Serialize)]
struct MatchupPage<'a> {
    section: &'static str,
    matchup: &'a Matchup,
    a: &'a MatchupTechnology,
    b: &'a MatchupTechnology,
    category_label: &'a str,
    updated_text: String,
    sources: Vec<Source<'a>>,
    related: Vec<Card<'a>>,
    json_ld: Value,
}

#[derive(Serialize)]
struct Source<'a> {
    title: &'a str,
    url: &'a str,
    retrieved: NaiveDate,
    retrieved_text: String,
}

/// The page of one matchup; `all` supplies what to read next.
///
/// # Errors
/// When the template asks for something that is not there.
pub fn matchup_page(
    templates: &Templates,
    matchup: &Matchup,
    all: &[Matchup],
) -> anyhow::Result<String> {
    let [a, b] = &matchup.technologies;
    let sources = matchup.sources.iter().map(|source| Source {
        title: &source.title,
        url: &source.url,
        retrieved: source.retrieved,
        retrieved_text: in_words(source.retrieved),
    });
    let page = MatchupPage {
        section: "matchups",
        matchup,
        a,
        b,
        category_label: category_label(&matchup.category),
        updated_text: in_words(matchup.updated),
        sources: sources.collect(),
        related: related(matchup, all).into_iter().map(Card::new).collect(),
        json_ld: faq_json_ld(matchup),
    };
    templates.render("matchup.html", &page)
}

/// At most three others: those of the same category first, then in their usual order.
fn related<'a>(matchup: &Matchup, all: &'a [Matchup]) -> Vec<&'a Matchup> {
    let mut others: Vec<_> = all
        .iter()
        .filter(|other| other.slug != matchup.slug)
        .collect();
    others.sort_by_key(|other| other.category != matchup.category);
    others.truncate(3);
    others
}

/// The common questions as search engines read them (schema.org FAQPage).
fn faq_json_ld(matchup: &Matchup) -> Value {
    let questions = matchup.faqs.iter().map(|faq| {
        json!({
            "@type": "Question", "name": faq.question,
            "acceptedAnswer": {"@type": "Answer", "text": faq.answer.html},
        })
    });
    json!({"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": questions.collect::<Vec<_>>()})
}

/// A category in words.
#[must_use]
pub fn category_label(id: &str) -> &str {
    match id {
        "backend" => "Backend",
        "web" => "Web front end",
        "mobile" => "Mobile",
        "database" => "Database",
        "hosting" => "Hosting",
        "queue" => "Queues and events",
        "search" => "Search",
        "auth" => "Sign-in",
        "api" => "API style",
        "delivery" => "Delivery",
        "observability" => "Observability",
        "ai" => "AI",
        "architecture" => "Architecture",
        other => other,
    }
}

/// `22 November 2026`.
fn in_words(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

#[cfg(test)]
mod tests;
