//! Actions on many jobs at once.

use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};

use super::access::{Operators, Staff};
use super::failures::{InvalidFields, OneOf, OtherJobs};
use super::{Moment, Tag};
use crate::http::Problem;
use crate::i18n::message;
use crate::ids::LeadId;
use crate::operate::{self, Action};
use crate::services::Services;
use crate::store::{JobFilter, JobState, Subject};

/// An action on a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
enum JobAction {
    /// Run it now, with the full number of attempts.
    Retry,
    /// Make its next attempt now; earlier attempts still count.
    RunNow,
    /// Make its next attempt at `until`.
    Snooze,
    /// Stop it: at once if it waits, within about a second if it is running.
    Cancel,
    /// Dismiss a dead or cancelled job.
    Discard,
}

/// The jobs to act on; absent fields match every job.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct BulkFilter {
    /// Their state.
    status: Option<JobState>,
    /// The queue.
    #[oai(validator(max_length = 100))]
    queue: Option<String>,
    /// The lead they work for.
    lead: Option<LeadId>,
    /// Enqueued at this time or later.
    since: Option<Moment>,
    /// Enqueued before this time.
    before: Option<Moment>,
    /// Part of the error of an attempt, from the beginning of a word; case and accents are ignored.
    #[oai(validator(max_length = 200))]
    error: Option<String>,
}

/// An action on many jobs.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct Bulk {
    /// The action.
    action: JobAction,
    /// The jobs to act on.
    filter: BulkFilter,
    /// For `snooze`: between 1 minute and 1 year from now.
    until: Option<Moment>,
    /// The number of matching jobs, from an earlier count. If absent, the jobs are only counted.
    expected: Option<u32>,
}

/// The result of an action on many jobs.
#[derive(Debug, Object)]
struct BulkDone {
    /// The number of jobs that match the filter, up to 10,000; send it as `expected` to act on them.
    matching: u32,
    /// The number of jobs acted on; absent after a count. Jobs in an unsuitable state are skipped.
    #[oai(skip_serializing_if_is_none)]
    done: Option<u32>,
}

pub(super) struct BulkApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Jobs")]
impl BulkApi {
    /// Act on all jobs that match a filter, or count them
    #[oai(path = "/jobs/bulk", method = "post", operation_id = "steer_jobs")]
    async fn bulk(
        &self,
        Data(app): Data<&Services>,
        staff: Staff<Operators>,
        body: Json<Bulk>,
    ) -> Result<Json<BulkDone>, OneOf<(OtherJobs, InvalidFields)>> {
        let Bulk {
            action,
            filter,
            until,
            expected,
        } = body.0;
        let action = match (action, until) {
            (JobAction::Retry, _) => Action::Retry,
            (JobAction::RunNow, _) => Action::RunNow,
            (JobAction::Snooze, Some(until)) => operate::snooze(app, until.0)?,
            (JobAction::Snooze, None) => {
                return Err(Problem::bad_request(message!("problem-snooze-until")).into());
            }
            (JobAction::Cancel, _) => Action::Cancel,
            (JobAction::Discard, _) => Action::Discard,
        };
        let BulkFilter {
            status,
            queue,
            lead,
            since,
            before,
            error,
        } = filter;
        let filter = JobFilter {
            state: status,
            queue,
            subject: lead.map(Subject::Lead),
            since: since.map(|since| since.0),
            until: before.map(|before| before.0),
            error,
            cursor: None,
        };
        let (matching, done) = match expected {
            None => (operate::count(app, &filter).await?, None),
            Some(expected) => {
                let expected = expected as usize;
                (
                    expected,
                    Some(operate::act_on_all(app, &staff, &filter, action, expected).await?),
                )
            }
        };
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Ok(Json(BulkDone {
            matching: number(matching),
            done: done.map(number),
        }))
    }
}
