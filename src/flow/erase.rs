//! Erases a lead because the person asked for it: on the page of the report, or anyone of the staff.

use super::FlowError;
use crate::ids::LeadId;
use crate::jobs::{AnyJob, EraseLead, insert_delivery};
use crate::services::Services;
use crate::store::{ErasureReason, LeadRow, Tx, retrying};

/// Begins the erasure of a lead: from now on its links open nothing, and a job deletes everything once the notice to the
/// person is out.
///
/// # Errors
/// When the database fails.
pub async fn erase(app: &Services, lead: &LeadRow) -> Result<(), FlowError> {
    retrying(|| async {
        let mut tx = app.db.begin().await?;
        begin_erasure(app, &mut tx, lead.id).await?;
        Ok::<_, FlowError>(tx.commit().await?)
    })
    .await?;
    tracing::info!("an owner asked for an erasure");
    Ok(())
}

/// The same in a transaction that the caller commits. `false`: it had begun.
///
/// # Errors
/// When the database fails.
pub async fn begin_erasure(
    app: &Services,
    tx: &mut Tx,
    lead: LeadId,
) -> crate::store::Result<bool> {
    let now = app.clock.now();
    let has_begun = tx.insert_erasure(lead, ErasureReason::Owner, now).await?;
    if has_begun {
        let job = AnyJob::from(EraseLead { lead });
        insert_delivery(app, tx, &job, lead.into()).await?;
        job.enqueue(tx, app.clock.new_id(), app.config.job_attempts, now)
            .await?;
    }
    Ok(has_begun)
}
