//! The forms of operators. Each action ends with a redirect to the page that the form was on.

use std::sync::Arc;

use chrono::TimeDelta;
use poem::web::{Data, Form, Path};
use poem::{Response, handler};
use serde::Deserialize;

use super::job::{job_id, render_job};
use crate::http::Problem;
use crate::i18n::message;
use crate::ids::DeliveryId;
use crate::jobs::{JobKind, Provider};
use crate::operate::{self, Action, OperationError};
use crate::services::Services;
use crate::store::{QueueMode, StaffToken};
use crate::web::Web;
use crate::web::shared::response::see_other;

/// The most minutes for which a job can be snoozed: a year.
const MAX_SNOOZE_MINUTES: i64 = 527_040;

#[derive(Deserialize)]
pub(super) struct ActionForm {
    action: String,
    /// The page to return to: `job:ID`, or the query of the overview.
    #[serde(default)]
    back: String,
    /// For how long to snooze a job.
    minutes: Option<i64>,
}

impl ActionForm {
    fn unknown_action() -> poem::Error {
        Problem::bad_request(message!("problem-action")).into()
    }

    fn job_action(&self, app: &Services) -> poem::Result<Action> {
        Ok(match self.action.as_str() {
            "retry" => Action::Retry,
            "run_now" => Action::RunNow,
            "snooze" => {
                let minutes = self.minutes.unwrap_or(60).clamp(1, MAX_SNOOZE_MINUTES);
                let until = app.clock.now() + TimeDelta::minutes(minutes);
                operate::snooze(app, until).map_err(Problem::from)?
            }
            "cancel" => Action::Cancel,
            "discard" => Action::Discard,
            _ => return Err(Self::unknown_action()),
        })
    }

    fn queue_mode(&self) -> poem::Result<QueueMode> {
        match self.action.as_str() {
            "pause" => Ok(QueueMode::Paused),
            "resume" => Ok(QueueMode::Running),
            "drain" => Ok(QueueMode::Draining),
            _ => Err(Self::unknown_action()),
        }
    }

    /// Redirects to the page of the form; `done` selects the notice, `section` is an anchor of the overview.
    fn redirect_back(&self, done: &str, section: &str) -> Response {
        let job = self
            .back
            .strip_prefix("job:")
            .filter(|id| id.chars().all(|c| c.is_ascii_alphanumeric()));
        if let Some(id) = job {
            return see_other(&format!("/ops/jobs/{id}?done={done}"));
        }
        // Parsed and serialised again, so that it can be nothing but a query of the overview.
        let query = form_urlencoded::parse(self.back.as_bytes());
        let known = query.filter(|(name, value)| {
            ["status", "queue", "error"].contains(&&**name) && !value.is_empty()
        });
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(known)
            .append_pair("done", done)
            .finish();
        see_other(&format!("/ops?{query}#{section}"))
    }
}

#[handler]
pub(super) async fn act_on_job(
    Data(app): Data<&Services>,
    Data(author): Data<&StaffToken>,
    Data(web): Data<&Arc<Web>>,
    Path(id): Path<String>,
    Form(form): Form<ActionForm>,
) -> poem::Result<Response> {
    let id = job_id(&id)?;
    let action = form.job_action(app)?;
    match operate::act(app, author, id, action).await {
        Ok(()) => Ok(see_other(&format!(
            "/ops/jobs/{id}?done={}",
            action.as_str()
        ))),
        Err(OperationError::State(_, reason)) => {
            render_job(app, web, id, Some(reason.text(web.templates.locale()))).await
        }
        Err(other) => Err(Problem::from(other).into()),
    }
}

#[handler]
pub(super) async fn act_on_queue(
    Data(app): Data<&Services>,
    Data(author): Data<&StaffToken>,
    Path(queue): Path<String>,
    Form(form): Form<ActionForm>,
) -> poem::Result<Response> {
    let queue = JobKind::of(&queue).ok_or_else(Problem::not_found)?;
    operate::control(app, author, queue, form.queue_mode()?)
        .await
        .map_err(Problem::from)?;
    Ok(form.redirect_back(&form.action, "queues"))
}

#[handler]
pub(super) async fn act_on_delivery(
    Data(app): Data<&Services>,
    Data(author): Data<&StaffToken>,
    Path(id): Path<DeliveryId>,
    Form(form): Form<ActionForm>,
) -> poem::Result<Response> {
    match form.action.as_str() {
        "release" => operate::release(app, author, id)
            .await
            .map_err(Problem::from)?,
        "resend" => operate::resend(app, author, id)
            .await
            .map_err(Problem::from)?,
        _ => return Err(ActionForm::unknown_action()),
    }
    Ok(form.redirect_back(&form.action, "mails"))
}

#[handler]
pub(super) async fn try_mail(
    Data(app): Data<&Services>,
    Data(author): Data<&StaffToken>,
    Form(form): Form<ActionForm>,
) -> poem::Result<Response> {
    try_now(app, author, &Provider::Mail, &form).await
}

#[handler]
pub(super) async fn try_webhook(
    Data(app): Data<&Services>,
    Data(author): Data<&StaffToken>,
    Path(name): Path<String>,
    Form(form): Form<ActionForm>,
) -> poem::Result<Response> {
    try_now(app, author, &Provider::Webhook(name), &form).await
}

async fn try_now(
    app: &Services,
    author: &StaffToken,
    provider: &Provider,
    form: &ActionForm,
) -> poem::Result<Response> {
    match operate::try_now(app, author, provider).await {
        Ok(()) => Ok(form.redirect_back("try", "main")),
        Err(OperationError::State(..)) => Ok(form.redirect_back("not_away", "main")),
        Err(other) => Err(Problem::from(other).into()),
    }
}
