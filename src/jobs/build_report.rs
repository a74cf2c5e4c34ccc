//! Builds the report in all its formats, stores it, and enqueues its mail in the same commit.

use anyhow::Context;
use serde::{Deserialize, Serialize};

use super::delivery::lead;
use super::send_report::SendReport;
use super::{Job, JobError, enqueue};
use crate::config::Config;
use crate::ids::{LeadId, ReportId};
use crate::services;
use crate::services::{Revisions, Services};
use crate::store::{NewReport, Subject};

/// Builds the report in all its formats, then enqueues [`SendReport`].
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct BuildReport {
    /// The lead.
    pub lead: LeadId,
    /// The version to build; without it, the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<ReportId>,
}

impl Job for BuildReport {
    const NAME: &'static str = "build_report";

    fn key(&self) -> String {
        self.report_id().to_string()
    }

    fn subject(&self) -> Option<Subject> {
        Some(self.lead.into())
    }

    /// Typesetting keeps one CPU core busy per job.
    fn concurrency(_: &Config) -> usize {
        std::thread::available_parallelism().map_or(1, usize::from)
    }

    async fn run(&self, app: &Services) -> Result<(), JobError> {
        build(app, self).await
    }
}

impl BuildReport {
    /// The first version of a lead's report.
    #[must_use]
    pub fn first(lead: LeadId) -> Self {
        Self { lead, report: None }
    }

    /// A further version of a lead's report.
    #[must_use]
    pub fn version(lead: LeadId, report: ReportId) -> Self {
        Self {
            lead,
            report: Some(report),
        }
    }

    fn report_id(&self) -> ReportId {
        self.report.unwrap_or(self.lead.into())
    }
}

async fn build(app: &Services, job: &BuildReport) -> Result<(), JobError> {
    let id = job.lead;
    let mut lead = lead(app, id).await?;
    let revisions = Revisions::load(app, &lead)
        .await
        .context("reading the corrections")?;
    let document = services::versioned_document(app, &mut lead, &revisions, job.report_id());
    let version = revisions.version(job.report_id());
    let contents = services::print_to_store(app, &document).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await.context("storing the report")?;
    tx.upsert_report(&NewReport {
        id: job.report_id(),
        lead_id: id,
        version,
        contents: &contents,
        now,
    })
    .await
    .context("storing the report")?;
    let bytes = i64::try_from(contents.stored_bytes()).unwrap_or(i64::MAX);
    tx.add_usage_of_lead(id, bytes, now)
        .await
        .context("counting the report's bytes")?;
    enqueue(
        &mut tx,
        app.clock.new_id(),
        &SendReport {
            lead: id,
            report: job.report,
        },
        app.config.job_attempts,
        now,
    )
    .await
    .context("enqueueing the report's mail")?;
    tx.commit().await.context("storing the report")?;
    Ok(())
}
