//! The review of all answers before they are submitted.

mod answers;
#[cfg(test)]
mod tests;

use poem::Response;
use serde::Serialize;

use super::session::Session;
use super::view::{ErrorLink, IntakeView, StepLink};
use crate::flow::{self, FlowError};
use crate::http::Problem;
use crate::intake::{missing, visible};
use crate::web::shared::response::{html, rendered, see_other, unprocessable};
use crate::web::shared::stack_summary::StackRow;
use crate::web::shared::templates::{RenderResult, Templates};

pub use answers::{AnswerSection, answer_sections};

#[derive(Serialize)]
struct ReviewPage<'a> {
    section: &'static str,
    steps: Vec<StepLink<'a>>,
    preview: &'a [StackRow],
    token: &'a str,
    back: Option<&'a str>,
    complete: bool,
    sections: Vec<AnswerSection>,
    errors: Vec<ErrorLink>,
}

pub(super) async fn show(session: &Session<'_>) -> poem::Result<Response> {
    render(session, false).await.map(html)
}

/// Submits the intake, then redirects to the report or shows the review again with what is missing.
pub(super) async fn submit(session: &Session<'_>) -> poem::Result<Response> {
    match flow::submit(session.app, session.client, session.row.id, None).await {
        Ok(submitted) => Ok(see_other(&format!("/reports/{}", submitted.report_token))),
        Err(FlowError::Invalid(_)) => render(session, true).await.map(unprocessable),
        Err(error) => Err(Problem::from(error).into()),
    }
}

async fn render(session: &Session<'_>, with_errors: bool) -> poem::Result<String> {
    let preview = session.preview(&session.row).await?;
    let view = session.view(&session.row.answers, &preview);
    rendered(review_page(&session.web.templates, &view, with_errors))
}

/// Renders the review; `with_errors` adds a summary of what keeps the intake from being submitted.
pub fn review_page(
    templates: &Templates,
    intake: &IntakeView<'_>,
    with_errors: bool,
) -> RenderResult {
    let (questionnaire, answers) = (intake.questionnaire, intake.answers);
    let sections = answer_sections(templates.locale(), questionnaire, answers);
    let errors: Vec<_> = if with_errors {
        sections.iter().flat_map(AnswerSection::errors).collect()
    } else {
        Vec::new()
    };
    let page = ReviewPage {
        section: "intake",
        steps: intake.steps(None),
        preview: intake.preview,
        token: intake.token,
        back: visible(questionnaire, answers)
            .last()
            .map(|visible| visible.step.id.as_str()),
        complete: missing(questionnaire, answers).is_empty(),
        sections,
        errors,
    };
    templates.render("intake/review.html", &page)
}
