//! Builds and renders the report of a lead from stored data.

use anyhow::Context;

use super::{Revisions, Services};
use crate::ids::{LeadId, ReportId};
use crate::keys::Purpose;
use crate::recommendation::Recommendation;
use crate::report::{self, Document, Meta, RenderedReport, reference};
use crate::store::LeadRow;
use crate::text::display_name;

/// Returns the document of a lead with this advice. Deterministic in both.
#[must_use]
pub fn document(app: &Services, lead: &LeadRow, advice: &Recommendation) -> Document {
    let meta = Meta {
        reference: reference(lead.id),
        created_at: lead.created_at,
        // The report and its link are mailed: no format may carry what could be a message to a stranger.
        prepared_for: [&lead.company, &lead.name]
            .into_iter()
            .find_map(|text| display_name(text)),
        base_url: app.config.base_url(),
    };
    let locale = app.messages.locale(lead.language);
    report::document(
        &app.content.of_edition(lead.edition),
        &app.model.of_edition(lead.edition),
        locale,
        &lead.answers,
        advice,
        &meta,
    )
}

/// Returns the document of a version of a lead's report, with what was corrected. Sets the lead's answers and
/// recommendation to those of the version.
#[must_use]
pub fn versioned_document(
    app: &Services,
    lead: &mut LeadRow,
    revisions: &Revisions,
    report: ReportId,
) -> Document {
    let corrections = revisions.apply(app, lead, report);
    let document = document(app, lead, &lead.recommendation.in_current_layers());
    let Some(revision) = revisions.of(report).filter(|revision| revision.version > 1) else {
        return document;
    };
    let locale = app.messages.locale(lead.language);
    let day = revision.created_at.date_naive();
    document.with_corrections(locale, revision.version, day, corrections)
}

/// The address at which the report of a lead is read. It opens no session of the owner.
#[must_use]
pub fn report_url(app: &Services, lead: LeadId) -> String {
    let token = app.keys.token(Purpose::REPORT, lead);
    format!("{}/reports/{token}", app.config.base_url())
}

/// Renders a document off the async threads: typesetting takes tens of milliseconds, and a worker must keep sending
/// heartbeats.
///
/// # Errors
/// When rendering fails, or the PDF is not sound.
pub async fn print(app: &Services, document: &Document) -> anyhow::Result<RenderedReport> {
    let rendered = {
        let (app, document) = (app.clone(), document.clone());
        tokio::task::spawn_blocking(move || app.report_renderer.render(&document)).await
    };
    // Fire and forget.
    drop(tokio::task::spawn_blocking(report::evict_cache));
    rendered
        .context("printing the report")?
        .context("printing the report")
}
