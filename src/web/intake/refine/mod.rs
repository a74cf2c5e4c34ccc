//! The optional questions whose answers would change most, on one page after the essential ones.

use poem::Response;
use serde::Serialize;

use super::form::FormValues;
use super::form::sent::{Submission, Then};
use super::preview::PreviewRow;
use super::question::{FormView, QuestionView};
use super::reply::{PageState, reply};
use super::session::{Session, page, page_with_status};
use super::step::{status_of, typed_values};
use super::view::{Bar, ConflictView, ErrorLink, IntakeView, REFINE, REVIEW, error_links};
use crate::content::questionnaire::{Kind, Question};
use crate::flow::{self, FlowError};
use crate::http::Problem;
use crate::i18n::sentence_list;
use crate::intake::{Answers, Conflict, FieldError, missing_before_review, visible};
use crate::recommendation::WorthAsking;
use crate::services::AdvisorError;
use crate::store::IntakeRow;
use crate::t;
use crate::web::shared::response::rendered;
use crate::web::shared::templates::{RenderResult, Templates};

/// The page shows this many questions at first.
const FIRST: usize = 5;
/// The page names this many layers that an answer could move.
const NAMED_LAYERS: usize = 3;

/// The form with the optional questions.
pub struct RefineForm<'a> {
    /// The questions that are worth asking, the best first.
    pub worth: &'a [WorthAsking],
    /// The questions that the page shows, in their order.
    pub asked: &'a [String],
    /// The number of optional questions that it does not show.
    pub more: usize,
    /// The values of its fields.
    pub values: &'a FormValues,
    /// What is wrong with them.
    pub errors: &'a [FieldError],
    /// The answers that another window changed as well.
    pub conflicts: &'a [Conflict],
}

#[derive(Serialize)]
struct RefinePage<'a> {
    section: &'static str,
    token: &'a str,
    version: i64,
    bar: Bar<'a>,
    preview: &'a [PreviewRow],
    questions: Vec<QuestionView<'a>>,
    more: usize,
    errors: Vec<ErrorLink>,
    conflicts: Vec<ConflictView>,
}

/// Shows the questions, all of them if the query says so; redirects to the first open step while essential ones are open,
/// and to the review when there is nothing to ask.
pub(super) async fn show(
    session: &Session<'_>,
    query: &[(String, String)],
) -> poem::Result<Response> {
    let answers = &session.row.answers;
    if !missing_before_review(session.questionnaire(), answers).is_empty() {
        return Ok(session.redirect_to(session.first_open_page()));
    }
    let worth = worth_asking(session, &session.row).await?;
    let all = open_questions(session, answers, &worth);
    let shows_all = query.iter().any(|(name, _)| name == "all");
    // Nothing that is left would change the advice.
    if all.is_empty() || worth.is_empty() && !shows_all {
        return Ok(session.redirect_to(REVIEW));
    }
    let count = if shows_all {
        all.len()
    } else {
        FIRST.min(worth.len())
    };
    let form = RefineForm {
        worth: &worth,
        asked: &all[..count],
        more: all.len() - count,
        values: &FormValues::from_answers(answers),
        errors: &[],
        conflicts: &[],
    };
    render(session, &session.row, &form).await.map(page)
}

/// Saves the answers, then leads to the review or shows the page again with its errors.
pub(super) async fn save(session: &Session<'_>, values: FormValues) -> poem::Result<Response> {
    let questionnaire = session.questionnaire();
    let sent = Submission::read(questionnaire, values, []);
    let Some(saved) = session.save(&sent).await? else {
        return session.already_sent().await;
    };
    let row = &saved.row;
    let asked = &sent.form.asked;
    let page = session
        .page_of(&sent.then, &row.answers, REFINE)
        .unwrap_or_else(|| REVIEW.to_owned());
    let is_refused = !saved.errors.is_empty() || !saved.conflicts.is_empty();
    let locale = session.web.templates.locale();
    if session.wants_json {
        let before = Some((saved.before.version, &saved.before.answers));
        let preview = session.preview_since(row, before).await?;
        let view = session.view(row, &preview);
        let known = asked.iter().filter_map(|id| questionnaire.question(id));
        let state = PageState {
            visible: known.map(|question| question.id.as_str()).collect(),
            next: &session.address(&page),
            moves_on: sent.then != Then::Stay && !is_refused,
            errors: error_links(locale, questionnaire, &saved.errors),
            conflicts: view.conflicts(locale, &saved.conflicts),
        };
        return reply(locale, &view, asked, state);
    }
    if !is_refused {
        return Ok(session.redirect_to(&page));
    }
    let values = typed_values(&row.answers, &sent.values, &saved.errors, &saved.conflicts);
    let form = RefineForm {
        worth: &[],
        asked,
        more: 0,
        values: &values,
        errors: &saved.errors,
        conflicts: &saved.conflicts,
    };
    let text = render(session, row, &form).await?;
    Ok(page_with_status(status_of(&saved.conflicts), text))
}

