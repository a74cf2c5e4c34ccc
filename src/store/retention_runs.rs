//! What the retention rules deleted, run by run.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use sqlx::{FromRow, query, query_as};

use super::{Db, Result, Tx, on};
use crate::ids::RetentionRunId;

/// How long each kind of data is kept, in days; 0: for good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetentionRules {
    /// Drafts, since their last change.
    pub drafts: u32,
    /// Leads with their reports, since their last change.
    pub leads: u32,
    /// Jobs that ended.
    pub jobs: u32,
    /// PDFs of reports, since they were made.
    #[serde(default)]
    pub pdfs: u32,
}

/// A run of the retention rules.
#[derive(Clone, Debug, FromRow)]
pub struct RetentionRun {
    /// Its id; sorts by time.
    pub id: RetentionRunId,
    /// When it ran.
    pub ran_at: DateTime<Utc>,
    /// The rules.
    #[sqlx(json)]
    pub rules: RetentionRules,
    /// Whether it only counted what it would have deleted: the first run under new rules.
    pub is_trial: bool,
    /// Drafts that were, or would have been, deleted.
    pub drafts: i64,
    /// Leads.
    pub leads: i64,
    /// Jobs.
    pub jobs: i64,
    /// PDFs of reports.
    pub pdfs: i64,
}

impl Db {
    /// Returns the last runs, the latest first.
    pub async fn retention_runs(&self, limit: u32) -> Result<Vec<RetentionRun>> {
        on!(&self.read, |db| {
            query_as(
            "select id, ran_at, rules, is_trial, drafts, leads, jobs, pdfs from retention_runs order by id desc limit $1"
        )
        .bind(i64::from(limit))
        .fetch_all(db)
        .await
        })
    }
}

impl Tx {
    /// Stores what a run did.
    pub async fn insert_retention_run(&mut self, run: &RetentionRun) -> Result<()> {
        on!(&mut self.inner, |tx| {
            query("insert into retention_runs (id, ran_at, rules, is_trial, drafts, leads, jobs, pdfs) values ($1, $2, $3, $4, $5, $6, $7, $8)")
                .bind(run.id)
                .bind(run.ran_at)
                .bind(Json(run.rules))
                .bind(run.is_trial)
                .bind(run.drafts)
                .bind(run.leads)
                .bind(run.jobs)
                .bind(run.pdfs)
                .execute(&mut **tx)
                .await
                .map(|_| ())
        })
    }
}
