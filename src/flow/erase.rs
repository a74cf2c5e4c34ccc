//! Erases a lead at the request of its owner.

use super::FlowError;
use crate::jobs::{AnyJob, EraseLead, insert_delivery};
use crate::services::Services;
use crate::store::{ErasureReason, LeadRow, retrying};

/// Begins the erasure of a lead: from now on its links open nothing, and a job deletes everything once the notice to the
/// person is out.
///
/// # Errors
/// When the database fails.
pub async fn erase(app: &Services, lead: &LeadRow) -> Result<(), FlowError> {
    let job = AnyJob::from(EraseLead { lead: lead.id });
    retrying(|| async {
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        if tx
            .insert_erasure(lead.id, ErasureReason::Owner, now)
            .await?
        {
            insert_delivery(app, &mut tx, &job, lead.id.into()).await?;
            job.enqueue(&mut tx, app.clock.new_id(), app.config.job_attempts, now)
                .await?;
        }
        Ok::<_, FlowError>(tx.commit().await?)
    })
    .await?;
    tracing::info!("an owner asked for an erasure");
    Ok(())
}
