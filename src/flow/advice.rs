//! The advice for an intake, computed once for the same answers.

use std::sync::Arc;

use super::FlowError;
use crate::i18n::Language;
use crate::ids::IntakeId;
use crate::intake::{self, Answers};
use crate::recommendation::{
    Recommendation, WorthAsking, fingerprint, preview as quick, recommend, worth_asking as ask,
};
use crate::report::{self, DecisionField};
use crate::services::Services;
use crate::services::{AdvisorError, QueueLimit};
use crate::store::IntakeRow;

/// The number of answers from which on the stack so far is shown.
const PREVIEW_ANSWERS: usize = 3;

/// Returns the advice for an intake. Requests with the same answers share one computation.
///
/// # Errors
/// [`AdvisorError::Busy`] when too many requests are waiting.
pub async fn advice(
    app: &Services,
    row: &IntakeRow,
    limit: QueueLimit,
) -> Result<Arc<Recommendation>, FlowError> {
    let key = key(app, row, &row.answers);
    let kept = &app.advisor.kept;
    let compute = async || {
        compute(app, &row.answers, row.edition, row.language, limit)
            .await
            .map(Arc::new)
    };
    match kept.try_get_with(key, compute()).await {
        Ok(advice) => Ok(advice),
        // The computation that it waited for may have been one that may not wait as long.
        Err(_) if limit != QueueLimit::Idle => {
            let advice = compute().await?;
            kept.insert(key, advice.clone()).await;
            Ok(advice)
        }
        Err(error) => Err(FlowError::Advice((*error).clone())),
    }
}

/// Begins to compute the advice for answers that only lack the contact: by the time the visitor has entered it, the
/// submission need not wait.
pub fn prepare_advice(app: &Services, row: &Arc<IntakeRow>) {
    if !intake::missing_before_review(row.questionnaire(&app.content), &row.answers).is_empty() {
        return;
    }
    let (app, row) = (app.clone(), row.clone());
    tokio::spawn(async move {
        // The submission computes it if others are being computed now.
        let _ = advice(&app, &row, QueueLimit::Idle).await;
    });
}

/// The key under which advice for answers of an intake is cached.
fn key(app: &Services, row: &IntakeRow, answers: &Answers) -> (IntakeId, u64) {
    let model = app.model.of_edition(row.edition);
    (row.id, fingerprint(&model, answers))
}

/// Returns the advice for any answers to an edition of the questionnaire, in a language.
///
/// # Errors
/// [`AdvisorError::Busy`] when too many requests are waiting.
pub async fn advise(
    app: &Services,
    answers: &Answers,
    edition: u32,
    language: Language,
    limit: QueueLimit,
) -> Result<Recommendation, FlowError> {
    Ok(compute(app, answers, edition, language, limit).await?)
}

/// Whether there are answers enough for the stack so far.
pub fn has_preview(answers: &Answers) -> bool {
    answers.without_contact().len() >= PREVIEW_ANSWERS
}

/// Returns the stack so far, a part of the advice. `answers` are those of the intake, now or before the last save.
/// Requests with the same answers share one computation.
///
/// # Errors
/// [`AdvisorError::Busy`] when too many requests are waiting.
pub fn preview(
    app: &Services,
    row: &IntakeRow,
    answers: &Answers,
) -> impl Future<Output = Result<Arc<Recommendation>, FlowError>> + Send + use<> {
    let key = key(app, row, answers);
    let (app, answers) = (app.clone(), answers.clone());
    let (edition, language) = (row.edition, row.language);
    async move {
        let shared = app.clone();
        let work = move || {
            let model = shared.model.of_edition(edition);
            Arc::new(quick(&model, &answers).localize(&model, shared.messages.locale(language)))
        };
        let run = app.advisor.quick.run(QueueLimit::Bounded, work);
        let computed = app.advisor.previews.try_get_with(key, run).await;
        computed.map_err(|error| FlowError::Advice((*error).clone()))
    }
}

/// Begins to compute the stack of answers that are about to be saved, so that it is ready once they are.
pub fn prepare_preview(app: &Services, row: &IntakeRow, answers: &Answers) {
    if has_preview(answers) && *answers != row.answers {
        tokio::spawn(preview(app, row, answers));
    }
}

/// Returns what the stack so far takes: team and time, first version and running cost.
///
/// # Errors
/// [`AdvisorError::Busy`] when too many requests are waiting.
pub async fn figures(app: &Services, row: &IntakeRow) -> Result<Vec<DecisionField>, FlowError> {
    let advice = preview(app, row, &row.answers).await?;
    let (shared, answers) = (app.clone(), row.answers.clone());
    let (edition, language) = (row.edition, row.language);
    let work = move || {
        let locale = shared.messages.locale(language);
        report::figures(
            &shared.content.of_edition(edition),
            locale,
            &answers,
            &advice,
        )
    };
    Ok(app.advisor.quick.run(QueueLimit::Bounded, work).await?)
}

/// Returns the optional questions whose answers would change most, and what each could move.
///
/// # Errors
/// [`AdvisorError::Busy`] when too many requests are waiting.
pub async fn worth_asking(app: &Services, row: &IntakeRow) -> Result<Vec<WorthAsking>, FlowError> {
    let (shared, answers, edition) = (app.clone(), row.answers.clone(), row.edition);
    let work = move || ask(&shared.model.of_edition(edition), &answers);
    Ok(app.advisor.whole.run(QueueLimit::Bounded, work).await?)
}

async fn compute(
    app: &Services,
    answers: &Answers,
    edition: u32,
    language: Language,
    limit: QueueLimit,
) -> Result<Recommendation, AdvisorError> {
    let (shared, answers) = (app.clone(), answers.clone());
    app.advisor
        .whole
        .run(limit, move || {
            let model = shared.model.of_edition(edition);
            recommend(&model, &answers).localize(&model, shared.messages.locale(language))
        })
        .await
}
