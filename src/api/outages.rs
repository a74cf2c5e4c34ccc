//! Outages of the mail server and of webhooks.

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Tag;
use super::access::{Operators, Staff};
use super::failures::{Common, NotAway, NotFound, OneOf};
use crate::http::Problem;
use crate::jobs::Provider;
use crate::operate;
use crate::services::Services;
use crate::store::{OutageCause, OutageRow, StaffToken};

/// An outage of the mail server or of a webhook.
#[derive(Debug, Object)]
struct Outage {
    /// `mail`, or `webhook NAME`.
    target: String,
    /// Why nothing is sent.
    cause: OutageCause,
    /// When it began.
    since: DateTime<Utc>,
    /// When the next attempt is made.
    next_try_at: DateTime<Utc>,
    /// Failures since it began.
    failures: i64,
    /// The last failure.
    last_error: String,
    /// Number of jobs that wait for its end.
    waiting: i64,
}

/// The open outages.
#[derive(Debug, Object)]
struct Outages {
    /// Sorted by target.
    items: Vec<Outage>,
}

pub(super) struct OutagesApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Jobs")]
impl OutagesApi {
    /// List outages of the mail server and webhooks
    #[oai(path = "/outages", method = "get", operation_id = "list_outages")]
    async fn list(
        &self,
        Data(app): Data<&Services>,
        _staff: Staff<Operators>,
    ) -> Result<Json<Outages>, Common> {
        Ok(outages(app).await?)
    }

    /// Try the mail server now, during an outage
    #[oai(path = "/mail/try", method = "post", operation_id = "try_mail")]
    async fn try_mail(
        &self,
        Data(app): Data<&Services>,
        staff: Staff<Operators>,
    ) -> Result<Json<Outages>, OneOf<NotAway>> {
        Ok(try_now(app, &staff, Provider::Mail).await?)
    }

    /// Try a webhook now, during an outage
    #[oai(
        path = "/webhooks/:name/try",
        method = "post",
        operation_id = "try_webhook"
    )]
    async fn try_webhook(
        &self,
        Data(app): Data<&Services>,
        staff: Staff<Operators>,
        /// The name of the webhook.
        name: Path<String>,
    ) -> Result<Json<Outages>, OneOf<(NotFound, NotAway)>> {
        if !app
            .config
            .webhooks
            .iter()
            .any(|target| target.name == name.0)
        {
            return Err(Problem::not_found().into());
        }
        Ok(try_now(app, &staff, Provider::Webhook(name.0)).await?)
    }
}

async fn try_now(
    app: &Services,
    by: &StaffToken,
    provider: Provider,
) -> Result<Json<Outages>, Problem> {
    operate::try_now(app, by, &provider).await?;
    outages(app).await
}

async fn outages(app: &Services) -> Result<Json<Outages>, Problem> {
    let held = app.db.held_jobs().await?;
    let outage = |row: OutageRow| Outage {
        waiting: held
            .iter()
            .find(|(target, _)| *target == row.target)
            .map_or(0, |(_, jobs)| *jobs),
        target: row.target,
        cause: row.cause,
        since: row.since,
        next_try_at: row.next_try_at,
        failures: row.failures,
        last_error: row.last_error,
    };
    Ok(Json(Outages {
        items: app.db.outages().await?.into_iter().map(outage).collect(),
    }))
}
