//! The page of one matchup.

use std::sync::Arc;

use chrono::NaiveDate;
use poem::http::{StatusCode, header};
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use serde::Serialize;
use serde_json::{Value, json};

use super::cards::{Card, category_label};
use crate::content::matchup::{Matchup, MatchupTechnology};
use crate::http::Problem;
use crate::i18n::long_date;
use crate::services::Services;
use crate::t;
use crate::web::Web;
use crate::web::shared::templates::{RenderResult, Templates};
use crate::web::shared::visitor::is_person;

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
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Path(slug): Path<String>,
) -> poem::Result<Response> {
    if let Some(page) = web.matchups.get(&slug) {
        if is_person(request) {
            app.funnel.view("matchup", &slug);
        }
        return Ok(page.respond(request.headers()));
    }
    let reversed = reversed(&slug)
        .filter(|other| web.matchups.contains_key(other))
        .ok_or_else(Problem::not_found)?;
    Ok(Response::builder()
        .status(StatusCode::MOVED_PERMANENTLY)
        .header(header::LOCATION, format!("/matchups/{reversed}"))
        .finish())
}

/// The slug of the same two sides in the other order.
pub(super) fn reversed(slug: &str) -> Option<String> {
    let (a, b) = slug.split_once("-vs-")?;
    Some(format!("{b}-vs-{a}"))
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
        json_ld: json_ld(templates, matchup),
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

/// What the page is for search engines (schema.org): an article, its place on the site, and the common questions.
fn json_ld(templates: &Templates, matchup: &Matchup) -> Value {
    let site = templates.site();
    let locale = templates.locale();
    let list = format!("{}/matchups", site.base_url);
    let address = format!("{list}/{}", matchup.slug);
    let [a, b] = &matchup.technologies;
    let questions = matchup.faqs.iter().map(|faq| {
        json!({
            "@type": "Question", "name": faq.question,
            "acceptedAnswer": {"@type": "Answer", "text": faq.answer.html},
        })
    });
    let crumb = |position: usize, name: &str, item: &str| json!({"@type": "ListItem", "position": position, "name": name, "item": item});
    let organization = json!({"@type": "Organization", "name": site.name, "url": site.base_url});
    json!({
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "Article", "headline": matchup.title, "description": matchup.summary,
                "inLanguage": locale.language().tag(), "dateModified": matchup.updated,
                "mainEntityOfPage": address,
                "about": [{"@type": "Thing", "name": a.name}, {"@type": "Thing", "name": b.name}],
                "author": organization, "publisher": organization,
            },
            {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    crumb(1, &site.name, &site.base_url),
                    crumb(2, &t!(locale, "site-matchup-breadcrumb-matchups"), &list),
                    crumb(3, &matchup.title, &address),
                ],
            },
            {"@type": "FAQPage", "mainEntity": questions.collect::<Vec<_>>()},
        ],
    })
}
