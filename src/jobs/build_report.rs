//! The report: written once in all its faces, stored, and then its mail is enqueued in the same commit.

use anyhow::Context;
use uuid::Uuid;

use super::deliver::lead;
use super::{Job, JobError};
use crate::app::App;
use crate::report::{self, Document, Faces, Meta};
use crate::store::{LeadRow, NewReport, Tx};

pub(super) async fn perform(app: &App, id: Uuid) -> Result<(), JobError> {
    let lead = lead(app, id).await?;
    let (mut tx, _) = print(app, id, &document(app, &lead)).await?;
    Job::SendReport
        .enqueue(&mut tx, app.clock.new_id(), id, app.config.job_attempts, app.clock.now())
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

/// Prints a report and stores its faces, in a transaction that the caller may add to and has to commit.
pub(super) async fn print(app: &App, id: Uuid, document: &Document) -> Result<(Tx, Faces), JobError> {
    // Off the async threads: typesetting takes tens of milliseconds, and a worker must go on sending heartbeats.
    let faces = {
        let (app, document) = (app.clone(), document.clone());
        tokio::task::spawn_blocking(move || app.press.print(&document)).await
    };
    // Nobody waits for this, and nothing hangs on it.
    drop(tokio::task::spawn_blocking(report::tidy));
    let faces = faces.context("printing the report")?.context("printing the report")?;
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
