//! Builds and renders the report of a lead from stored data.

use anyhow::Context;

use super::{Revisions, Services};
use crate::ids::{LeadId, ReportId};
use crate::keys::Purpose;
use crate::recommendation::Recommendation;
use crate::report::{self, Document, Meta, RenderedReport, reference};
use crate::store::{LeadRow, ReportContents};
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

/// Renders a document.
///
/// # Errors
/// When rendering fails, or the PDF is not sound.
pub async fn print(app: &Services, document: &Document) -> anyhow::Result<RenderedReport> {
    off_the_async_threads(app, document, |app, document| {
        Ok(app.report_renderer.render(document)?)
    })
    .await
}

/// Renders a document and compresses it for the database.
///
/// # Errors
/// Those of [`print()`].
pub async fn print_to_store(app: &Services, document: &Document) -> anyhow::Result<ReportContents> {
    off_the_async_threads(app, document, |app, document| {
        let RenderedReport {
            article,
            markdown,
            pdf,
        } = app.report_renderer.render(document)?;
        Ok(ReportContents::new(document, &article, &markdown, pdf)?)
    })
    .await
}

/// Typesetting takes tens of milliseconds, and a worker must keep sending heartbeats.
async fn off_the_async_threads<T: Send + 'static>(
    app: &Services,
    document: &Document,
    work: fn(&Services, &Document) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let done = {
        let (app, document) = (app.clone(), document.clone());
        tokio::task::spawn_blocking(move || work(&app, &document)).await
    };
    // Fire and forget.
    drop(tokio::task::spawn_blocking(report::evict_cache));
    done.context("printing the report")?
        .context("printing the report")
}
