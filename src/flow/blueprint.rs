//! The blueprint of a lead: recomputed from stored answers and compared.

use anyhow::Context;

use super::{FlowError, QueueLimit, advise};
use crate::recommendation::{Difference, Versions};
use crate::services::Services;
use crate::services::{Revisions, document, print, versioned_document};
use crate::store::{LeadRow, ReportFormat, StoredPdf};

/// Whether the engine, the catalogue or the questionnaire has changed since this lead was advised.
#[must_use]
pub fn is_outdated(app: &Services, lead: &LeadRow) -> bool {
    Versions::of(&app.content.of_edition(lead.edition)) != lead.recommendation.versions
}

/// Returns how today's advice differs; `None` if the versions are unchanged.
///
/// # Errors
/// Those of [`advise`].
pub async fn difference(app: &Services, lead: &LeadRow) -> Result<Option<Difference>, FlowError> {
    if !is_outdated(app, lead) {
        return Ok(None);
    }
    let now = advise(
        app,
        &lead.answers,
        lead.edition,
        lead.language,
        QueueLimit::Bounded,
    )
    .await?;
    Ok(Some(Difference::between(
        &app.content,
        &lead.recommendation,
        &now,
    )))
}

/// The result of a replay.
#[derive(Debug)]
pub enum Replay {
    /// The versions are unchanged. Lists the formats of the report that differ; there should be none.
    Same {
        /// Names of the formats.
        differing: Vec<&'static str>,
    },
    /// A version has changed; today's advice differs like this.
    Newer(Box<Difference>),
}

/// Rebuilds the report of a lead from its answers, stores nothing, and returns the differences.
///
/// # Errors
/// When the lead has no report yet, or it cannot be rebuilt.
pub async fn replay(app: &Services, lead: &LeadRow) -> anyhow::Result<Replay> {
    if let Some(difference) = difference(app, lead).await? {
        return Ok(Replay::Newer(Box::new(difference)));
    }
    let stored = app
        .db
        .report(lead.id)
        .await?
        .context("this lead has no report yet")?;
    let advice = advise(
        app,
        &lead.answers,
        lead.edition,
        lead.language,
        QueueLimit::Bounded,
    )
    .await?;
    let revisions = Revisions::load(app, lead).await?;
    let latest = revisions.0.last().map(|revision| revision.report_id);
    let mut lead = lead.clone();
    // What is stored says what was advised; today's advice is compared with it.
    let document = match latest {
        Some(report) => versioned_document(app, &mut lead, &revisions, report),
        None => document(app, &lead, &advice),
    };
    let rendered = print(app, &document).await?;
    let format = async |format| app.db.report_text(lead.id, format).await;
    let pdf = app.db.report_pdf(lead.id).await?;
    let forms = [
        ("document", document == stored.document),
        (
            "page",
            format(ReportFormat::Article).await?.as_ref() == Some(&rendered.article),
        ),
        (
            "Markdown",
            format(ReportFormat::Markdown).await?.as_ref() == Some(&rendered.markdown),
        ),
        ("PDF", is_pdf(pdf.as_ref(), rendered.pdf.as_deref())),
    ];
    let differing = forms
        .into_iter()
        .filter_map(|(name, same)| (!same).then_some(name));
    Ok(Replay::Same {
        differing: differing.collect(),
    })
}

/// Whether the PDF of a report is this one, kept or deleted.
fn is_pdf(stored: Option<&StoredPdf>, pdf: Option<&[u8]>) -> bool {
    match (stored, pdf) {
        (Some(stored), Some(pdf)) => stored.is_original(pdf),
        (stored, None) => stored.is_none_or(|stored| stored.pdf.is_none()),
        (None, Some(_)) => false,
    }
}
