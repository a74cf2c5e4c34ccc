//! Sends a delivery again, or repeats a step of a lead.

use super::{OperationError, record};
use crate::i18n::message;
use crate::ids::DeliveryId;
use crate::jobs::{AnyJob, message_id, rerun};
use crate::services::Services;
use crate::store::{Delivery, DeliveryStatus, StaffToken, Subject, Tx, retrying};

/// Sends a delivery again as a new mail, whether or not it was sent before.
///
/// # Errors
/// [`OperationError::State`] while it is being sent, or has no job yet.
pub async fn resend(
    app: &Services,
    by: &StaffToken,
    delivery: DeliveryId,
) -> Result<(), OperationError> {
    let row = app
        .db
        .delivery(delivery)
        .await?
        .ok_or(OperationError::NotFound)?;
    if row.status == DeliveryStatus::Held {
        return Err(OperationError::State(
            "delivery-held",
            message!("problem-delivery-held"),
        ));
    }
    let job = job_of(&row)?;
    if let AnyJob::SendReport(job) = &job
        && app.db.report_by_id(job.report_id()).await?.is_none()
    {
        return Err(OperationError::State(
            "step-not-begun",
            message!("problem-report-missing"),
        ));
    }
    let renew = || async {
        let mut tx = app.db.begin().await?;
        if !tx.reset_for_resend(row.id, &renewed(app, &row)).await? {
            return Err(OperationError::State(
                "delivery-sending",
                message!("problem-delivery-sending"),
            ));
        }
        begin_again(app, &mut tx, &job).await?;
        record(
            app,
            &mut tx,
            by,
            "resend",
            format!("delivery:{}", row.id),
            None,
        )
        .await?;
        Ok(tx.commit().await?)
    };
    retrying(renew).await?;
    tracing::info!(delivery = %row.id, by = %by.id, "an operator sent a delivery again");
    Ok(())
}

/// Repeats a step of a lead: rebuilds the report, or sends a mail again.
///
/// # Errors
/// [`OperationError::State`] while the step runs, or while an earlier one is unfinished.
pub async fn replay(app: &Services, by: &StaffToken, step: AnyJob) -> Result<(), OperationError> {
    let lead = step.subject().and_then(Subject::lead);
    let lead = lead.ok_or(OperationError::NotFound)?;
    if !app.db.lead_exists(lead).await? {
        return Err(OperationError::NotFound);
    }
    if let Some(key) = step.delivery() {
        let delivery = app.db.delivery_by_key(&key).await?;
        return resend(app, by, delivery.ok_or(OperationError::NotFound)?.id).await;
    }
    let begin = || async {
        let mut tx = app.db.begin().await?;
        begin_again(app, &mut tx, &step).await?;
        record(
            app,
            &mut tx,
            by,
            "replay",
            format!("lead:{lead}"),
            Some(step.kind().name().to_owned()),
        )
        .await?;
        Ok::<_, OperationError>(tx.commit().await?)
    };
    retrying(begin).await?;
    tracing::info!(%lead, step = step.kind().name(), by = %by.id, "an operator repeated a step");
    Ok(())
}

/// Returns the job that delivers a row.
pub(super) fn job_of(row: &Delivery) -> Result<AnyJob, OperationError> {
    AnyJob::delivering(row).ok_or(OperationError::NotFound)
}

/// Runs the job with these arguments again, or enqueues a new one if the old one was deleted.
pub(super) async fn begin_again(
    app: &Services,
    tx: &mut Tx,
    job: &AnyJob,
) -> Result<(), OperationError> {
    if rerun(app, tx, job).await? {
        return Ok(());
    }
    Err(OperationError::State(
        "job-running",
        message!("problem-job-running"),
    ))
}

/// Returns a new `Message-ID` or `webhook-id`; with the old one the receiver would take it for a repeat.
fn renewed(app: &Services, row: &Delivery) -> String {
    message_id(
        app,
        row.channel,
        format_args!("{}.{}", row.id, row.tries + 1),
    )
}
