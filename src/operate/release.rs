//! Releases held mails.

use super::resend::job_of;
use super::{OperationError, begin_again, record};
use crate::flow::waive_check;
use crate::i18n::message;
use crate::ids::DeliveryId;
use crate::services::Services;
use crate::store::{DeliveryKind, DeliveryStatus, StaffToken};

/// Releases a held mail: its job runs at once, and no limit holds it again.
///
/// # Errors
/// [`OperationError::State`] when it is not held.
pub async fn release(
    app: &Services,
    by: &StaffToken,
    delivery: DeliveryId,
) -> Result<(), OperationError> {
    let not_held =
        || OperationError::State("delivery-not-held", message!("problem-delivery-not-held"));
    let row = app
        .db
        .delivery(delivery)
        .await?
        .ok_or(OperationError::NotFound)?;
    if row.status != DeliveryStatus::Held {
        return Err(not_held());
    }
    let mut tx = app.db.begin().await?;
    if !tx
        .release_delivery(row.id, Some(&by.name), app.clock.now())
        .await?
    {
        return Err(not_held());
    }
    if let (DeliveryKind::ReportReady, Some(lead)) = (row.kind(), row.subject.lead()) {
        waive_check(app, &mut tx, lead).await?;
    }
    begin_again(app, &mut tx, &job_of(&row)?).await?;
    record(
        app,
        &mut tx,
        by,
        "release",
        format!("delivery:{}", row.id),
        row.hold_reason,
    )
    .await?;
    tx.commit().await?;
    tracing::info!(delivery = %row.id, by = %by.id, "a held mail was released");
    Ok(())
}
