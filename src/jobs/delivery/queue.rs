//! Queues a job together with the ledger row that it delivers.

use std::fmt::Display;

use crate::jobs::AnyJob;
use crate::services::Services;
use crate::store::{self, Channel, Subject, Tx};

/// Inserts the ledger row that a job delivers, if any; one that exists stays as it is.
///
/// # Errors
/// When the database fails.
pub async fn insert_delivery(
    app: &Services,
    tx: &mut Tx,
    job: &AnyJob,
    subject: Subject,
) -> store::Result<()> {
    let Some(key) = job.delivery() else {
        return Ok(());
    };
    let delivery = app.clock.new_id();
    let message_id = message_id(app, key.channel, delivery);
    tx.insert_delivery(delivery, &key, subject, &message_id, app.clock.now())
        .await
}

/// Enqueues a job with its ledger row. The caller commits.
///
/// # Errors
/// When the database fails.
pub async fn queue_delivery(
    app: &Services,
    tx: &mut Tx,
    job: &AnyJob,
    subject: Subject,
) -> store::Result<()> {
    insert_delivery(app, tx, job, subject).await?;
    let (id, attempts) = (app.clock.new_id(), app.config.job_attempts);
    job.enqueue(tx, id, attempts, app.clock.now()).await?;
    Ok(())
}

/// Returns the `Message-ID` or `webhook-id` of a delivery: the same for every try, so that a repeat is recognised.
pub fn message_id(app: &Services, channel: Channel, id: impl Display) -> String {
    match channel {
        Channel::Webhook => id.to_string(),
        Channel::Mail => {
            format!("{id}@{}", app.config.mail_from.email.domain())
        }
    }
}
