//! Answering: the answers of one step replace those that were there, and what they hide is dropped.

use serde_json::{Map, Value};
use uuid::Uuid;

use super::FlowError;
use super::intake as read;
use crate::app::App;
use crate::intake;
use crate::store::{IntakeRow, IntakeStatus};

/// How often a save is tried again when somebody else saved another step at the same moment.
const TRIES: usize = 5;

/// Saves one step. With `expected`, only if the intake is still at that version.
///
/// # Errors
/// [`FlowError::Invalid`] names every answer that cannot be taken; [`FlowError::Stale`], [`FlowError::Submitted`].
pub async fn save_step(app: &App, id: Uuid, step: &str, raw: &Map<String, Value>, expected: Option<i64>) -> Result<IntakeRow, FlowError> {
    for _ in 0..TRIES {
        let mut row = read(app, id).await?;
        if row.status == IntakeStatus::Submitted {
            return Err(FlowError::Submitted);
        }
        if expected.is_some_and(|version| version != row.version) {
            return Err(FlowError::Stale(row.version));
        }
        let answers = intake::save_step(&app.content.questionnaire, &row.answers, step, raw).map_err(FlowError::Invalid)?;
        if answers == row.answers {
            return Ok(row);
        }
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        if tx.update_answers(id, row.version, &answers, now).await? {
            tx.commit().await?;
            row.answers = answers;
            row.version += 1;
            row.updated_at = now;
            return Ok(row);
        }
    }
    let row = read(app, id).await?;
    Err(if row.status == IntakeStatus::Submitted { FlowError::Submitted } else { FlowError::Stale(row.version) })
}
