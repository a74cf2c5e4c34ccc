//! The page of one step.

#[cfg(test)]
mod tests;

use poem::Response;
use poem::http::StatusCode;
use serde::Serialize;

use super::form::FormValues;
use super::form::sent::{Submission, Then};
use super::navigation::{NextPage, next_page, shown, walk};
use super::preview::PreviewRow;
use super::question::{FormView, QuestionView};
use super::reply::{PageState, reply};
use super::session::{Session, page, page_with_status};
use super::view::{
    Bar, ConflictView, ErrorLink, IntakeView, REFINE, REVIEW, error_links, question_of,
};
use crate::content::matchup::Matchup;
use crate::content::questionnaire::{Question, Questionnaire};
use crate::http::Problem;
use crate::intake::{Answers, Conflict, FieldError, VisibleStep, visible};
use crate::store::IntakeRow;
use crate::web::shared::response::rendered;
use crate::web::shared::templates::{RenderError, Templates};

/// The form of a step.
#[derive(Clone, Copy)]
pub struct StepForm<'a> {
    /// The values of its fields.
    pub values: &'a FormValues,
    /// What is wrong with them.
    pub errors: &'a [FieldError],
    /// The answers that another window changed as well.
    pub conflicts: &'a [Conflict],
    /// The question that the answers made visible, for which the step is shown again.
    pub new_question: Option<&'a str>,
    /// Whether the visitor came from the review.
    pub returns: bool,
}

#[derive(Serialize)]
struct StepPage<'a> {
    section: &'static str,
    token: &'a str,
    version: i64,
    step: StepHead<'a>,
    bar: Bar<'a>,
    preview: &'a [PreviewRow],
    matchup: Option<&'a Matchup>,
    last: bool,
    returns: bool,
    has_new_question: bool,
    questions: Vec<QuestionView<'a>>,
    errors: Vec<ErrorLink>,
    conflicts: Vec<ConflictView>,
}

#[derive(Serialize)]
struct StepHead<'a> {
    id: &'a str,
    title: &'a str,
    intro: &'a str,
    /// Counted from 1; 0 if the visitor does not walk through this step.
    number: usize,
    total: usize,
}

/// Shows a step with the saved answers.
pub(super) async fn show(
    session: &Session<'_>,
    step: &str,
    query: &[(String, String)],
) -> poem::Result<Response> {
    let value = |name: &str| {
        let mut pairs = query.iter().filter(|(key, _)| key == name);
        pairs.next().map(|(_, value)| value.as_str())
    };
    let form = StepForm {
        values: &FormValues::from_answers(&session.row.answers),
        errors: &[],
        conflicts: &[],
        new_question: value("more"),
        returns: value("from") == Some(REVIEW),
    };
    render(session, &session.row, step, &form).await.map(page)
}

/// Saves the form of a step, then leads to the next page or shows the step again with its errors.
pub(super) async fn save(
    session: &Session<'_>,
    step: &str,
    values: FormValues,
) -> poem::Result<Response> {
    let questionnaire = session.questionnaire();
    let known = questionnaire.step(step).ok_or_else(Problem::not_found)?;
    let questions = known.questions.iter().map(|question| question.id.as_str());
    let sent = Submission::read(questionnaire, values, questions);
    let Some(saved) = session.save(&sent).await? else {
        return session.already_sent().await;
    };
    if sent.then == Then::Back {
        session.count_back(step);
    }
    let row = &saved.row;
    let mut errors = saved.errors.clone();
    let following = next_page(
        questionnaire,
        &row.answers,
        step,
        &sent.form.asked,
        sent.returns,
    );
    let mut new_question = None;
    let (page, moves_on) = match following {
        NextPage::Step(id) => (id, true),
        NextPage::Refine => (REFINE.to_owned(), true),
        NextPage::Review => (REVIEW.to_owned(), true),
        NextPage::SameStep(question) => {
            let page = format!("{step}?more={question}#question-{question}");
            new_question = Some(question);
            (page, false)
        }
        NextPage::Incomplete(left_out) => {
            // Going back or leaving may leave questions open.
            if sent.then == Then::Continue {
                add_missing(questionnaire, &mut errors, left_out);
            }
            (step.to_owned(), false)
        }
    };
    let chosen = session.page_of(&sent.then, &row.answers, step);
    let page = match chosen {
        // A script asks where "Continue" would lead.
        Some(chosen) if !(session.wants_json && sent.then == Then::Stay) => chosen,
        _ => page,
    };
    let is_refused = !errors.is_empty() || !saved.conflicts.is_empty();
    if session.wants_json {
        let before = Some((saved.before.version, &saved.before.answers));
        let preview = session.preview_since(row, before).await?;
        let view = session.view(row, &preview);
        let locale = session.web.templates.locale();
        let state = PageState {
            visible: shown_ids(questionnaire, &row.answers, step),
            next: &session.address(&page),
            moves_on: (moves_on || sent.then != Then::Continue) && !is_refused,
            errors: error_links(locale, questionnaire, &errors),
            conflicts: view.conflicts(locale, &saved.conflicts),
        };
        return reply(locale, &view, &sent.form.asked, state);
    }
    if !is_refused {
        return Ok(session.redirect_to(&page));
    }
    let values = typed_values(&row.answers, &sent.values, &errors, &saved.conflicts);
    let form = StepForm {
        values: &values,
        errors: &errors,
        conflicts: &saved.conflicts,
        new_question: new_question.as_deref(),
        returns: sent.returns,
    };
    let text = render(session, row, step, &form).await?;
    Ok(page_with_status(status_of(&saved.conflicts), text))
}

