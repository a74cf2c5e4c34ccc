//! One request to an intake: the stored row, and where to redirect.

use poem::error::InternalServerError;
use poem::http::StatusCode;
use poem::{IntoResponse, Response};
use serde::Serialize;

use super::form::sent::{Submission, Then};
use super::navigation::{contact_step, previous_step};
use super::preview::{PreviewRow, preview_rows};
use super::view::{IntakeView, REFINE, REVIEW};
use crate::content::questionnaire::Questionnaire;
use crate::flow::{self, ClientNetwork, FlowError, SavedForm, SentBy};
use crate::http::{LostLink, Problem};
use crate::intake::{Answers, missing_before_review, next_step, visible};
use crate::report::DecisionField;
use crate::services::{AdvisorError, Services};
use crate::store::{FunnelEvent, IntakeRow, IntakeStatus};
use crate::web::Web;
use crate::web::shared::response::{html, rendered, see_other, with_requests};
use crate::web::shared::templates::{RenderResult, Templates};

/// An intake opened by its token.
pub struct Session<'a> {
    pub app: &'a Services,
    pub web: &'a Web,
    pub client: ClientNetwork,
    pub row: IntakeRow,
    pub token: String,
    /// Whether the request asks for JSON.
    pub wants_json: bool,
}

#[derive(Serialize)]
struct SentPage<'a> {
    section: &'static str,
    report: &'a str,
}

/// Renders the page for an answer that is saved after the submission; `report` is the address of the report.
///
/// # Errors
/// See [`RenderError`](crate::web::shared::templates::RenderError).
pub fn sent_page(templates: &Templates, report: &str) -> RenderResult {
    let page = SentPage {
        section: "intake",
        report,
    };
    templates.render("intake/sent.html", &page)
}

impl<'a> Session<'a> {
    /// Loads the intake of a token; fails with 404 or 410 if the token opens none.
    pub async fn load(
        app: &'a Services,
        web: &'a Web,
        client: ClientNetwork,
        token: String,
        wants_json: bool,
    ) -> poem::Result<Self> {
        let row = match flow::resume(app, &token).await {
            Err(FlowError::NotFound) => return Err(Problem::lost_link(LostLink::Intake).into()),
            opened => opened.map_err(Problem::from)?,
        };
        Ok(Self {
            app,
            web,
            client,
            row,
            token,
            wants_json,
        })
    }

    /// Counts a page of questions as shown, once: as long as none of its questions is answered, and each question as
    /// long as it is not. The review asks for the contact.
    pub fn count_seen(&self, page: &str) {
        let (known, answers) = (self.questionnaire(), &self.row.answers);
        let step = match page {
            REVIEW => contact_step(known).map(|step| step.id.as_str()),
            page => Some(page),
        };
        let steps = visible(known, answers);
        let Some(shown) = steps
            .iter()
            .find(|shown| Some(shown.step.id.as_str()) == step)
        else {
            return;
        };
        let count = |event, item: &str| self.app.funnel.count(self.app, &self.row, event, item);
        let is_open = |id: &str| answers.answer(id).is_none();
        if shown.questions.iter().all(|question| is_open(&question.id)) {
            count(FunnelEvent::Step, page);
        }
        for question in shown
            .questions
            .iter()
            .filter(|question| is_open(&question.id))
        {
            count(FunnelEvent::Seen, &question.id);
        }
    }

    /// Counts that the visitor went back from a step.
    pub fn count_back(&self, step: &str) {
        let event = FunnelEvent::Back;
        self.app.funnel.count(self.app, &self.row, event, step);
    }

    pub fn is_submitted(&self) -> bool {
        self.row.status == IntakeStatus::Submitted
    }

    /// Redirects a submitted intake to its report; submitting again returns the same report.
    pub async fn redirect_to_report(&self) -> poem::Result<Response> {
        Ok(see_other(&self.report_address().await?))
    }

    /// Answers a save that came after the submission: the answers are sent, and the report is where to correct them.
    pub async fn already_sent(&self) -> poem::Result<Response> {
        let report = self.report_address().await?;
        let response = if self.wants_json {
            json(
                StatusCode::CONFLICT,
                &serde_json::json!({ "report": report }),
            )?
        } else {
            let page = rendered(sent_page(&self.web.templates, &report))?;
            page_with_status(StatusCode::CONFLICT, page)
        };
        Ok(response)
    }

    async fn report_address(&self) -> poem::Result<String> {
        let submitted = flow::submit(self.app, self.client, self.row.id, None, SentBy::API)
            .await
            .map_err(Problem::from)?;
        Ok(format!("/reports/{}", submitted.report_token))
    }

    /// The address of a page of this intake.
    pub fn address(&self, page: &str) -> String {
        format!("/intake/{}/{page}", self.token)
    }

    /// Redirects to another page of this intake.
    pub fn redirect_to(&self, page: &str) -> Response {
        see_other(&self.address(page))
    }

