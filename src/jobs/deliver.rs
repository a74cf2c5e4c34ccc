//! In delivering: wait for our turn, claim the row of the ledger, send, mark it as sent. A repeat finds it sent and does
//! nothing.

use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};
use tracing::Instrument;
use uuid::Uuid;

use super::in_flight::OnItsWay;
use super::{JobError, rate};
use crate::app::App;
use crate::mail::{Message, SendError};
use crate::store::{DeliveryKey, DeliveryStatus, LeadRow};

/// How long a job waits for what an earlier attempt of it is still handing over.
const STILL: Duration = Duration::from_secs(2);

/// What was not delivered, as far as we know.
pub(super) struct Undelivered {
    /// Why.
    pub error: JobError,
    /// Whether it may have arrived all the same: nobody answered after the last word.
    pub uncertain: bool,
}

impl From<JobError> for Undelivered {
    fn from(error: JobError) -> Self {
        Self { error, uncertain: false }
    }
}

/// Delivers what stands under `key`, unless the ledger says that it was sent. `send` gets its `Message-ID` or `webhook-id`.
pub(super) async fn deliver<S>(
    app: &App,
    key: DeliveryKey,
    provider: &str,
    per_minute: u32,
    send: impl FnOnce(String) -> Result<S, JobError>,
) -> Result<(), JobError>
where
    S: Future<Output = Result<(), Undelivered>> + Send + 'static,
{
    let Some(on_its_way) = app.in_flight.begin(&key) else {
        let error = anyhow!("an earlier attempt ran out of time or was stopped, and what it sends is still on its way");
        return Err(JobError::Wait { error, delay: STILL });
    };
    rate::turn(app, provider, per_minute).await?;
    let mut tx = app.db.begin().await.context("claiming the delivery")?;
    let Some(message_id) = tx.claim_delivery(&key).await.context("claiming the delivery")? else {
        return Ok(());
    };
    tx.commit().await.context("claiming the delivery")?;
    match send(message_id.clone()) {
        Ok(sending) => {
            // A task of its own, because a job can be cancelled or run out of time: the other side must not be left in the
            // middle of a sentence, on a connection that the next one would use, and the ledger must learn how it ended.
            let task = finish(app.clone(), key, message_id, sending, on_its_way).in_current_span();
            tokio::spawn(task).await.context("sending").map_err(JobError::from).flatten()
        }
        Err(error) => {
            mark(app, &key, DeliveryStatus::Retry, Some(&error.to_string())).await?;
            Err(error)
        }
    }
}

/// Where marking fails, the row stays as claimed, and the next claim counts that it may arrive twice.
async fn finish(
    app: App,
    key: DeliveryKey,
    message_id: String,
    sending: impl Future<Output = Result<(), Undelivered>>,
    _on_its_way: OnItsWay,
) -> Result<(), JobError> {
    if let Err(Undelivered { error, uncertain }) = sending.await {
        let status = if uncertain { DeliveryStatus::Sending } else { DeliveryStatus::Retry };
        mark(&app, &key, status, Some(&error.to_string())).await?;
        return Err(error);
    }
    mark(&app, &key, DeliveryStatus::Sent, None).await?;
    tracing::info!(
        kind = key.kind.as_str(),
        webhook = (!key.target.is_empty()).then_some(key.target.as_str()),
        message_id,
        "delivered"
    );
    Ok(())
}

/// Sends a mail of a lead.
pub(super) async fn deliver_mail(
    app: &App,
    key: DeliveryKey,
    compose: impl FnOnce(String) -> Result<Message, JobError>,
) -> Result<(), JobError> {
    let rate = app.config.mail_rate;
    deliver(app, key, "the mail server", rate, |id| compose(id).map(|message| hand_over(app.clone(), message))).await
}

async fn hand_over(app: App, message: Message) -> Result<(), Undelivered> {
    let span = tracing::info_span!("mail", message_id = message.message_id);
    let sent = app.mailer.send(&message).instrument(span).await;
    let Err(error) = sent else {
        app.breaker.succeeded();
        return Ok(());
    };
    let SendError { permanent, unreachable, uncertain, .. } = error;
    let error = anyhow::Error::from(error).context("sending the mail");
    if unreachable {
        let pause = app.breaker.failed(Instant::now()).unwrap_or_default();
        let delay = pause.max(app.config.backoff().base);
        return Err(Undelivered { error: JobError::Wait { error, delay }, uncertain });
    }
    app.breaker.succeeded();
    let error = if permanent { JobError::GiveUp(error) } else { JobError::from(error) };
    Err(Undelivered { error, uncertain })
}

async fn mark(app: &App, key: &DeliveryKey, status: DeliveryStatus, error: Option<&str>) -> anyhow::Result<()> {
    let mut tx = app.db.begin().await.context("marking the delivery")?;
    tx.mark_delivery(key, status, error, app.clock.now()).await.context("marking the delivery")?;
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
