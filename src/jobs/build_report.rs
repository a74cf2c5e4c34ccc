//! Builds the report in all its formats, stores it, and enqueues its mail in the same commit.

use anyhow::Context;
use serde::{Deserialize, Serialize};

use super::delivery::lead;
use super::send_report::SendReport;
use super::{Job, JobError, enqueue};
use crate::config::Config;
use crate::ids::LeadId;
use crate::report::{Document, RenderedReport};
use crate::services;
use crate::services::Services;
use crate::store::{NewReport, Tx};

/// Builds the report in all its formats, then enqueues [`SendReport`].
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct BuildReport {
    /// The lead.
    pub lead: LeadId,
}

impl Job for BuildReport {
    const NAME: &'static str = "build_report";

    fn key(&self) -> String {
        self.lead.to_string()
    }

    fn lead(&self) -> Option<LeadId> {
        Some(self.lead)
    }

    /// Typesetting keeps one CPU core busy per job.
    fn concurrency(_: &Config) -> usize {
        std::thread::available_parallelism().map_or(1, usize::from)
    }

    async fn run(&self, app: &Services) -> Result<(), JobError> {
        build(app, self.lead).await
    }
}

async fn build(app: &Services, id: LeadId) -> Result<(), JobError> {
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
    enqueue(
        &mut tx,
        app.clock.new_id(),
        &SendReport { lead: id },
        app.config.job_attempts,
        app.clock.now(),
    )
    .await
    .context("enqueueing the report's mail")?;
    tx.commit().await.context("storing the report")?;
    Ok(())
}

/// Prints a report and stores its formats in a transaction that the caller may extend and must commit.
pub(super) async fn print(
    app: &Services,
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
