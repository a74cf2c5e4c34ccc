//! Saves answers: those of one step replace the stored ones, and answers that they hide are dropped.

use crate::ids::IntakeId;
use serde_json::{Map, Value};

use super::storage::{charge, size};
use super::{ClientNetwork, FlowError};
use crate::intake;
use crate::services::Services;
use crate::store::{IntakeRow, IntakeStatus, retrying};

/// Saves one step; if `expected` is given, only while the intake is at one of these versions.
///
/// # Errors
/// [`FlowError::Invalid`] lists every answer that is not accepted; [`FlowError::Stale`], [`FlowError::Submitted`];
/// [`FlowError::StorageUsed`].
pub async fn save_step(
    app: &Services,
    client: ClientNetwork,
    id: IntakeId,
    step: &str,
    raw: &Map<String, Value>,
    expected: Option<&[i64]>,
) -> Result<IntakeRow, FlowError> {
    retrying(|| save(app, client, id, step, raw, expected)).await
}

async fn save(
    app: &Services,
    client: ClientNetwork,
    id: IntakeId,
    step: &str,
    raw: &Map<String, Value>,
    expected: Option<&[i64]>,
) -> Result<IntakeRow, FlowError> {
    let mut tx = app.db.begin().await?;
    let row = tx.lock_intake(id).await?.ok_or(FlowError::NotFound)?;
    if row.status == IntakeStatus::Submitted {
        return Err(FlowError::Submitted);
    }
    if expected.is_some_and(|versions| !versions.contains(&row.version)) {
        return Err(FlowError::Stale(row.version));
    }
    let answers = intake::save_step(row.questionnaire(&app.content), &row.answers, step, raw)
        .map_err(FlowError::Invalid)?;
    if answers == row.answers {
        tx.rollback().await;
        return Ok(row);
    }
    charge(
        app,
        &mut tx,
        client,
        size(&answers).saturating_sub(size(&row.answers)),
    )
    .await?;
    let now = app.clock.now();
    if !tx.update_answers(id, row.version, &answers, now).await? {
        return Err(FlowError::Stale(row.version));
    }
    tx.commit().await?;
    Ok(IntakeRow {
        answers,
        version: row.version + 1,
        updated_at: now,
        ..row
    })
}
