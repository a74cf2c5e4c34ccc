//! Dead letters: jobs that failed for good, why, and what they did not deliver.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::access::{Operators, Staff};
use super::deliveries::Delivery;
use super::failures::Common;
use super::{Limit, Tag, cursor};
use crate::ids::{JobId, LeadId};
use crate::operate;
use crate::services::Services;
use crate::store::{self, Attempt, JobFilter, JobRow, JobState, Subject};

/// A dead job.
#[derive(Debug, Object)]
struct DeadLetter {
    /// The job's ULID; retry or discard the job at `/jobs/{id}`.
    job: String,
    /// The queue, named after the job.
    queue: String,
    /// The lead it worked for.
    #[oai(skip_serializing_if_is_none)]
    lead: Option<LeadId>,
    /// Attempts since it was enqueued or last retried by an operator, without those that only waited.
    attempts: i64,
    /// When its last attempt ended.
    #[oai(skip_serializing_if_is_none)]
    died_at: Option<DateTime<Utc>>,
    /// Why its last attempt failed.
    #[oai(skip_serializing_if_is_none)]
    error: Option<String>,
    /// What was not delivered; absent for a job that delivers nothing.
    #[oai(skip_serializing_if_is_none)]
    delivery: Option<Delivery>,
}

/// A page of dead jobs, newest first.
#[derive(Debug, Object)]
struct DeadLetterPage {
    /// The dead jobs.
    items: Vec<DeadLetter>,
    /// Send as `cursor` for the next page; absent on the last.
    #[oai(skip_serializing_if_is_none)]
    next: Option<String>,
}

pub(super) struct DeadLetters;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Jobs")]
impl DeadLetters {
    /// List dead jobs with their last error, newest first
    #[oai(
        path = "/dead-letters",
        method = "get",
        operation_id = "list_dead_letters"
    )]
    async fn list(
        &self,
        Data(app): Data<&Services>,
        _staff: Staff<Operators>,
        /// Part of the error of an attempt, from the beginning of a word; case and accents are ignored.
        #[oai(validator(max_length = 200))]
        error: Query<Option<String>>,
        /// `next` of the previous page.
        #[oai(name = "cursor")]
        after: Query<Option<String>>,
        /// Rows per page.
        limit: Query<Option<Limit>>,
    ) -> Result<Json<DeadLetterPage>, Common> {
        let filter = JobFilter {
            state: Some(JobState::Dead),
            error: error.0,
            cursor: cursor::<JobId>(after.0.as_deref())?,
            ..JobFilter::default()
        };
        let page = app.db.jobs(&filter, Limit::or_default(limit.0)).await?;
        let ids: Vec<JobId> = page.items.iter().map(|row| row.id).collect();
        let attempts: HashMap<JobId, Attempt> =
            app.db.last_attempts(&ids).await?.into_iter().collect();
        let subjects: Vec<Subject> = page.items.iter().filter_map(|row| row.subject).collect();
        let deliveries = app.db.deliveries_of(&subjects).await?;
        let items = page
            .items
            .into_iter()
            .map(|row| dead_letter(row, &attempts, &deliveries))
            .collect();
        Ok(Json(DeadLetterPage {
            items,
            next: page.next.map(|next| next.encode()),
        }))
    }
}

fn dead_letter(
    row: JobRow,
    attempts: &HashMap<JobId, Attempt>,
    deliveries: &[store::Delivery],
) -> DeadLetter {
    let last = attempts.get(&row.id);
    let key = operate::key_of(&row);
    let delivery = key
        .and_then(|key| deliveries.iter().find(|one| one.key() == key))
        .cloned();
    DeadLetter {
        job: row.id.to_string(),
        lead: row.lead(),
        queue: row.queue,
        attempts: row.attempts,
        died_at: last.map(|last| last.ended_at),
        error: last.and_then(|last| last.error.clone()),
        delivery: delivery.and_then(Delivery::of_lead),
    }
}
