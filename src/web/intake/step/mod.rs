//! The page of one step.

#[cfg(test)]
mod tests;

use poem::Response;
use serde::Serialize;

use super::form::FormValues;
use super::navigation::{NextPage, next_page};
use super::question::QuestionView;
use super::session::Session;
use super::view::{ErrorLink, IntakeView, StepLink, error_links};
use crate::flow::{self, FlowError};
use crate::http::Problem;
use crate::intake::{FieldError, progress, visible};
use crate::store::IntakeRow;
use crate::web::shared::response::{html, rendered, unprocessable};
use crate::web::shared::stack_summary::StackRow;
use crate::web::shared::templates::{RenderError, Templates};

/// A step with so few questions shows the optional ones as well.
const FEW: usize = 4;

/// The form of a step.
#[derive(Clone, Copy)]
pub struct StepForm<'a> {
    /// The values of its fields.
    pub values: &'a FormValues,
    /// What is wrong with them.
    pub errors: &'a [FieldError],
    /// Whether the step is shown again because answers made further questions of it visible.
    pub has_new_questions: bool,
}

#[derive(Serialize)]
struct StepPage<'a> {
    section: &'static str,
    token: &'a str,
    step: StepHead<'a>,
    steps: Vec<StepLink<'a>>,
    preview: &'a [StackRow],
    back: Option<&'a str>,
    last: bool,
    percent: u8,
    has_new_questions: bool,
    questions: Vec<QuestionView<'a>>,
    refine: Vec<QuestionView<'a>>,
    refine_open: bool,
    errors: Vec<ErrorLink>,
}

#[derive(Serialize)]
struct StepHead<'a> {
    id: &'a str,
    title: &'a str,
    intro: &'a str,
    number: usize,
    total: usize,
    /// The label of the visitor's path; empty before it is known.
    path: &'a str,
}

/// Shows a step with the saved answers.
pub(super) async fn show(
    session: &Session<'_>,
    step: &str,
    query: &[(String, String)],
) -> poem::Result<Response> {
    let has_new_questions = query.iter().any(|(name, _)| name == "more");
    let form = StepForm {
        values: &FormValues::from_answers(&session.row.answers),
        errors: &[],
        has_new_questions,
    };
    render(session, &session.row, step, &form).await.map(html)
}

/// Saves a step, then redirects to the next page or shows the step again with its errors.
pub(super) async fn save(
    session: &Session<'_>,
    step: &str,
    mut values: FormValues,
) -> poem::Result<Response> {
    let (app, client, row) = (session.app, session.client, &session.row);
    let questionnaire = session.questionnaire();
    let finish_later = values.take("then").as_deref() == Some("later");
    let raw = values.to_raw(questionnaire);
    let saved = match flow::save_step(app, client, row.id, step, &raw, None).await {
        Ok(saved) => saved,
        Err(FlowError::Invalid(errors)) => {
            return show_errors(session, row, step, &values, &errors).await;
        }
        Err(error) => return Err(Problem::from(error).into()),
    };
    if finish_later {
        return Ok(session.redirect_to("saved"));
    }
    match next_page(questionnaire, &row.answers, &saved.answers, step) {
        NextPage::SameStep => Ok(session.redirect_to(&format!("{step}?more"))),
        NextPage::Step(following) => Ok(session.redirect_to(&following)),
        NextPage::Review => Ok(session.redirect_to("review")),
        NextPage::Incomplete(errors) => {
            let values = FormValues::from_answers(&saved.answers);
            show_errors(session, &saved, step, &values, &errors).await
        }
    }
}

async fn show_errors(
    session: &Session<'_>,
    row: &IntakeRow,
    step: &str,
    values: &FormValues,
    errors: &[FieldError],
) -> poem::Result<Response> {
    let form = StepForm {
        values,
        errors,
        has_new_questions: false,
    };
    render(session, row, step, &form).await.map(unprocessable)
}

async fn render(
    session: &Session<'_>,
    row: &IntakeRow,
    step: &str,
    form: &StepForm<'_>,
) -> poem::Result<String> {
    let preview = session.preview(row).await?;
    let view = session.view(&row.answers, &preview);
    let page = step_page(&session.web.templates, &view, step, form).transpose();
    rendered(page.ok_or_else(Problem::not_found)?)
}

/// Renders the page of one step; `None` if these answers show no such step.
///
/// # Errors
/// See [`RenderError`].
pub fn step_page(
    templates: &Templates,
    intake: &IntakeView<'_>,
    step: &str,
    form: &StepForm<'_>,
) -> Result<Option<String>, RenderError> {
    let locale = templates.locale();
    let (questionnaire, answers) = (intake.questionnaire, intake.answers);
    let steps = visible(questionnaire, answers);
    let Some(index) = steps.iter().position(|visible| visible.step.id == step) else {
        return Ok(None);
    };
    let current = &steps[index];
    let questions = |is_core: bool| -> Vec<_> {
        current
            .questions
            .iter()
            .filter(|question| question.is_core() == is_core)
            .map(|question| {
                QuestionView::new(locale, questionnaire, question, form.values, form.errors)
            })
            .collect()
    };
    let refine = questions(false);
    let page = StepPage {
        section: "intake",
        token: intake.token,
        step: StepHead {
            id: &current.step.id,
            title: &current.step.title,
            intro: &current.step.intro,
            number: index + 1,
            total: steps.len(),
            path: questionnaire
                .path(answers)
                .map_or("", |path| path.label.as_str()),
        },
        steps: intake.steps(Some(step)),
        preview: intake.preview,
        back: index
            .checked_sub(1)
            .map(|previous| steps[previous].step.id.as_str()),
        last: index + 1 == steps.len(),
        percent: progress(questionnaire, answers).percent,
        has_new_questions: form.has_new_questions,
        // Folded questions are skipped, and a path of few questions has none to spare.
        refine_open: refine.iter().any(QuestionView::is_touched) || current.questions.len() <= FEW,
        questions: questions(true),
        refine,
        errors: error_links(locale, questionnaire, form.errors),
    };
    templates.render("intake/step.html", &page).map(Some)
}
