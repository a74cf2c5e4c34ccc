//! The delivery itself: wait while the provider is away and until the rate limit allows it, claim the ledger row, send,
//! mark it as sent. A repeat finds the row marked and does nothing.

use crate::ids::LeadId;
use std::time::Duration;

use anyhow::{Context, anyhow};
use tracing::Instrument;

use super::circuit_breaker::{self, Failed};
use super::{hold, rate_limit};
use crate::jobs::queue::persist;
use crate::jobs::{JobError, Provider};
use crate::mail::{Cause, Message, SendError};
use crate::services::DeliveryGuard;
use crate::services::Services;
use crate::store::{DeliveryKey, DeliveryStatus, LeadRow, OutageCause};

/// How long a job waits while an earlier attempt of it is still sending.
const IN_FLIGHT_WAIT: Duration = Duration::from_secs(2);

/// A delivery that failed or whose outcome is unknown.
pub(in crate::jobs) struct DeliveryError {
    /// The cause.
    pub error: JobError,
    /// Whether it may have arrived nevertheless: everything was sent, but there was no reply.
    pub uncertain: bool,
    /// Set if the failure is not specific to this delivery: the provider is away, or refuses us.
    pub outage: Option<OutageCause>,
}

/// A delivery in flight.
struct Sending {
    app: Services,
    key: DeliveryKey,
    provider: Provider,
    /// The first delivery to a provider that was away.
    trial: bool,
    message_id: String,
    _on_its_way: DeliveryGuard,
}

/// Delivers what the ledger lists under `key`, unless it was already sent. `send` gets its `Message-ID` or
/// `webhook-id`.
pub(in crate::jobs) async fn deliver<S>(
    app: &Services,
    key: DeliveryKey,
    provider: Provider,
    per_minute: u32,
    send: impl FnOnce(String) -> Result<S, JobError>,
) -> Result<(), JobError>
where
    S: Future<Output = Result<(), DeliveryError>> + Send + 'static,
{
    let trial = circuit_breaker::admit(app, &provider).await?;
    let Some(on_its_way) = app.delivery_locks.begin(&key) else {
        let error = anyhow!(
            "an earlier attempt timed out or was stopped, and its message is still in flight"
        );
        return Err(JobError::Wait {
            error,
            delay: IN_FLIGHT_WAIT,
        });
    };
    rate_limit::turn(app, &provider, per_minute).await?;
    let mut tx = app.db.begin().await.context("claiming the delivery")?;
    if let Some(held) = hold::check(app, &mut tx, &key).await? {
        tx.commit().await.context("holding the mail")?;
        return hold::end(app, held);
    }
    let Some(message_id) = tx
        .claim_delivery(&key)
        .await
        .context("claiming the delivery")?
    else {
        tx.rollback().await;
        return Ok(());
    };
    tx.commit().await.context("claiming the delivery")?;
    let sending = match send(message_id.clone()) {
        Ok(sending) => sending,
        Err(error) => {
            mark(app, &key, DeliveryStatus::Retry, Some(&error.to_string())).await?;
            return Err(error);
        }
    };
    // Runs in a separate task because a job can be cancelled or time out: that must not cut off the exchange on a
    // connection that the next delivery would reuse, and the ledger must record the outcome.
    let state = Sending {
        app: app.clone(),
        key,
        provider: provider.clone(),
        trial,
        message_id,
        _on_its_way: on_its_way,
    };
    let task = tokio::spawn(finish(state, sending).in_current_span());
    // A webhook call has its own timeout.
    let silence = if provider == Provider::Mail {
        app.config.outage_silence()
    } else {
        Duration::MAX
    };
    match tokio::time::timeout(silence, task).await {
        Ok(ended) => ended.context("sending").map_err(JobError::from).flatten(),
        Err(_) => Err(silent(app, &provider, silence, trial).await),
    }
}

