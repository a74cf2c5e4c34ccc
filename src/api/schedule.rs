//! Scheduled jobs with their last and next tick.

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Tag;
use super::access::{Operators, Staff};
use super::failures::Common;
use crate::jobs::schedule;
use crate::services::Services;

/// A scheduled job.
#[derive(Debug, Object)]
struct ScheduledJob {
    /// The name of the job and of its queue.
    job: String,
    /// When it is due, as a cron expression in UTC.
    cron: String,
    /// The last tick that fired; absent before the first.
    #[oai(skip_serializing_if_is_none)]
    last_tick_at: Option<DateTime<Utc>>,
    /// The next tick; absent if there is none.
    #[oai(skip_serializing_if_is_none)]
    next_tick_at: Option<DateTime<Utc>>,
}

impl From<schedule::Progress> for ScheduledJob {
    fn from(row: schedule::Progress) -> Self {
        Self {
            job: row.job.to_owned(),
            cron: row.cron,
            last_tick_at: row.last_tick_at,
            next_tick_at: row.next_tick_at,
        }
    }
}

/// All scheduled jobs.
#[derive(Debug, Object)]
struct ScheduledJobs {
    /// The jobs.
    items: Vec<ScheduledJob>,
}

pub(super) struct ScheduleApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Jobs")]
impl ScheduleApi {
    /// List scheduled jobs with their last and next tick
    #[oai(path = "/schedule", method = "get", operation_id = "list_schedule")]
    async fn list(
        &self,
        Data(app): Data<&Services>,
        _staff: Staff<Operators>,
    ) -> Result<Json<ScheduledJobs>, Common> {
        Ok(Json(ScheduledJobs {
            items: schedule::progress(app)
                .await?
                .into_iter()
                .map(Into::into)
                .collect(),
        }))
    }
}
