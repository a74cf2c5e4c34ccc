//! Paged lists for operators and sales, newest first. Each filter in use adds a condition that an index serves, so that
//! no list scans all rows; `bench/lists` measures them.

use std::str::FromStr;

use crate::ids::{AuditId, DeliveryId, JobId, LeadId};
use chrono::{DateTime, TimeDelta, Utc};

use super::search::{Term, WordTable};
use super::select::Select;
use super::{
    Attempt, AuditRow, Cursor, Db, Delivery, DeliveryFilter, DeliveryKind, DeliveryStatus,
    JobFilter, JobRow, JobState, LeadFilter, LeadStatus, LeadSummary, Page, Result, Subject,
};

/// A job id encodes its creation time; its row was stored within this time of it.
const ID_LAG: TimeDelta = TimeDelta::hours(1);

impl Db {
    /// Returns leads, newest first, `limit` per page.
    pub async fn leads(&self, filter: &LeadFilter, limit: u32) -> Result<Page<LeadSummary>> {
        let after = filter.cursor.as_ref().and_then(id::<LeadId>);
        let alone = filter.grade.is_none() && filter.status.is_none();
        let terms = filter
            .q
            .as_deref()
            .map(Term::each)
            .filter(|terms| !terms.is_empty());
        let is_search = terms.is_some();
        let select = match terms {
            Some(terms) => {
                let select = match self.rare_word(WordTable::Lead, &terms).await? {
                    Some(range) => Select::new(
                        "with found as materialized (select lead_id from lead_words where word >= $1 and word <= $2)
                         select l.id, l.status, l.grade, l.name, l.company, l.country, l.created_at from (select distinct lead_id from found) f
                         cross join lead_search s cross join leads l where s.lead_id = f.lead_id and l.id = s.lead_id",
                    )
                    .given([range.first, range.last]),
                    // The search table is narrow and in id order, so it is read first. `cross join` forces that on
                    // SQLite, which lacks statistics right after an upgrade; with another filter the planner may choose.
                    None if alone => Select::new(
                        "select l.id, l.status, l.grade, l.name, l.company, l.country, l.created_at from lead_search s cross join leads l where l.id = s.lead_id",
                    ),
                    None => Select::new(
                        "select l.id, l.status, l.grade, l.name, l.company, l.country, l.created_at from lead_search s join leads l on l.id = s.lead_id where true",
                    ),
                };
                terms
                    .iter()
                    .fold(select, |select, term| {
                        select.and_if(r"s.folded like ? escape '\'", Some(term.pattern()))
                    })
                    .and_if("s.lead_id < ?", after)
            }
            None => Select::new(
                "select l.id, l.status, l.grade, l.name, l.company, l.country, l.created_at from leads l where true",
            )
            .and_if("l.id < ?", after),
        };
        let grade = filter.grade.as_deref().map(grade);
        let (letter, grade): (Option<String>, Option<String>) = match grade {
            Some(grade) if grade.chars().count() == 1 => (Some(grade), None),
            grade => (None, grade),
        };
        let select = select
            .and_if("substr(l.grade, 1, 1) = ?", letter)
            .and_if("l.grade = ?", grade)
            .and_if("l.status = ?", filter.status.map(LeadStatus::as_str));
        let order = if is_search { "s.lead_id" } else { "l.id" };
        let rows = select
            .newest(order, i64::from(limit) + 1)
            .rows(self)
            .await?;
        Ok(Page::cut(rows, limit, |row: &LeadSummary| {
            row.id.to_string()
        }))
    }

