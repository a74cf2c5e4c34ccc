//! Saves answers: those of one step replace the stored ones, and answers that they hide are dropped.

use crate::ids::IntakeId;
use serde_json::{Map, Value};

use super::storage::{charge, size};
use super::{ClientNetwork, FlowError};
use crate::intake::{self, Answers, Conflict, FieldError, SentForm};
use crate::services::Services;
use crate::store::{FunnelEvent, IntakeRow, IntakeStatus, Tx, retrying};

/// A form that was saved, as far as it could be.
#[derive(Clone, Debug)]
pub struct SavedForm {
    /// The intake with the answers of the form.
    pub row: IntakeRow,
    /// Its version before.
    pub version_before: i64,
    /// Its answers before.
    pub answers_before: Answers,
    /// What is wrong with the answers that were not taken.
    pub errors: Vec<FieldError>,
    /// The answers that were not taken because another window changed them as well.
    pub conflicts: Vec<Conflict>,
}

/// Saves a form: every valid answer that is in no conflict with what another window saved meanwhile.
///
/// # Errors
/// [`FlowError::Submitted`], [`FlowError::StorageUsed`].
pub async fn save_form(
    app: &Services,
    client: ClientNetwork,
    id: IntakeId,
    form: &SentForm,
) -> Result<SavedForm, FlowError> {
    retrying(|| async {
        let mut tx = app.db.begin().await?;
        let row = open_intake(&mut tx, id).await?;
        let merged = intake::merge(
            row.questionnaire(&app.content),
            &row.answers,
            row.version,
            form,
        );
        let (version_before, answers_before) = (row.version, row.answers.clone());
        let row = store(app, client, tx, row, merged.answers).await?;
        Ok(SavedForm {
            row,
            version_before,
            answers_before,
            errors: merged.errors,
            conflicts: merged.conflicts,
        })
    })
    .await
}

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
    let row = open_intake(&mut tx, id).await?;
    if expected.is_some_and(|versions| !versions.contains(&row.version)) {
        return Err(FlowError::Stale(row.version));
    }
    let answers = intake::save_step(row.questionnaire(&app.content), &row.answers, step, raw)
        .map_err(FlowError::Invalid)?;
    store(app, client, tx, row, answers).await
}

/// The intake, locked; fails if it was submitted.
async fn open_intake(tx: &mut Tx, id: IntakeId) -> Result<IntakeRow, FlowError> {
    let row = tx.lock_intake(id).await?.ok_or(FlowError::NotFound)?;
    match row.status {
        IntakeStatus::Open => Ok(row),
        IntakeStatus::Submitted => Err(FlowError::Submitted),
    }
}

/// Writes the answers if they have changed, and ends the transaction.
async fn store(
    app: &Services,
    client: ClientNetwork,
    mut tx: Tx,
    mut row: IntakeRow,
    answers: Answers,
) -> Result<IntakeRow, FlowError> {
    if answers == row.answers {
        tx.rollback().await;
        return Ok(row);
    }
    let growth = size(&answers).saturating_sub(size(&row.answers));
    charge(app, &mut tx, client, growth).await?;
    let now = app.clock.now();
    if !tx
        .update_answers(row.id, row.version, &answers, now)
        .await?
    {
        return Err(FlowError::Stale(row.version));
    }
    tx.commit().await?;
    let before = std::mem::replace(&mut row.answers, answers);
    row.version += 1;
    row.updated_at = now;
    count_answered(app, &row, &before);
    Ok(row)
}

/// Counts the questions that have an answer now and had none before.
fn count_answered(app: &Services, row: &IntakeRow, before: &Answers) {
    let questions = row.questionnaire(&app.content).questions();
    let is_new = |id: &str| row.answers.answer(id).is_some() && before.answer(id).is_none();
    for question in questions.filter(|question| is_new(&question.id)) {
        let event = FunnelEvent::Answered;
        app.funnel.count(app, row, event, &question.id);
    }
}