/// If marking fails, the row stays claimed, and the next claim records that it may arrive twice.
async fn finish(
    Sending {
        app,
        key,
        provider,
        trial,
        message_id,
        _on_its_way,
    }: Sending,
    sending: impl Future<Output = Result<(), DeliveryError>>,
) -> Result<(), JobError> {
    let Err(DeliveryError {
        error,
        uncertain,
        outage,
    }) = sending.await
    else {
        circuit_breaker::answered(&app, &provider).await;
        mark(&app, &key, DeliveryStatus::Sent, None).await?;
        tracing::info!(
            kind = key.kind().as_str(),
            webhook = (!key.target.is_empty()).then_some(key.target.as_str()),
            message_id,
            "delivered"
        );
        return Ok(());
    };
    let status = if uncertain {
        DeliveryStatus::Sending
    } else {
        DeliveryStatus::Retry
    };
    mark(&app, &key, status, Some(&error.to_string())).await?;
    let Some(cause) = outage else {
        circuit_breaker::answered(&app, &provider).await;
        return Err(error);
    };
    let failed = Failed {
        cause,
        error: error.to_string(),
        after: error.after(),
        trial,
    };
    let away = circuit_breaker::failed(&app, &provider, failed).await;
    // A mail that may have arrived costs an attempt, because each retry may arrive as well; webhooks deduplicate.
    if away && !(uncertain && provider == Provider::Mail) {
        return Err(JobError::Away {
            error: anyhow!("{error}"),
            target: provider.target(),
        });
    }
    Err(error)
}

/// Handles a provider that has not answered in time: the job stops waiting, while the send runs to its end.
async fn silent(app: &Services, provider: &Provider, silence: Duration, trial: bool) -> JobError {
    let error = format!(
        "{} has not answered for {} s",
        provider.title(),
        silence.as_secs()
    );
    let failed = Failed {
        cause: OutageCause::Unreachable,
        error: error.clone(),
        after: None,
        trial,
    };
    if circuit_breaker::failed(app, provider, failed).await {
        return JobError::Away {
            error: anyhow!(error),
            target: provider.target(),
        };
    }
    JobError::Wait {
        error: anyhow!(error),
        delay: IN_FLIGHT_WAIT,
    }
}

/// Sends a mail for a lead.
pub(in crate::jobs) async fn deliver_mail(
    app: &Services,
    key: DeliveryKey,
    compose: impl FnOnce(String) -> Result<Message, JobError>,
) -> Result<(), JobError> {
    let rate = app.config.mail_rate;
    deliver(app, key, Provider::Mail, rate, |id| {
        compose(id).map(|message| hand_over(app.clone(), message))
    })
    .await
}

async fn hand_over(app: Services, message: Message) -> Result<(), DeliveryError> {
    let span = tracing::info_span!("mail", message_id = message.message_id);
    let Err(error) = app.mailer.send(&message).instrument(span).await else {
        return Ok(());
    };
    let (permanent, uncertain, outage) = (error.is_permanent(), error.uncertain, cause(&error));
    let error = anyhow::Error::from(error).context("sending the mail");
    let error = if permanent {
        JobError::GiveUp(error)
    } else {
        JobError::from(error)
    };
    Err(DeliveryError {
        error,
        uncertain,
        outage,
    })
}

/// Why a mail failed, if because the mail server is away or refuses us rather than because of the mail itself.
pub(in crate::jobs) fn cause(error: &SendError) -> Option<OutageCause> {
    match error.cause {
        Cause::Unreachable => Some(OutageCause::Unreachable),
        Cause::Refused => Some(OutageCause::Refused),
        Cause::Message | Cause::Recipient | Cause::Later => None,
    }
}

/// Retries while the database cannot be written: a mail that was sent but not marked is sent twice.
async fn mark(
    app: &Services,
    key: &DeliveryKey,
    status: DeliveryStatus,
    error: Option<&str>,
) -> anyhow::Result<()> {
    let once = || async {
        let mut tx = app.db.begin().await?;
        tx.mark_delivery(key, status, error, app.clock.now())
            .await?;
        tx.commit().await
    };
    persist(once).await.context("marking the delivery")?;
    Ok(())
}

/// Loads the lead a job works for.
pub(in crate::jobs) async fn lead(app: &Services, id: LeadId) -> Result<LeadRow, JobError> {
    app.db
        .lead(id)
        .await
        .context("reading the lead")?
        .ok_or_else(|| JobError::GiveUp(anyhow!("the lead {id} no longer exists")))
}