    /// Returns jobs, newest first, `limit` per page.
    pub async fn jobs(&self, filter: &JobFilter, limit: u32) -> Result<Page<JobRow>> {
        let error = filter.error.as_deref().map(Term::phrase);
        // Jobs that are not done, or were stopped by operators, are few: each is looked at.
        let rare = match &error {
            Some(term) if matches!(filter.state, None | Some(JobState::Done)) => {
                self.rare_word(WordTable::Error, std::slice::from_ref(term))
                    .await?
            }
            _ => None,
        };
        let select = match rare {
            Some(range) => jobs_in(filter.state)
                .and_each("s.id in (select job_id from error_words where word >= ? and word <= ?)", [range.first, range.last]),
            None => jobs_in(filter.state),
        }
            .and_if(
                "s.id < ?",
                filter.cursor.as_ref().map(|cursor| cursor.0.as_str()),
            )
            .and_if("s.queue = ?", filter.queue.as_deref())
            .and_if("s.subject = ?", filter.subject)
            .and_if("s.created_at >= ?", filter.since)
            .and_if(
                "s.id >= ?",
                filter.since.map(|since| first_id(since - ID_LAG)),
            )
            .and_if("s.created_at < ?", filter.until)
            .and_if(
                "s.id < ?",
                filter.until.map(|until| first_id(until + ID_LAG)),
            )
            .and_if(
                r"exists (select 1 from job_attempts f where f.job_id = s.id and f.error is not null and f.error_folded like ? escape '\')",
                error.map(|term| term.pattern()),
            );
        let rows: Vec<JobRow> = select
            .newest("s.id", i64::from(limit) + 1)
            .rows(self)
            .await?;
        Ok(Page::cut(
            rows.into_iter().map(JobRow::without_waits).collect(),
            limit,
            |row| row.id.to_string(),
        ))
    }

    /// Returns the last attempt of each of these jobs, with the id of its job.
    pub async fn last_attempts(&self, jobs: &[JobId]) -> Result<Vec<(JobId, Attempt)>> {
        if jobs.is_empty() {
            return Ok(Vec::new());
        }
        let select = Select::new(
            "select job_id, attempt, worker, started_at, ended_at, outcome, error, next_run_at, waited from job_attempts a
             where not exists (select 1 from job_attempts later where later.job_id = a.job_id and later.id > a.id)",
        );
        let rows: Vec<OfJob> = select
            .and_in("a.job_id in (?)", jobs.iter().copied())
            .rows(self)
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| (row.job_id, row.attempt))
            .collect())
    }

    /// Returns all deliveries about these subjects.
    pub async fn deliveries_of(&self, subjects: &[Subject]) -> Result<Vec<Delivery>> {
        if subjects.is_empty() {
            return Ok(Vec::new());
        }
        let select = Select::new(
            "select id, event, event_id, channel, target, subject, status, tries, maybe_twice, message_id, last_error, created_at, sent_at, hold_reason, hold_until from delivery_states where true",
        );
        select
            .and_in("subject in (?)", subjects.iter().copied())
            .rows(self)
            .await
    }

    /// Returns deliveries, newest first, `limit` per page.
    pub async fn delivery_page(
        &self,
        filter: &DeliveryFilter,
        limit: u32,
    ) -> Result<Page<Delivery>> {
        // Held deliveries are queued in the ledger.
        let (status, held) = match filter.status {
            Some(DeliveryStatus::Held) => (
                Some(DeliveryStatus::Queued),
                Some("h.delivery_id is not null"),
            ),
            Some(DeliveryStatus::Queued) => (filter.status, Some("h.delivery_id is null")),
            status => (status, None),
        };
        let parts = filter.kind.map(DeliveryKind::parts);
        let select = Select::new(
            "select d.id, d.event, d.event_id, d.channel, d.target, d.subject, case when h.delivery_id is null then d.status else 'held' end as status, d.tries, d.maybe_twice, d.message_id, d.last_error, d.created_at, d.sent_at, h.reason as hold_reason, h.release_at as hold_until
             from deliveries d left join held_deliveries h on h.delivery_id = d.id and h.released_at is null and d.status = 'queued' where true",
        );
        let select = match held {
            Some(condition) => select.and(condition),
            None => select,
        };
        let rows = select
            .and_if(
                "d.id < ?",
                filter.cursor.as_ref().and_then(id::<DeliveryId>),
            )
            .and_if("d.status = ?", status.map(DeliveryStatus::as_str))
            .and_if("d.event = ?", parts.map(|(event, _)| event.as_str()))
            .and_if("d.channel = ?", parts.map(|(_, channel)| channel.as_str()))
            .newest("d.id", i64::from(limit) + 1)
            .rows(self)
            .await?;
        Ok(Page::cut(rows, limit, |row: &Delivery| row.id.to_string()))
    }

    /// Returns the audit log, newest first, `limit` per page.
    pub async fn audit(&self, cursor: Option<&Cursor>, limit: u32) -> Result<Page<AuditRow>> {
        let rows = Select::new("select id, at, staff_id, staff_name, action, subject, detail, (select count(*) from audit_jobs j where j.audit_id = audit.id) as jobs from audit where true")
            .and_if("id < ?", cursor.and_then(id::<AuditId>))
            .newest("id", i64::from(limit) + 1)
            .rows(self)
            .await?;
        Ok(Page::cut(rows, limit, |row: &AuditRow| row.id.to_string()))
    }
}

