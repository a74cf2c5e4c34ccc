//! In mailing: claim the row of the ledger, send, mark it as sent. A repeat finds it sent and does nothing.

use anyhow::{Context, anyhow};
use tracing::Instrument;
use uuid::Uuid;

use super::{Job, JobError};
use crate::app::App;
use crate::mail::Message;
use crate::store::{DeliveryKind, DeliveryStatus, LeadRow};

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
    let result = match compose(message_id) {
        Ok(message) => {
            // A task of its own, because a job can be cancelled or run out of time: a mail server must not be left in the
            // middle of a sentence, on a connection that the next mail would use, and the ledger must learn how it ended.
            let task = hand_over(app.clone(), lead.id, kind, message).in_current_span();
            tokio::spawn(task).await.context("sending the mail").map_err(JobError::Retry).flatten()
        }
        Err(error) => Err(error),
    };
    if let Err(error) = &result {
        mark(app, lead.id, kind, DeliveryStatus::Retry, Some(&error.to_string())).await?;
    }
    result
}

async fn hand_over(app: App, lead: Uuid, kind: DeliveryKind, message: Message) -> Result<(), JobError> {
    let sent = app.mailer.send(&message).await;
    if sent.as_ref().err().is_none_or(|error| !error.unreachable) {
        app.breaker.succeeded();
    }
    sent.map_err(|error| {
        let (permanent, unreachable) = (error.permanent, error.unreachable);
        let error = anyhow::Error::from(error).context(format!("sending {kind}"));
        match (permanent, unreachable) {
            (true, _) => JobError::GiveUp(error),
            (_, true) => JobError::Unreachable(error),
            _ => JobError::Retry(error),
        }
    })?;
    mark(&app, lead, kind, DeliveryStatus::Sent, None).await?;
    tracing::info!(template = kind.as_str(), message_id = message.message_id, "mail sent");
    Ok(())
}

async fn mark(
    app: &App,
    lead: Uuid,
    kind: DeliveryKind,
    status: DeliveryStatus,
    error: Option<&str>,
) -> anyhow::Result<()> {
    let mut tx = app.db.begin().await.context("marking the delivery")?;
    tx.mark_delivery(lead, kind, status, error, app.clock.now()).await.context("marking the delivery")?;
    tx.commit().await.context("marking the delivery")
}

/// The lead a job works for.
pub(super) async fn lead(app: &App, id: Uuid) -> Result<LeadRow, JobError> {
    app.db
        .lead(id)
        .await
        .context("reading the lead")?
        .ok_or_else(|| JobError::GiveUp(anyhow!("the lead {id} is gone; nothing is left to do for it")))
}
