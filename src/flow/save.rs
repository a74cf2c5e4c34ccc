//! Saves answers: those of one step replace the stored ones, and answers that they hide are dropped.

use std::sync::Arc;

use crate::ids::IntakeId;
use serde_json::{Map, Value};

use super::storage::{charge_of, size, storage_used};
use super::{ClientNetwork, FlowError, prepare_advice, prepare_preview};
use crate::intake::{self, Answers, Conflict, FieldError, SentForm};
use crate::services::Services;
use crate::store::{AnswersUpdate, FunnelEvent, IntakeRow, IntakeStatus, UpdateOutcome, retrying};

/// Attempts at a save while others change the same intake.
const MAX_ATTEMPTS: usize = 50;

/// A form that was saved, as far as it could be.
#[derive(Clone, Debug)]
pub struct SavedForm {
    /// The intake with the answers of the form.
    pub row: Arc<IntakeRow>,
    /// The intake before; the same if the form changed nothing.
    pub before: Arc<IntakeRow>,
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
    let merge = |row: &IntakeRow| {
        let known = row.questionnaire(&app.content);
        let mut merged = intake::merge(known, &row.answers, row.version, form);
        prepare_preview(app, row, &merged.answers);
        Ok((std::mem::take(&mut merged.answers), merged))
    };
    let saved = save(app, client, id, merge).await?;
    Ok(SavedForm {
        row: saved.now,
        before: saved.before,
        errors: saved.details.errors,
        conflicts: saved.details.conflicts,
    })
}

/// Saves one step; if `expected` is given, only while the intake is at one of these versions.
///
/// # Errors
/// [`FlowError::Invalid`] lists every answer that is not accepted; [`FlowError::NotFound`] if there is no such step;
/// [`FlowError::Stale`], [`FlowError::Submitted`], [`FlowError::StorageUsed`].
pub async fn save_step(
    app: &Services,
    client: ClientNetwork,
    id: IntakeId,
    step: &str,
    raw: &Map<String, Value>,
    expected: Option<&[i64]>,
) -> Result<Arc<IntakeRow>, FlowError> {
    let replace = |row: &IntakeRow| {
        let known = row.questionnaire(&app.content);
        if known.step(step).is_none() {
            return Err(FlowError::NotFound);
        }
        if expected.is_some_and(|versions| !versions.contains(&row.version)) {
            return Err(FlowError::Stale(row.version));
        }
        let answers = intake::save_step(known, &row.answers, step, raw);
        Ok((answers.map_err(FlowError::Invalid)?, ()))
    };
    Ok(save(app, client, id, replace).await?.now)
}

/// An intake before and after a save, the same if nothing changed, and what else the caller found out.
struct Saved<T> {
    before: Arc<IntakeRow>,
    now: Arc<IntakeRow>,
    details: T,
}

/// Stores what `answers` makes of an intake, if nothing else has changed the intake meanwhile; otherwise makes it again
/// of what is stored then.
async fn save<T>(
    app: &Services,
    client: ClientNetwork,
    id: IntakeId,
    answers: impl Fn(&IntakeRow) -> Result<(Answers, T), FlowError>,
) -> Result<Saved<T>, FlowError> {
    // What this process remembers is mostly current, which only a successful write proves. Whatever else comes of it, a
    // refusal or that nothing changed, may be outdated.
    if let Some(row) = app.answer_writer.remembered(id).await
        && row.status == IntakeStatus::Open
        && let Ok((answers, details)) = answers(&row)
        && answers != row.answers
        && let Some(saved) = store(app, client, &row, answers, details).await?
    {
        return Ok(saved);
    }
    for _ in 0..MAX_ATTEMPTS {
        let row = Arc::new(app.db.intake(id).await?.ok_or(FlowError::NotFound)?);
        if row.status == IntakeStatus::Submitted {
            app.answer_writer.forget(id).await;
            return Err(FlowError::Submitted);
        }
        let (answers, details) = answers(&row)?;
        if answers == row.answers {
            let before = row.clone();
            return Ok(Saved {
                before,
                now: row,
                details,
            });
        }
        if let Some(saved) = store(app, client, &row, answers, details).await? {
            return Ok(saved);
        }
    }
    Err(FlowError::Stale(
        app.db.intake(id).await?.ok_or(FlowError::NotFound)?.version,
    ))
}

/// Stores new answers; `None` if the intake has changed since it was read.
async fn store<T>(
    app: &Services,
    client: ClientNetwork,
    before: &Arc<IntakeRow>,
    answers: Answers,
    details: T,
) -> Result<Option<Saved<T>>, FlowError> {
    let now = app.clock.now();
    let growth = || size(&answers).saturating_sub(size(&before.answers));
    let update = AnswersUpdate {
        id: before.id,
        version: before.version,
        charge: charge_of(app, client, growth),
        answers,
        at: now,
    };
    let outcome = retrying(|| app.answer_writer.store(update.clone())).await?;
    match outcome {
        UpdateOutcome::Stored => {}
        UpdateOutcome::Changed => return Ok(None),
        UpdateOutcome::OverLimit => return Err(storage_used(app, now)),
    }
    let row = Arc::new(IntakeRow {
        answers: update.answers,
        version: before.version + 1,
        updated_at: now,
        ..IntakeRow::clone(before)
    });
    app.answer_writer.remember(row.clone()).await;
    if count_answered(app, &row, &before.answers) > 0 {
        prepare_advice(app, &row);
    }
    Ok(Some(Saved {
        before: before.clone(),
        now: row,
        details,
    }))
}

/// Counts the questions that have an answer now and had none before, and returns how many.
fn count_answered(app: &Services, row: &IntakeRow, before: &Answers) -> usize {
    let questions = row.questionnaire(&app.content).questions();
    let is_new = |id: &str| row.answers.answer(id).is_some() && before.answer(id).is_none();
    let new = questions.filter(|question| is_new(&question.id));
    new.inspect(|question| {
        let event = FunnelEvent::Answered;
        app.funnel.count(app, row, event, &question.id);
    })
    .count()
}