/// An attempt with its job.
#[derive(sqlx::FromRow)]
struct OfJob {
    job_id: JobId,
    #[sqlx(flatten)]
    attempt: Attempt,
}

/// Selects jobs in a state. The conditions are those of the view `job_states`, but on indexed columns; states other
/// than done read only the few unfinished jobs.
fn jobs_in(state: Option<JobState>) -> Select {
    let all = || {
        Select::new(
            "select s.id, s.queue, s.subject, s.arguments, s.state, s.attempts, s.max_attempts, s.created_at, s.run_at, s.worker, (select e.waits from enqueued_jobs e where e.id = s.id) as waits, (select e.waits_for from enqueued_jobs e where e.id = s.id) as waits_for, (select a.error from job_attempts a where a.job_id = s.id and a.error is not null order by a.id desc limit 1) as last_error from job_states s where true",
        )
    };
    let not_done = || {
        Select::new("select s.id, s.queue, s.subject, s.arguments, s.state, s.attempts, s.max_attempts, s.created_at, s.run_at, s.worker, (select e.waits from enqueued_jobs e where e.id = s.id) as waits, (select e.waits_for from enqueued_jobs e where e.id = s.id) as waits_for, (select a.error from job_attempts a where a.job_id = s.id and a.error is not null order by a.id desc limit 1) as last_error from not_done_jobs s where true")
            .and("s.discarded_at is null")
    };
    match state {
        None => all(),
        Some(JobState::Waiting) => not_done().and("s.status = 'Pending'"),
        Some(JobState::Running) => not_done().and("s.status in ('Queued', 'Running')"),
        Some(JobState::Retrying) => not_done().and("s.status = 'Failed' and s.attempts < s.max_attempts"),
        Some(JobState::Dead) => not_done().and(
            // For an "or" SQLite would look up every job of both states.
            "case when s.status = 'Killed' or (s.status = 'Failed' and s.attempts >= s.max_attempts) then 1 else 0 end = 1 and (s.cancelled_at is null or s.status = 'Failed')",
        ),
        Some(JobState::Done) => {
            all().and("s.discarded_at is null and (s.status = 'Done' or (s.status is null and s.cancelled_at is null))")
        }
        Some(JobState::Cancelled) => all()
            .and("(s.cancelled_at is not null or s.discarded_at is not null)")
            .and("s.discarded_at is null and s.cancelled_at is not null and coalesce(s.status, 'Killed') = 'Killed'"),
        Some(JobState::Discarded) => all()
            .and("(s.cancelled_at is not null or s.discarded_at is not null)")
            .and("s.discarded_at is not null"),
    }
}

fn id<T: FromStr>(cursor: &Cursor) -> Option<T> {
    cursor.0.parse().ok()
}

/// Returns a grade in its stored case: `A1`, but `spam`.
fn grade(wanted: &str) -> String {
    if wanted.eq_ignore_ascii_case("spam") {
        wanted.to_ascii_lowercase()
    } else {
        wanted.to_uppercase()
    }
}

/// Returns the lowest id that a job created at `time` can have.
fn first_id(time: DateTime<Utc>) -> JobId {
    JobId::first_at(u64::try_from(time.timestamp_millis()).unwrap_or_default())
}
