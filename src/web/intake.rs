//! The visitor answers, step by step: each step is saved and then left by a redirect, so that reloading repeats nothing.

use poem::http::header::ACCEPT_LANGUAGE;
use poem::web::{Data, Form, Path, Query};
use poem::{Request, Response, handler};

use super::answer::{html, refused, rendered, see_other};
use super::next::{Next, next};
use super::review::{review_page, saved_page};
use super::stack::{StackRow, stack_rows};
use super::start::Arrival;
use super::step::{Attempt, Intake, step_page};
use super::values::Values;
use crate::api::Failure;
use crate::app::App;
use crate::content::language::Language;
use crate::flow::{self, ClientNetwork, FlowError, Patience};
use crate::intake::{Answers, FieldError, next_step, progress};
use crate::services::AdvisorError;
use crate::store::{IntakeRow, IntakeStatus};

/// From this share of the essential questions on, the stack so far is worth showing.
const ENOUGH_TO_SHOW: u8 = 50;

const MORE: &str = "Your answers brought up something more on this page.";

type Pairs = Vec<(String, String)>;

#[handler]
pub(super) async fn begin(
    request: &Request,
    Data(app): Data<&App>,
    Data(client): Data<&ClientNetwork>,
    Form(pairs): Form<Pairs>,
) -> poem::Result<Response> {
    let arrival = Arrival::read(&pairs);
    // A matchup that was renamed since the visitor opened the page must not keep them from answering.
    let matchup = arrival
        .matchup
        .as_deref()
        .filter(|slug| app.content.matchup(slug).is_some());
    let language = request.header(ACCEPT_LANGUAGE).and_then(Language::accepted);
    let begun = flow::begin(app, *client, matchup, &arrival.campaign, language)
        .await
        .map_err(Failure::from)?;
    Ok(to(
        &begun.resume_token,
        first_open(app, &Answers::default()),
    ))
}

#[handler]
pub(super) async fn resume(
    Data(app): Data<&App>,
    Data(client): Data<&ClientNetwork>,
    Path(token): Path<String>,
) -> poem::Result<Response> {
    let row = flow::resume(app, &token).await.map_err(Failure::from)?;
    if row.status == IntakeStatus::Submitted {
        return to_report(app, *client, &row).await;
    }
    Ok(to(&token, first_open(app, &row.answers)))
}

#[handler]
pub(super) async fn show(
    Data(app): Data<&App>,
    Data(client): Data<&ClientNetwork>,
    Path((token, page)): Path<(String, String)>,
    Query(query): Query<Pairs>,
) -> poem::Result<Response> {
    let row = flow::resume(app, &token).await.map_err(Failure::from)?;
    if row.status == IntakeStatus::Submitted {
        return to_report(app, *client, &row).await;
    }
    let preview = preview(app, &row).await?;
    let intake = intake(app, &row.answers, &token, &preview);
    let templates = &app.web.templates;
    match page.as_str() {
        "review" => rendered(review_page(templates, &intake, false)).map(html),
        "saved" => rendered(saved_page(
            templates,
            &intake,
            &format!("{}/intake/{token}", app.config.base_url()),
        ))
        .map(html),
        step => {
            let notice = query.iter().any(|(name, _)| name == "more").then_some(MORE);
            step_with(
                app,
                &intake,
                step,
                &Values::from_answers(&row.answers),
                &[],
                notice,
            )
            .map(html)
        }
    }
}

#[handler]
pub(super) async fn send(
    Data(app): Data<&App>,
    Data(client): Data<&ClientNetwork>,
    Path((token, page)): Path<(String, String)>,
    Form(pairs): Form<Pairs>,
) -> poem::Result<Response> {
    let row = flow::resume(app, &token).await.map_err(Failure::from)?;
    if row.status == IntakeStatus::Submitted {
        return to_report(app, *client, &row).await;
    }
    if page == "submit" {
        submit(app, *client, &row, &token).await
    } else {
        save(app, *client, &row, &token, &page, Values::from_form(pairs)).await
    }
}