/// The questions that are worth asking; none if too many requests wait for advice.
async fn worth_asking(session: &Session<'_>, row: &IntakeRow) -> poem::Result<Vec<WorthAsking>> {
    match flow::worth_asking(session.app, row).await {
        Ok(worth) => Ok(worth),
        Err(FlowError::Advice(AdvisorError::Busy)) => Ok(Vec::new()),
        Err(error) => Err(Problem::from(error).into()),
    }
}

/// The optional questions without an answer: those that are worth asking, then all others in the order of asking. The
/// review asks those about the company.
fn open_questions(session: &Session<'_>, answers: &Answers, worth: &[WorthAsking]) -> Vec<String> {
    let worth = worth.iter().map(|one| one.question.clone());
    let mut ids: Vec<String> = worth.collect();
    let steps = visible(session.questionnaire(), answers).into_iter();
    let is_contact = |question: &&Question| question.kind == Kind::Contact;
    let steps = steps.filter(|step| !step.questions.iter().any(&is_contact));
    for question in steps.flat_map(|step| step.questions) {
        let is_open = !question.is_core() && answers.answer(&question.id).is_none();
        if is_open && !ids.contains(&question.id) {
            ids.push(question.id.clone());
        }
    }
    ids
}

async fn render(
    session: &Session<'_>,
    row: &IntakeRow,
    form: &RefineForm<'_>,
) -> poem::Result<String> {
    let preview = session.preview(row).await?;
    let view = session.view(row, &preview);
    rendered(refine_page(&session.web.templates, &view, form))
}

/// Renders the page.
///
/// # Errors
/// See [`RenderError`](crate::web::shared::templates::RenderError).
pub fn refine_page(
    templates: &Templates,
    intake: &IntakeView<'_>,
    form: &RefineForm<'_>,
) -> RenderResult {
    let locale = templates.locale();
    let form_view = FormView {
        locale,
        questionnaire: intake.questionnaire,
        saved: intake.answers,
        values: form.values,
        errors: form.errors,
    };
    let moves = |id: &str| {
        let worth = form.worth.iter().find(|worth| worth.question == id);
        let layers = worth.map_or(&[][..], |worth| &worth.layers);
        let named = &layers[..layers.len().min(NAMED_LAYERS)];
        match (named.is_empty(), layers.len() - named.len()) {
            (true, _) => String::new(),
            (false, 0) => t!(
                locale,
                "intake-refine-moves",
                layers = sentence_list(locale, named)
            ),
            (false, more) => t!(
                locale,
                "intake-refine-moves-more",
                layers = named.join(", "),
                more = more
            ),
        }
    };
    let questions = form.asked.iter().filter_map(|id| {
        let question = intake.questionnaire.question(id)?;
        let mut view = QuestionView::new(form_view, question);
        view.moves = moves(id);
        Some(view)
    });
    let page = RefinePage {
        section: "intake",
        token: intake.token,
        version: intake.version,
        bar: intake.bar(locale, REFINE),
        preview: intake.preview,
        questions: questions.collect(),
        more: form.more,
        errors: error_links(locale, intake.questionnaire, form.errors),
        conflicts: intake.conflicts(locale, form.conflicts),
    };
    templates.render("intake/refine.html", &page)
}
