//! In mailing: claim the row of the ledger, send, mark it as sent. A repeat finds it sent and does nothing.

use anyhow::{Context, anyhow};

use super::{Job, JobError};
use crate::app::App;
use crate::mail::Message;
use crate::store::{DeliveryStatus, LeadRow};

/// Sends the mail of `job` for a lead, unless the ledger says that it was sent. `compose` gets its `Message-ID`.
pub(super) async fn deliver(
    app: &App,
    job: Job,
    lead: &LeadRow,
    compose: impl FnOnce(String) -> Result<Message, JobError>,
) -> Result<(), JobError> {
    let kind = job.delivery().ok_or_else(|| JobError::GiveUp(anyhow!("{} delivers nothing", job.name())))?;
    let mut tx = app.db.begin().await.context("claiming the delivery")?;
    let Some(message_id) = tx.claim_delivery(lead.id, kind).await.context("claiming the delivery")? else {
        return Ok(());
    };
    tx.commit().await.context("claiming the delivery")?;
    let result = match compose(message_id.clone()) {
        Ok(message) => app.mailer.send(&message).await.map_err(|error| {
            let permanent = error.permanent;
            let error = anyhow::Error::from(error).context(format!("sending {kind}"));
            if permanent { JobError::GiveUp(error) } else { JobError::Retry(error) }
        }),
        Err(error) => Err(error),
    };
    let (status, error) = match &result {
        Ok(()) => (DeliveryStatus::Sent, None),
        Err(error) => (DeliveryStatus::Retry, Some(error.to_string())),
    };
    let mut tx = app.db.begin().await.context("marking the delivery")?;
    tx.mark_delivery(lead.id, kind, status, error.as_deref(), app.clock.now()).await.context("marking the delivery")?;
    tx.commit().await.context("marking the delivery")?;
    if result.is_ok() {
        tracing::info!(template = kind.as_str(), message_id, "mail sent");
    }
    result
}

/// The lead a job works for.
pub(super) async fn lead(app: &App, id: uuid::Uuid) -> Result<LeadRow, JobError> {
    app.db
        .lead(id)
        .await
        .context("reading the lead")?
        .ok_or_else(|| JobError::GiveUp(anyhow!("the lead {id} is gone; nothing is left to do for it")))
}
