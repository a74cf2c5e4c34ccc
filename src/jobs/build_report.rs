//! The report: written once in all its faces, stored, and then its mail is enqueued in the same commit.

use anyhow::Context;
use uuid::Uuid;

use super::deliver::lead;
use super::{Job, JobError};
use crate::app::App;
use crate::report::{self, Document, Meta};
use crate::store::{LeadRow, NewReport};

pub(super) async fn perform(app: &App, id: Uuid) -> Result<(), JobError> {
    let lead = lead(app, id).await?;
    let document = document(app, &lead);
    let article = report::html::article(&document).context("writing the report's page")?;
    let markdown = report::markdown::render(&document);
    let pdf = typeset(app, &document).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await.context("storing the report")?;
    tx.upsert_report(&NewReport {
        lead_id: id,
        document: &document,
        article: &article,
        markdown: &markdown,
        pdf: pdf.as_deref(),
        now,
    })
    .await
    .context("storing the report")?;
    Job::SendReport
        .enqueue(&mut tx, app.clock.new_id(), id, app.config.job_attempts, now)
        .await
        .context("enqueueing the report's mail")?;
    tx.commit().await.context("storing the report")?;
    Ok(())
}

fn document(app: &App, lead: &LeadRow) -> Document {
    let meta = Meta {
        reference: reference(lead.id),
        created_at: lead.created_at,
        prepared_for: [&lead.company, &lead.name].into_iter().find(|text| !text.is_empty()).cloned(),
        base_url: app.config.base_url(),
    };
    report::document(&app.content, &lead.answers, &lead.recommendation, &meta)
}

/// Off the async threads: typesetting takes tens of milliseconds, and a worker must go on sending heartbeats.
#[cfg(feature = "pdf")]
async fn typeset(app: &App, document: &Document) -> Result<Option<Vec<u8>>, JobError> {
    let (shared, document) = (app.clone(), document.clone());
    let pdf = tokio::task::spawn_blocking(move || shared.typesetter.render(&document))
        .await
        .context("typesetting the report")?
        .context("typesetting the report")?;
    Ok(Some(pdf))
}

#[cfg(not(feature = "pdf"))]
async fn typeset(_: &App, _: &Document) -> Result<Option<Vec<u8>>, JobError> {
    Ok(None)
}

/// What people quote on the phone: ten letters and digits from the random part of the lead's id.
pub(super) fn reference(lead: Uuid) -> String {
    let text = ulid::Ulid::from(lead.as_u128()).to_string();
    let tail = text.get(16..).unwrap_or_default();
    format!("SM-{}-{}", &tail[..5], &tail[5..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_short_and_belongs_to_one_lead() {
        let (a, b) = (
            Uuid::from_u128(0x0190_0000_0000_7000_8000_1234_5678_9abc),
            Uuid::from_u128(0x0190_0000_0000_7000_8000_1234_5678_9abd),
        );
        assert_eq!(reference(a).len(), 14);
        assert_ne!(reference(a), reference(b));
    }
}