async fn save(
    app: &App,
    client: ClientNetwork,
    row: &IntakeRow,
    token: &str,
    step: &str,
    mut values: Values,
) -> poem::Result<Response> {
    let known = &app.content.questionnaire;
    let later = values.take("then").as_deref() == Some("later");
    let saved = match flow::save_step(app, client, row.id, step, &values.raw(known), None).await {
        Ok(saved) => saved,
        Err(FlowError::Invalid(errors)) => {
            let preview = preview(app, row).await?;
            return step_with(
                app,
                &intake(app, &row.answers, token, &preview),
                step,
                &values,
                &errors,
                None,
            )
            .map(refused);
        }
        Err(error) => return Err(Failure::from(error).into()),
    };
    if later {
        return Ok(to(token, "saved"));
    }
    match next(known, &row.answers, &saved.answers, step) {
        Next::More => Ok(to(token, &format!("{step}?more"))),
        Next::Step(following) => Ok(to(token, &following)),
        Next::Review => Ok(to(token, "review")),
        Next::Incomplete(errors) => {
            let preview = preview(app, &saved).await?;
            let intake = intake(app, &saved.answers, token, &preview);
            step_with(
                app,
                &intake,
                step,
                &Values::from_answers(&saved.answers),
                &errors,
                None,
            )
            .map(refused)
        }
    }
}

async fn submit(
    app: &App,
    client: ClientNetwork,
    row: &IntakeRow,
    token: &str,
) -> poem::Result<Response> {
    match flow::submit(app, client, row.id, None).await {
        Ok(submitted) => Ok(see_other(&format!("/reports/{}", submitted.report_token))),
        Err(FlowError::Invalid(_)) => {
            let preview = preview(app, row).await?;
            rendered(review_page(
                &app.web.templates,
                &intake(app, &row.answers, token, &preview),
                true,
            ))
            .map(refused)
        }
        Err(error) => Err(Failure::from(error).into()),
    }
}

/// Submitting again what was submitted gives the report it led to.
async fn to_report(app: &App, client: ClientNetwork, row: &IntakeRow) -> poem::Result<Response> {
    let submitted = flow::submit(app, client, row.id, None)
        .await
        .map_err(Failure::from)?;
    Ok(see_other(&format!("/reports/{}", submitted.report_token)))
}

fn to(token: &str, page: &str) -> Response {
    see_other(&format!("/intake/{token}/{page}"))
}

fn first_open<'a>(app: &'a App, answers: &Answers) -> &'a str {
    next_step(&app.content.questionnaire, answers).map_or("review", |step| &step.id)
}

fn intake<'a>(
    app: &'a App,
    answers: &'a Answers,
    token: &'a str,
    preview: &'a [StackRow],
) -> Intake<'a> {
    Intake {
        questionnaire: &app.content.questionnaire,
        answers,
        token,
        preview,
    }
}

fn step_with(
    app: &App,
    intake: &Intake<'_>,
    step: &str,
    values: &Values,
    errors: &[FieldError],
    notice: Option<&str>,
) -> poem::Result<String> {
    let page = step_page(
        &app.web.templates,
        intake,
        step,
        &Attempt {
            values,
            errors,
            notice,
        },
    )
    .transpose();
    rendered(page.ok_or_else(Failure::not_found)?)
}

/// The stack for the answers so far, once there are enough. Where too many wait for theirs, the page is shown without it.
async fn preview(app: &App, row: &IntakeRow) -> poem::Result<Vec<StackRow>> {
    if progress(&app.content.questionnaire, &row.answers).percent < ENOUGH_TO_SHOW {
        return Ok(Vec::new());
    }
    match flow::advice(app, row, Patience::Bounded).await {
        Ok(advice) => Ok(stack_rows(&app.content, &advice)),
        Err(FlowError::Advice(AdvisorError::Busy)) => Ok(Vec::new()),
        Err(error) => Err(Failure::from(error).into()),
    }
}
