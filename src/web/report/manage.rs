//! "Your report": what its owner can do with it.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Form, Path};
use poem::{IntoResponse, Response, handler};
use serde::Serialize;

use super::form_page;
use crate::content::questionnaire::{Kind, Questionnaire};
use crate::flow::{self, FlowError, MAX_SHARE_NAME};
use crate::http::Problem;
use crate::i18n::{Locale, long_date};
use crate::ids::ShareId;
use crate::intake::visible;
use crate::keys::Purpose;
use crate::report::{answer_labels, reference};
use crate::services::Services;
use crate::store::{LeadRow, ShareRow};
use crate::web::shared::response::{rendered, see_other};
use crate::web::shared::templates::{RenderResult, Templates};
use crate::web::{FormPairs, Web};

/// What the page shows.
#[derive(Serialize)]
pub struct ManagePage<'a> {
    pub token: &'a str,
    pub reference: String,
    pub submitted: String,
    /// The number of versions of the report.
    pub versions: u32,
    pub steps: Vec<StepView>,
    pub shares: Vec<ShareView>,
    /// Why a link for reading was not made; empty if there was no attempt.
    pub share_error: String,
    pub share_name: String,
    pub max_share_name: usize,
}

/// The answers of one step.
#[derive(Serialize)]
pub struct StepView {
    pub title: String,
    pub answers: Vec<AnswerView>,
}

/// An answer that can be corrected.
#[derive(Serialize)]
pub struct AnswerView {
    pub question: String,
    pub label: String,
    /// Empty without an answer.
    pub value: String,
}

/// A link for reading.
#[derive(Serialize)]
pub struct ShareView {
    pub id: String,
    pub name: String,
    pub made: String,
    /// The link; empty once revoked.
    pub url: String,
}

#[handler]
pub(super) async fn show(
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Data(lead): Data<&Arc<LeadRow>>,
    Path(token): Path<String>,
) -> poem::Result<Response> {
    let page = page(app, web, &token, lead).await?;
    rendered(manage_page(&web.templates, &page)).map(form_page)
}

/// Makes a link for reading.
#[handler]
pub(super) async fn make_share(
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Data(lead): Data<&Arc<LeadRow>>,
    Path(token): Path<String>,
    Form(pairs): Form<FormPairs>,
) -> poem::Result<Response> {
    let name = pairs.into_iter().find(|(name, _)| name == "name");
    let name = name.map(|(_, value)| value).unwrap_or_default();
    let locale = web.templates.locale();
    let error = match flow::share(app, lead.id, &name).await {
        Ok(_) => return Ok(see_other(&format!("/reports/{token}/manage#share"))),
        Err(FlowError::Invalid(errors)) => errors
            .first()
            .map(|error| error.message.text(locale))
            .unwrap_or_default(),
        Err(error @ FlowError::TooManyShares(_)) => Problem::from(error).details(locale).detail,
        Err(error) => return Err(Problem::from(error).into()),
    };
    let mut page = page(app, web, &token, lead).await?;
    page.share_error = crate::web::intake::question::as_sentence(&error);
    page.share_name = name;
    rendered(manage_page(&web.templates, &page)).map(|page| {
        form_page(page)
            .with_status(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response()
    })
}

/// Revokes a link for reading.
#[handler]
pub(super) async fn revoke_share(
    Data(app): Data<&Services>,
    Data(lead): Data<&Arc<LeadRow>>,
    Path((token, share)): Path<(String, String)>,
) -> poem::Result<Response> {
    let share = share.parse::<ShareId>().map_err(|_| Problem::not_found())?;
    match flow::revoke_share(app, lead.id, share).await {
        // It was revoked in another window.
        Ok(()) | Err(FlowError::NotFound) => {
            Ok(see_other(&format!("/reports/{token}/manage#share")))
        }
        Err(error) => Err(Problem::from(error).into()),
    }
}

async fn page<'a>(
    app: &Services,
    web: &Web,
    token: &'a str,
    lead: &LeadRow,
) -> poem::Result<ManagePage<'a>> {
    let locale = web.templates.locale();
    let shares = app.db.shares(lead.id).await.map_err(Problem::from)?;
    let latest = app
        .db
        .latest_revision(lead.id)
        .await
        .map_err(Problem::from)?;
    let shares = shares.iter().map(|share| share_view(app, locale, share));
    Ok(ManagePage {
        token,
        reference: reference(lead.id),
        submitted: long_date(locale, lead.created_at.date_naive()),
        versions: latest.map_or(1, |latest| latest.version),
        steps: steps(app.content.questionnaire.of_edition(lead.edition), lead),
        shares: shares.collect(),
        share_error: String::new(),
        share_name: String::new(),
        max_share_name: MAX_SHARE_NAME,
    })
}

/// The questions that can be corrected, by step. The contact is not among them: an address has to be confirmed.
fn steps(questionnaire: &Questionnaire, lead: &LeadRow) -> Vec<StepView> {
    let currency = lead.answers.currency(questionnaire);
    let steps = visible(questionnaire, &lead.answers).into_iter();
    let steps = steps.map(|visible| {
        let questions = visible
            .questions
            .iter()
            .filter(|question| !matches!(question.kind, Kind::Contact));
        let answers = questions.map(|question| AnswerView {
            question: question.id.clone(),
            label: question.noun.clone(),
            value: lead
                .answers
                .answer(&question.id)
                .map(|answer| answer_labels(question, answer, currency).join(", "))
                .unwrap_or_default(),
        });
        StepView {
            title: visible.step.title.clone(),
            answers: answers.collect(),
        }
    });
    steps.filter(|step| !step.answers.is_empty()).collect()
}

fn share_view(app: &Services, locale: &Locale, share: &ShareRow) -> ShareView {
    let url = match share.revoked_at {
        Some(_) => String::new(),
        None => format!(
            "{}/reports/{}",
            app.config.base_url(),
            app.keys.token(Purpose::SHARE, share.id)
        ),
    };
    ShareView {
        id: share.id.to_string(),
        name: share.name.clone(),
        made: long_date(locale, share.created_at.date_naive()),
        url,
    }
}

/// Renders the page.
pub fn manage_page(templates: &Templates, page: &ManagePage<'_>) -> RenderResult {
    templates.render("report/manage.html", page)
}
