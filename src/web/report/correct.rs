//! Corrects one answer, and answers what the correction makes necessary.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Form, Path};
use poem::{IntoResponse, Response, handler};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::form_page;
use crate::content::questionnaire::{Kind, Question, Questionnaire};
use crate::flow::{self, FlowError};
use crate::http::Problem;
use crate::services::Services;
use crate::store::LeadRow;
use crate::web::intake::form::FormValues;
use crate::web::intake::question::{FormView, QuestionView};
use crate::web::intake::view::{ErrorLink, error_links, question_of};
use crate::web::shared::response::{rendered, see_other};
use crate::web::shared::templates::{RenderResult, Templates};
use crate::web::{FormPairs, Web};

#[derive(Serialize)]
struct CorrectPage<'a> {
    token: &'a str,
    question: &'a str,
    title: &'a str,
    questions: Vec<QuestionView<'a>>,
    errors: Vec<ErrorLink>,
}

#[handler]
pub(super) async fn show(
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Data(lead): Data<&Arc<LeadRow>>,
    Path((token, question)): Path<(String, String)>,
) -> poem::Result<Response> {
    let questionnaire = app.content.questionnaire.of_edition(lead.edition);
    let asked = [correctable(questionnaire, &question)?];
    let form = FormView {
        locale: web.templates.locale(),
        questionnaire,
        saved: &lead.answers,
        values: &FormValues::from_answers(&lead.answers),
        errors: &[],
    };
    rendered(correct_page(&web.templates, &token, &asked, form)).map(form_page)
}

#[handler]
pub(super) async fn save(
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Data(lead): Data<&Arc<LeadRow>>,
    Path((token, question)): Path<(String, String)>,
    Form(pairs): Form<FormPairs>,
) -> poem::Result<Response> {
    let questionnaire = app.content.questionnaire.of_edition(lead.edition);
    let first = correctable(questionnaire, &question)?;
    let values = FormValues::from_form(pairs);
    let mut raw = values.to_raw(questionnaire);
    raw.retain(|id, _| correctable(questionnaire, id).is_ok());
    if matches!(first.kind, Kind::Multi { .. }) {
        // Boxes that are all empty are not sent.
        raw.entry(first.id.clone()).or_insert_with(|| json!([]));
    }
    match flow::correct(app, lead, &raw).await {
        Ok(Some(_)) => Ok(see_other(&format!("/reports/{token}"))),
        Ok(None) => Ok(see_other(&format!("/reports/{token}/manage"))),
        Err(FlowError::Invalid(errors)) => {
            let form = FormView {
                locale: web.templates.locale(),
                questionnaire,
                saved: &lead.answers,
                values: &values,
                errors: &errors,
            };
            show_errors(web, &token, first, &raw, form)
        }
        Err(error) => Err(Problem::from(error).into()),
    }
}

/// Shows the form again with what is wrong, and with the questions that have become necessary.
fn show_errors(
    web: &Web,
    token: &str,
    first: &Question,
    raw: &Map<String, Value>,
    form: FormView<'_>,
) -> poem::Result<Response> {
    let mut asked = vec![first];
    let others = raw.keys().map(String::as_str);
    for id in others.chain(form.errors.iter().map(question_of)) {
        let known = asked.iter().any(|question| question.id == id);
        if let Ok(question) = correctable(form.questionnaire, id)
            && !known
        {
            asked.push(question);
        }
    }
    rendered(correct_page(&web.templates, token, &asked, form)).map(|page| {
        form_page(page)
            .with_status(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response()
    })
}

/// The question with this id, if its answer can be corrected here.
fn correctable<'a>(questionnaire: &'a Questionnaire, id: &str) -> Result<&'a Question, Problem> {
    questionnaire
        .question(id)
        .filter(|question| !matches!(question.kind, Kind::Contact))
        .ok_or_else(Problem::not_found)
}

/// Renders the page; the first question is the one to correct.
pub fn correct_page(
    templates: &Templates,
    token: &str,
    asked: &[&Question],
    form: FormView<'_>,
) -> RenderResult {
    let first = asked.first().map_or("", |question| question.id.as_str());
    let title = asked.first().map_or("", |question| question.label.as_str());
    let questions = asked
        .iter()
        .map(|question| QuestionView::new(form, question));
    let page = CorrectPage {
        token,
        question: first,
        title,
        questions: questions.collect(),
        errors: error_links(form.locale, form.questionnaire, form.errors),
    };
    templates.render("report/correct.html", &page)
}
