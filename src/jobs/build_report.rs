//! The report: written once in all its faces, stored, and then its mail is enqueued in the same commit.

use crate::ids::LeadId;
use anyhow::Context;

use super::deliver::lead;
use super::{Arguments, Job, JobError};
use crate::app::App;
use crate::report::{Document, RenderedReport};
use crate::services;
use crate::store::{NewReport, Tx};

pub(super) async fn perform(app: &App, id: LeadId) -> Result<(), JobError> {
    let lead = lead(app, id).await?;
    let (mut tx, faces) = print(
        app,
        id,
        &services::document(app, &lead, &lead.recommendation),
    )
    .await?;
    let bytes = faces.article.len() + faces.markdown.len() + faces.pdf.as_ref().map_or(0, Vec::len);
    tx.add_usage_of_lead(
        id,
        i64::try_from(bytes).unwrap_or(i64::MAX),
        app.clock.now(),
    )
    .await
    .context("counting the report's bytes")?;
    Job::SendReport
        .enqueue(
            &mut tx,
            app.clock.new_id(),
            &Arguments::of(id),
            app.config.job_attempts,
            app.clock.now(),
        )
        .await
        .context("enqueueing the report's mail")?;
    tx.commit().await.context("storing the report")?;
    Ok(())
}

/// Prints a report and stores its faces, in a transaction that the caller may add to and has to commit.
pub(super) async fn print(
    app: &App,
    id: LeadId,
    document: &Document,
) -> Result<(Tx, RenderedReport), JobError> {
    let faces = services::print(app, document).await?;
    let mut tx = app.db.begin().await.context("storing the report")?;
    tx.upsert_report(&NewReport {
        lead_id: id,
        document,
        article: &faces.article,
        markdown: &faces.markdown,
        pdf: faces.pdf.as_deref(),
        now: app.clock.now(),
    })
    .await
    .context("storing the report")?;
    Ok((tx, faces))
}
