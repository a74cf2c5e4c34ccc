//! Erases a lead on behalf of the person.

use super::{OperationError, record};
use crate::flow;
use crate::ids::LeadId;
use crate::services::Services;
use crate::store::{StaffToken, retrying};

/// Begins the erasure of a lead, as its owner could. A repeat has no effect.
///
/// # Errors
/// [`OperationError::NotFound`].
pub async fn erase(app: &Services, by: &StaffToken, lead: LeadId) -> Result<(), OperationError> {
    app.db.lead(lead).await?.ok_or(OperationError::NotFound)?;
    retrying(|| async {
        let mut tx = app.db.begin().await?;
        if flow::begin_erasure(app, &mut tx, lead).await? {
            record(app, &mut tx, by, "erase", format!("lead:{lead}"), None).await?;
        }
        Ok::<_, OperationError>(tx.commit().await?)
    })
    .await?;
    tracing::info!(%lead, by = %by.id, "an erasure was begun");
    Ok(())
}