    /// The page that a visitor who comes back sees first.
    pub fn first_open_page(&self) -> &str {
        first_open_page(self.questionnaire(), &self.row.answers)
    }

    /// The questionnaire under which the intake began.
    pub fn questionnaire(&self) -> &'a Questionnaire {
        self.row.questionnaire(&self.app.content)
    }

    /// What the templates need of the intake.
    pub fn view<'v>(&'v self, row: &'v IntakeRow, preview: &'v [PreviewRow]) -> IntakeView<'v> {
        let matchup = row.matchup.as_deref();
        IntakeView {
            questionnaire: self.questionnaire(),
            answers: &row.answers,
            version: row.version,
            token: &self.token,
            preview,
            matchup: matchup.and_then(|slug| self.app.content.matchup(slug)),
        }
    }

    /// Saves a form; `None` if the intake was submitted meanwhile.
    pub async fn save(&self, sent: &Submission) -> poem::Result<Option<SavedForm>> {
        match flow::save_form(self.app, self.client, self.row.id, &sent.form).await {
            Ok(saved) => Ok(Some(saved)),
            Err(FlowError::Submitted) => Ok(None),
            Err(error) => Err(Problem::from(error).into()),
        }
    }

    /// The page that a button other than "Continue" leads to from `page`; none for "Continue".
    pub fn page_of(&self, then: &Then, answers: &Answers, page: &str) -> Option<String> {
        let known = self.questionnaire();
        let is_page =
            |page: &String| page == REVIEW || page == REFINE || known.step(page).is_some();
        match then {
            Then::Continue => None,
            Then::Later => Some("saved".to_owned()),
            Then::Stay => Some(page.to_owned()),
            Then::Go(to) => Some(to.clone()).filter(is_page),
            // The last question of that page is the one before.
            Then::Back => Some(
                previous_step(known, answers, page)
                    .map_or_else(|| page.to_owned(), |step| format!("{step}#last")),
            ),
        }
    }

    /// The stack so far, or nothing: while answers are few, or if too many requests wait for a recommendation.
    pub async fn preview(&self, row: &IntakeRow) -> poem::Result<Vec<PreviewRow>> {
        self.preview_since(row, None).await
    }

    /// What the stack so far takes, or nothing: like [`Session::preview`].
    pub async fn figures(&self, row: &IntakeRow) -> poem::Result<Vec<DecisionField>> {
        if !flow::has_preview(&row.answers) {
            return Ok(Vec::new());
        }
        match flow::figures(self.app, row).await {
            Err(FlowError::Advice(AdvisorError::Busy)) => Ok(Vec::new()),
            figures => Ok(figures.map_err(Problem::from)?),
        }
    }

    /// The same as [`Session::preview`] with what changed since the intake had these answers at this version.
    pub async fn preview_since(
        &self,
        row: &IntakeRow,
        before: Option<(i64, &Answers)>,
    ) -> poem::Result<Vec<PreviewRow>> {
        if !flow::has_preview(&row.answers) {
            return Ok(Vec::new());
        }
        let quick = async |answers: &Answers| match flow::preview(self.app, row, answers).await {
            Ok(advice) => Ok(Some(advice)),
            Err(FlowError::Advice(AdvisorError::Busy)) => Ok(None),
            Err(error) => Err(Problem::from(error)),
        };
        let Some(now) = quick(&row.answers).await? else {
            return Ok(Vec::new());
        };
        let before = match before {
            Some((version, answers)) if version != row.version && flow::has_preview(answers) => {
                quick(answers).await?
            }
            _ => None,
        };
        let locale = self.web.templates.locale();
        Ok(preview_rows(
            locale,
            &self.app.content,
            &now,
            before.as_deref(),
        ))
    }
}

/// Redirects to a page of the intake that a token opens.
pub fn redirect_to(token: &str, page: &str) -> Response {
    see_other(&format!("/intake/{token}/{page}"))
}

/// The first step with an open core question, or the review, which asks for the contact.
pub fn first_open_page<'a>(known: &'a Questionnaire, answers: &Answers) -> &'a str {
    let is_contact = |id: &str| contact_step(known).is_some_and(|step| step.id == id);
    match next_step(known, answers) {
        Some(step)
            if !is_contact(&step.id) || !missing_before_review(known, answers).is_empty() =>
        {
            &step.id
        }
        _ => REVIEW,
    }
}

/// A page of the intake, which may save answers one by one.
pub fn page(text: String) -> Response {
    page_with_status(StatusCode::OK, text)
}

/// The same with another status.
pub fn page_with_status(status: StatusCode, text: String) -> Response {
    with_requests(html(text).with_status(status).into_response())
}

/// A response for a script.
///
/// # Errors
/// 500 when `body` cannot be written as JSON.
pub fn json(status: StatusCode, body: &impl Serialize) -> poem::Result<Response> {
    let bytes = serde_json::to_vec(body).map_err(InternalServerError)?;
    let response = Response::builder().status(status);
    Ok(response.content_type("application/json").body(bytes))
}
