//! The review of all answers, which asks for the contact and sends them.

mod answers;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use poem::Response;
use serde::Serialize;

use super::form::FormValues;
use super::form::sent::{HONEYPOT, Submission};
use super::navigation::contact_step;
use super::preview::PreviewRow;
use super::question::{FormView, QuestionView};
use super::session::{Session, page, page_with_status};
use super::step::{add_missing, status_of, typed_values};
use super::view::{Bar, ConflictView, ErrorLink, IntakeView, REVIEW, error_links, question_of};
use crate::content::questionnaire::Question;
use crate::flow::{self, FlowError, SentBy};
use crate::http::Problem;
use crate::intake::{Conflict, FieldError, missing, missing_before_review, visible};
use crate::report::DecisionField;
use crate::store::IntakeRow;
use crate::web::shared::response::{rendered, see_other};
use crate::web::shared::templates::{RenderResult, Templates};

pub use answers::{AnswerSection, answer_sections, answer_text};

/// The form of the review.
#[derive(Clone, Copy)]
pub struct ReviewForm<'a> {
    /// The values of its fields.
    pub values: &'a FormValues,
    /// What is wrong with them.
    pub errors: &'a [FieldError],
    /// The answers that another window changed as well.
    pub conflicts: &'a [Conflict],
    /// Whether to name what keeps the intake from being submitted.
    pub is_refused: bool,
}

#[derive(Serialize)]
struct ReviewPage<'a> {
    section: &'static str,
    token: &'a str,
    version: i64,
    nonce: &'a str,
    honeypot: &'static str,
    bar: Bar<'a>,
    preview: &'a [PreviewRow],
    figures: &'a [DecisionField],
    complete: bool,
    sections: Vec<AnswerSection>,
    /// The number of optional questions without an answer.
    open: usize,
    contact_step: &'a str,
    contact: Vec<QuestionView<'a>>,
    errors: Vec<ErrorLink>,
    conflicts: Vec<ConflictView>,
}

pub(super) async fn show(session: &Session<'_>) -> poem::Result<Response> {
    let form = ReviewForm {
        values: &FormValues::from_answers(&session.row.answers),
        errors: &[],
        conflicts: &[],
        is_refused: false,
    };
    render(session, &session.row, form).await.map(page)
}

/// Saves the contact, submits the intake, then redirects to the report or shows the review again with what is missing.
pub(super) async fn submit(session: &Session<'_>, values: FormValues) -> poem::Result<Response> {
    let sent = Submission::read(session.questionnaire(), values, []);
    let sent_by = SentBy {
        left_honeypot_empty: sent.honeypot.is_empty(),
        has_nonce: sent.nonce == flow::form_nonce(session.app, &session.row),
    };
    let Some(saved) = session.save(&sent).await? else {
        return session.redirect_to_report().await;
    };
    let mut errors = saved.errors;
    if errors.is_empty() && saved.conflicts.is_empty() {
        match flow::submit(session.app, session.client, session.row.id, None, sent_by).await {
            Ok(submitted) => {
                return Ok(see_other(&format!("/reports/{}", submitted.report_token)));
            }
            Err(FlowError::Invalid(_)) => {}
            Err(error) => return Err(Problem::from(error).into()),
        }
    }
    let row = &saved.row;
    let known = session.questionnaire();
    add_missing(known, &mut errors, missing(known, &row.answers));
    let values = typed_values(&row.answers, &sent.values, &errors, &saved.conflicts);
    let form = ReviewForm {
        values: &values,
        errors: &errors,
        conflicts: &saved.conflicts,
        is_refused: true,
    };
    let text = render(session, row, form).await?;
    Ok(page_with_status(status_of(&saved.conflicts), text))
}

async fn render(
    session: &Session<'_>,
    row: &IntakeRow,
    form: ReviewForm<'_>,
) -> poem::Result<String> {
    flow::prepare_advice(session.app, &Arc::new(row.clone()));
    let preview = session.preview(row).await?;
    let figures = session.figures(row).await?;
    let view = session.view(row, &preview);
    let nonce = flow::form_nonce(session.app, row);
    rendered(review_page(
        &session.web.templates,
        &view,
        &figures,
        &nonce,
        form,
    ))
}

/// Renders the review with what the stack so far takes.
///
/// # Errors
/// See [`RenderError`](crate::web::shared::templates::RenderError).
pub fn review_page(
    templates: &Templates,
    intake: &IntakeView<'_>,
    figures: &[DecisionField],
    nonce: &str,
    form: ReviewForm<'_>,
) -> RenderResult {
    let locale = templates.locale();
    let (questionnaire, answers) = (intake.questionnaire, intake.answers);
    let step = contact_step(questionnaire);
    let is_here = |id: &str| {
        let mut questions = step.iter().flat_map(|step| &step.questions);
        questions.any(|question| question.id == id)
    };
    let form_view = FormView {
        locale,
        questionnaire,
        saved: answers,
        values: form.values,
        errors: form.errors,
    };
    let steps = visible(questionnaire, answers);
    let shown = steps.iter().flat_map(|visible| &visible.questions).copied();
    let (contact, others): (Vec<&Question>, Vec<&Question>) =
        shown.partition(|question| is_here(&question.id));
    let is_open =
        |question: &&&Question| !question.is_core() && answers.answer(&question.id).is_none();
    let mut sections = answer_sections(locale, questionnaire, answers);
    sections.retain(|section| step.is_none_or(|step| step.id != section.id));
    let mut errors = Vec::new();
    if form.is_refused {
        errors.extend(sections.iter().flat_map(AnswerSection::errors));
        let of_contact: Vec<FieldError> = form
            .errors
            .iter()
            .filter(|error| {
                is_here(question_of(error)) || questionnaire.question(question_of(error)).is_none()
            })
            .cloned()
            .collect();
        errors.extend(error_links(locale, questionnaire, &of_contact));
    }
    let page = ReviewPage {
        section: "intake",
        token: intake.token,
        version: intake.version,
        nonce,
        honeypot: HONEYPOT,
        bar: intake.bar(locale, REVIEW),
        preview: intake.preview,
        figures,
        complete: missing_before_review(questionnaire, answers).is_empty(),
        open: others.iter().filter(is_open).count(),
        sections,
        contact_step: step.map_or(REVIEW, |step| &step.id),
        contact: contact
            .into_iter()
            .map(|question| QuestionView::new(form_view, question))
            .collect(),
        errors,
        conflicts: intake.conflicts(locale, form.conflicts),
    };
    templates.render("intake/review.html", &page)
}