/// The status of a page that is shown again.
pub fn status_of(conflicts: &[Conflict]) -> StatusCode {
    if conflicts.is_empty() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::CONFLICT
    }
}

/// Adds what is missing, but for fields that have an error already, and puts all in the order of asking.
pub fn add_missing(
    questionnaire: &Questionnaire,
    errors: &mut Vec<FieldError>,
    missing: Vec<FieldError>,
) {
    for error in missing {
        if errors.iter().all(|known| known.field != error.field) {
            errors.push(error);
        }
    }
    errors.sort_by_key(|error| {
        let (id, field) = (question_of(error), error.field.rsplit('.').next());
        let mut questions = questionnaire.questions();
        let question = questions.position(|question| question.id == id);
        let mut fields = questionnaire
            .question(id)
            .into_iter()
            .flat_map(|question| &question.fields);
        let place = fields.position(|known| Some(known.id.as_str()) == field);
        (question.unwrap_or(usize::MAX), place)
    });
}

/// The saved answers, with those as typed that were not taken.
pub fn typed_values(
    answers: &Answers,
    typed: &FormValues,
    errors: &[FieldError],
    conflicts: &[Conflict],
) -> FormValues {
    let refused = errors.iter().map(question_of);
    let in_conflict = conflicts.iter().map(|conflict| conflict.question.as_str());
    let questions: Vec<&str> = refused.chain(in_conflict).collect();
    FormValues::from_answers(answers).with_questions_of(typed, &questions)
}

async fn render(
    session: &Session<'_>,
    row: &IntakeRow,
    step: &str,
    form: &StepForm<'_>,
) -> poem::Result<String> {
    let preview = session.preview(row).await?;
    let view = session.view(row, &preview);
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
    let Some(current) = visible_step(questionnaire, answers, step) else {
        return Ok(None);
    };
    let walk = walk(questionnaire, answers);
    let place = walk.iter().position(|visible| visible.step.id == step);
    let form_view = FormView {
        locale,
        questionnaire,
        saved: answers,
        values: form.values,
        errors: form.errors,
    };
    let shown = shown(&current, answers);
    let is_shown = |id: &str| shown.iter().any(|question| question.id == id);
    let views = current.step.questions.iter().filter_map(|question| {
        let is_shown = is_shown(&question.id);
        let waits = is_shown || waits_for_an_answer(questionnaire, answers, question);
        waits.then(|| {
            let mut view = QuestionView::new(form_view, question);
            view.hidden = !is_shown;
            view.focus = form.new_question == Some(question.id.as_str());
            view
        })
    });
    let page = StepPage {
        section: "intake",
        token: intake.token,
        version: intake.version,
        step: StepHead {
            id: &current.step.id,
            title: &current.step.title,
            intro: &current.step.intro,
            number: place.map_or(0, |place| place + 1),
            total: walk.len(),
        },
        bar: intake.bar(locale, step),
        preview: intake.preview,
        matchup: intake.matchup.filter(|_| place == Some(0)),
        last: place.is_none_or(|place| place + 1 == walk.len()) || form.returns,
        returns: form.returns,
        has_new_question: form.new_question.is_some(),
        questions: views.collect(),
        errors: error_links(locale, questionnaire, form.errors),
        conflicts: intake.conflicts(locale, form.conflicts),
    };
    templates.render("intake/step.html", &page).map(Some)
}

fn visible_step<'a>(
    questionnaire: &'a Questionnaire,
    answers: &Answers,
    step: &str,
) -> Option<VisibleStep<'a>> {
    let mut steps = visible(questionnaire, answers).into_iter();
    steps.find(|visible| visible.step.id == step)
}

/// The questions that the page of a step shows.
fn shown_ids<'a>(questionnaire: &'a Questionnaire, answers: &Answers, step: &str) -> Vec<&'a str> {
    let current = visible_step(questionnaire, answers, step);
    let questions = current.map(|current| shown(&current, answers));
    let questions = questions.into_iter().flatten();
    questions.map(|question| question.id.as_str()).collect()
}

/// Whether another answer can make this essential question visible: it is on the path of these answers.
fn waits_for_an_answer(
    questionnaire: &Questionnaire,
    answers: &Answers,
    question: &Question,
) -> bool {
    let is_on_path = |path: &String| {
        let taken = questionnaire.path(answers);
        taken.is_some_and(|taken| taken.id == *path)
    };
    question.is_core() && question.path.as_ref().is_none_or(is_on_path)
}
