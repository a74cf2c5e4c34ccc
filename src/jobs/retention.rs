//! Applies the retention rules: deletes drafts, leads, PDFs and jobs that are past their time.
//!
//! The first run under new rules, such as after an upgrade, only counts what it would delete, so that those who run the
//! program can object before the next.

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};

use super::{AnyJob, EraseLead};
use crate::ids::IntakeId;
use crate::services::Services;
use crate::store::{ErasureReason, RetentionRules, RetentionRun};

/// Rows deleted per transaction, so that others do not wait long for SQLite's single writer.
const BATCH: u32 = 200;
/// The same for jobs, which are small.
const JOB_BATCH: u32 = 500;
/// The same for PDFs, some of whose reports are compressed on the way.
const PDF_BATCH: u32 = 20;

/// Applies the rules, stores what was done, and returns it.
///
/// # Errors
/// When the database fails.
pub(super) async fn apply(app: &Services) -> anyhow::Result<RetentionRun> {
    let rules = app.config.retention.rules();
    let last = app
        .db
        .retention_runs(1)
        .await
        .context("reading the last run")?
        .pop();
    let is_trial = last.is_none_or(|last| last.rules != rules);
    let now = app.clock.now();
    let mut run = RetentionRun {
        id: app.clock.new_id(),
        ran_at: now,
        rules,
        is_trial,
        drafts: drafts(app, rules, now, is_trial).await?,
        leads: leads(app, rules, now, is_trial).await?,
        pdfs: pdfs(app, rules, now, is_trial).await?,
        jobs: 0,
    };
    // The history of jobs was deleted by earlier versions too, and holds no personal data.
    run.jobs = jobs(app, rules, now).await?;
    let mut tx = app.db.begin().await.context("storing the run")?;
    tx.insert_retention_run(&run)
        .await
        .context("storing the run")?;
    tx.commit().await.context("storing the run")?;
    Ok(run)
}

/// The time before which something that is kept for some days was last touched; `None`: it is kept for good.
fn before(days: u32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    (days > 0).then(|| now - TimeDelta::days(days.into()))
}

async fn drafts(
    app: &Services,
    rules: RetentionRules,
    now: DateTime<Utc>,
    is_trial: bool,
) -> anyhow::Result<i64> {
    let Some(before) = before(rules.drafts, now) else {
        return Ok(0);
    };
    let (mut after, mut count) = (IntakeId::nil(), 0);
    loop {
        let due = app
            .db
            .expired_drafts(before, now, after, BATCH)
            .await
            .context("reading expired drafts")?;
        let Some(last) = due.last() else {
            return Ok(count);
        };
        after = *last;
        if is_trial {
            count += i64::try_from(due.len()).unwrap_or(i64::MAX);
            continue;
        }
        let mut tx = app.db.begin().await.context("deleting drafts")?;
        for id in due {
            count += i64::from(tx.delete_draft(id).await.context("deleting drafts")?);
        }
        tx.commit().await.context("deleting drafts")?;
    }
}

/// Queues the erasures: each lead is erased by a job of its own.
async fn leads(
    app: &Services,
    rules: RetentionRules,
    now: DateTime<Utc>,
    is_trial: bool,
) -> anyhow::Result<i64> {
    let Some(before) = before(rules.leads, now) else {
        return Ok(0);
    };
    if is_trial {
        let count = app.db.count_leads_untouched_since(before).await;
        return count.context("counting leads");
    }
    let mut count = 0;
    loop {
        let due = app
            .db
            .leads_untouched_since(before, BATCH)
            .await
            .context("reading leads")?;
        if due.is_empty() {
            return Ok(count);
        }
        let mut tx = app.db.begin().await.context("erasing leads")?;
        for lead in due {
            if tx
                .insert_erasure(lead, ErasureReason::Retention, now)
                .await
                .context("erasing leads")?
            {
                AnyJob::from(EraseLead { lead })
                    .enqueue(&mut tx, app.clock.new_id(), app.config.job_attempts, now)
                    .await
                    .context("erasing leads")?;
                count += 1;
            }
        }
        tx.commit().await.context("erasing leads")?;
    }
}

/// Deletes the PDFs of reports; their documents stay.
async fn pdfs(
    app: &Services,
    rules: RetentionRules,
    now: DateTime<Utc>,
    is_trial: bool,
) -> anyhow::Result<i64> {
    let Some(before) = before(rules.pdfs, now) else {
        return Ok(0);
    };
    if is_trial {
        let count = app.db.count_reports_with_pdf_before(before).await;
        return count.context("counting PDFs");
    }
    let mut count = 0;
    loop {
        let due = app
            .db
            .reports_with_pdf_before(before, PDF_BATCH)
            .await
            .context("reading reports")?;
        if due.is_empty() {
            return Ok(count);
        }
        let mut tx = app.db.begin().await.context("deleting PDFs")?;
        for report in due {
            tx.delete_pdf(report).await.context("deleting PDFs")?;
            count += 1;
        }
        tx.commit().await.context("deleting PDFs")?;
    }
}

async fn jobs(app: &Services, rules: RetentionRules, now: DateTime<Utc>) -> anyhow::Result<i64> {
    let Some(before) = before(rules.jobs, now) else {
        return Ok(0);
    };
    let mut count = 0;
    loop {
        let mut tx = app.db.begin().await.context("deleting jobs")?;
        let deleted = tx
            .delete_ended_jobs(before, JOB_BATCH)
            .await
            .context("deleting jobs")?;
        tx.commit().await.context("deleting jobs")?;
        count += i64::try_from(deleted).unwrap_or(i64::MAX);
        if deleted < JOB_BATCH.into() {
            return Ok(count);
        }
    }
}
