//! The page before the first step, and the beginning of an intake.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use poem::http::header::ACCEPT_LANGUAGE;
use poem::web::{Data, Form, Query};
use poem::{Request, Response, handler};
use serde::Serialize;

use super::session::{first_open_page, redirect_to};
use crate::content::matchup::Matchup;
use crate::content::questionnaire::Questionnaire;
use crate::flow::{self, ClientNetwork};
use crate::http::{Problem, private};
use crate::i18n::Language;
use crate::intake::{Answers, Estimate};
use crate::services::Services;
use crate::store::Campaign;
use crate::web::FormPairs;
use crate::web::Web;
use crate::web::shared::response::{html, rendered};
use crate::web::shared::templates::{RenderResult, Templates};
use crate::web::shared::visitor::is_person;

/// Longer campaign parameters are ignored.
const MAX_PARAM_CHARS: usize = 200;

/// The parameters of a link to the intake: the matchup that the visitor came from, and the campaign.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryParams {
    /// The slug of a matchup.
    pub matchup: Option<String>,
    /// UTM parameters and referrer.
    pub campaign: Campaign,
}

impl EntryParams {
    /// Reads the known parameters; ignores others, and values that are empty, too long or not printable.
    #[must_use]
    pub fn read(pairs: &[(String, String)]) -> Self {
        let mut entry = Self::default();
        for (name, value) in pairs.iter().filter(|(_, value)| is_plausible(value)) {
            match name.as_str() {
                "matchup" => entry.matchup = Some(value.clone()),
                "referrer" => entry.campaign.referrer = Some(value.clone()),
                "utm_source" | "utm_medium" | "utm_campaign" | "utm_term" | "utm_content" => {
                    let name = name.trim_start_matches("utm_").into();
                    entry.campaign.utm.insert(name, value.clone());
                }
                _ => {}
            }
        }
        entry
    }

    /// The form fields that carry the campaign on.
    fn hidden_fields(&self) -> impl Iterator<Item = (String, &str)> {
        let utm = self
            .campaign
            .utm
            .iter()
            .map(|(name, value)| (format!("utm_{name}"), value.as_str()));
        let referrer = self.campaign.referrer.as_deref();
        utm.chain(referrer.map(|referrer| ("referrer".to_owned(), referrer)))
    }
}

fn is_plausible(value: &str) -> bool {
    !value.is_empty()
        && value.chars().count() <= MAX_PARAM_CHARS
        && !value.chars().any(char::is_control)
}

#[derive(Serialize)]
struct StartPage<'a> {
    section: &'static str,
    steps: Vec<&'a str>,
    /// What the shortest way takes.
    minutes: usize,
    questions: usize,
    matchup: Option<&'a Matchup>,
    hidden_fields: Vec<(String, &'a str)>,
}

#[handler]
pub(super) fn show(
    request: &Request,
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Query(pairs): Query<FormPairs>,
) -> poem::Result<Response> {
    if is_person(request) {
        app.funnel.view("start", "");
    }
    let entry = EntryParams::read(&pairs);
    if entry == EntryParams::default() {
        return Ok(web.start.respond(request.headers()));
    }
    let matchup = entry
        .matchup
        .as_deref()
        .and_then(|slug| app.content.matchup(slug));
    let questionnaire = &app.content.questionnaire;
    // It repeats what brought this visitor here.
    rendered(start_page(&web.templates, questionnaire, matchup, &entry))
        .map(|page| private(html(page)))
}

#[handler]
pub(super) async fn begin(
    request: &Request,
    Data(app): Data<&Services>,
    Data(client): Data<&ClientNetwork>,
    Form(pairs): Form<FormPairs>,
) -> poem::Result<Response> {
    let entry = EntryParams::read(&pairs);
    // The matchup may have been renamed since the visitor opened the page; that must not stop the intake.
    let matchup = entry
        .matchup
        .as_deref()
        .filter(|slug| app.content.matchup(slug).is_some());
    let language = request.header(ACCEPT_LANGUAGE).and_then(Language::accepted);
    let begun = flow::begin(app, *client, matchup, &entry.campaign, language)
        .await
        .map_err(Problem::from)?;
    let first = first_open_page(&app.content.questionnaire, &Answers::default());
    Ok(redirect_to(&begun.resume_token, first))
}

/// Renders the page before the first step, with the entry parameters in hidden fields.
pub fn start_page(
    templates: &Templates,
    questionnaire: &Questionnaire,
    matchup: Option<&Matchup>,
    entry: &EntryParams,
) -> RenderResult {
    let from = matchup.map(|matchup| ("matchup".to_owned(), matchup.slug.as_str()));
    let steps = questionnaire.steps.iter().map(|step| step.title.as_str());
    let estimate = Estimate::of(questionnaire);
    let page = StartPage {
        section: "intake",
        minutes: estimate.minutes,
        questions: estimate.questions,
        steps: steps.collect(),
        matchup,
        hidden_fields: from.into_iter().chain(entry.hidden_fields()).collect(),
    };
    templates.render("intake/start.html", &page)
}
