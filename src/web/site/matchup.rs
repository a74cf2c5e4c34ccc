//! The page of one matchup.

use std::sync::Arc;

use chrono::NaiveDate;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use serde::Serialize;
use serde_json::{Value, json};

use super::cards::{Card, category_label};
use crate::content::matchup::{Matchup, MatchupTechnology};
use crate::http::Problem;
use crate::i18n::long_date;
use crate::web::Web;
use crate::web::shared::templates::{RenderResult, Templates};

/// How many other matchups a page links to.
const RELATED: usize = 3;

#[derive(Serialize)]
struct MatchupPage<'a> {
    section: &'static str,
    matchup: &'a Matchup,
    a: &'a MatchupTechnology,
    b: &'a MatchupTechnology,
    category_label: String,
    updated_text: String,
    sources: Vec<SourceView<'a>>,
    related: Vec<Card<'a>>,
    json_ld: Value,
}

#[derive(Serialize)]
struct SourceView<'a> {
    title: &'a str,
    url: &'a str,
    retrieved: NaiveDate,
    retrieved_text: String,
}

#[handler]
pub(super) fn show(
    request: &Request,
    Data(web): Data<&Arc<Web>>,
    Path(slug): Path<String>,
) -> poem::Result<Response> {
    let page = web.matchups.get(&slug).ok_or_else(Problem::not_found)?;
    Ok(page.respond(request.headers()))
}

/// Renders the page; `all` supplies the related matchups.
pub fn matchup_page(templates: &Templates, matchup: &Matchup, all: &[Matchup]) -> RenderResult {
    let locale = templates.locale();
    let [a, b] = &matchup.technologies;
    let sources = matchup.sources.iter().map(|source| SourceView {
        title: &source.title,
        url: &source.url,
        retrieved: source.retrieved,
        retrieved_text: long_date(locale, source.retrieved),
    });
    let page = MatchupPage {
        section: "matchups",
        matchup,
        a,
        b,
        category_label: category_label(locale, &matchup.category),
        updated_text: long_date(locale, matchup.updated),
        sources: sources.collect(),
        related: related(matchup, all)
            .into_iter()
            .map(|other| Card::new(locale, other))
            .collect(),
        json_ld: faq_json_ld(matchup),
    };
    templates.render("site/matchup.html", &page)
}

/// Other matchups, those of the same category first.
pub(super) fn related<'a>(matchup: &Matchup, all: &'a [Matchup]) -> Vec<&'a Matchup> {
    let mut others: Vec<_> = all
        .iter()
        .filter(|other| other.slug != matchup.slug)
        .collect();
    others.sort_by_key(|other| other.category != matchup.category);
    others.truncate(RELATED);
    others
}

/// The common questions for search engines (schema.org FAQPage).
fn faq_json_ld(matchup: &Matchup) -> Value {
    let questions = matchup.faqs.iter().map(|faq| {
        json!({
            "@type": "Question", "name": faq.question,
            "acceptedAnswer": {"@type": "Answer", "text": faq.answer.html},
        })
    });
    json!({
        "@context": "https://schema.org", "@type": "FAQPage",
        "mainEntity": questions.collect::<Vec<_>>(),
    })
}
