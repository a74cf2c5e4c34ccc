//! One request to an intake: the stored row, and where to redirect.

use poem::Response;

use super::view::IntakeView;
use crate::content::questionnaire::Questionnaire;
use crate::flow::{self, ClientNetwork, FlowError, QueueLimit};
use crate::http::{LostLink, Problem};
use crate::intake::{Answers, next_step, progress};
use crate::services::AdvisorError;
use crate::services::Services;
use crate::store::{IntakeRow, IntakeStatus};
use crate::web::Web;
use crate::web::shared::response::see_other;
use crate::web::shared::stack_summary::{StackRow, stack_rows};

/// The percentage of answered core questions from which on the stack so far is shown.
const PREVIEW_PERCENT: u8 = 50;

/// An intake opened by its token.
pub struct Session<'a> {
    pub app: &'a Services,
    pub web: &'a Web,
    pub client: ClientNetwork,
    pub row: IntakeRow,
    pub token: String,
}

impl<'a> Session<'a> {
    /// Loads the intake of a token; fails with 404 or 410 if the token opens none.
    pub async fn load(
        app: &'a Services,
        web: &'a Web,
        client: ClientNetwork,
        token: String,
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
        })
    }

    pub fn is_submitted(&self) -> bool {
        self.row.status == IntakeStatus::Submitted
    }

    /// Redirects a submitted intake to its report; submitting again returns the same report.
    pub async fn redirect_to_report(&self) -> poem::Result<Response> {
        let submitted = flow::submit(self.app, self.client, self.row.id, None)
            .await
            .map_err(Problem::from)?;
        Ok(see_other(&format!("/reports/{}", submitted.report_token)))
    }

    /// Redirects to another page of this intake.
    pub fn redirect_to(&self, page: &str) -> Response {
        redirect_to(&self.token, page)
    }

    pub fn first_open_page(&self) -> &str {
        first_open_page(self.questionnaire(), &self.row.answers)
    }

    /// The questionnaire under which the intake began.
    pub fn questionnaire(&self) -> &'a Questionnaire {
        self.row.questionnaire(&self.app.content)
    }

    /// What the templates need of the intake.
    pub fn view<'v>(&'v self, answers: &'v Answers, preview: &'v [StackRow]) -> IntakeView<'v> {
        IntakeView {
            questionnaire: self.questionnaire(),
            answers,
            token: &self.token,
            preview,
        }
    }

    /// The stack so far, or nothing: while answers are few, or if too many requests wait for a recommendation.
    pub async fn preview(&self, row: &IntakeRow) -> poem::Result<Vec<StackRow>> {
        let content = &self.app.content;
        if progress(self.questionnaire(), &row.answers).percent < PREVIEW_PERCENT {
            return Ok(Vec::new());
        }
        match flow::advice(self.app, row, QueueLimit::Bounded).await {
            Ok(advice) => Ok(stack_rows(self.web.templates.locale(), content, &advice)),
            Err(FlowError::Advice(AdvisorError::Busy)) => Ok(Vec::new()),
            Err(error) => Err(Problem::from(error).into()),
        }
    }
}

/// Redirects to a page of the intake that a token opens.
pub fn redirect_to(token: &str, page: &str) -> Response {
    see_other(&format!("/intake/{token}/{page}"))
}

/// The first step with an open core question, or the review.
pub fn first_open_page<'a>(known: &'a Questionnaire, answers: &Answers) -> &'a str {
    next_step(known, answers).map_or("review", |step| &step.id)
}
