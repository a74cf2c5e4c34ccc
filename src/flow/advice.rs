//! The advice for an intake, computed once per version of its answers.

use std::sync::Arc;

use super::FlowError;
use crate::i18n::Language;
use crate::intake::Answers;
use crate::recommendation::{
    Recommendation, WorthAsking, preview as quick, recommend, worth_asking as ask,
};
use crate::report::{self, DecisionField};
use crate::services::Services;
use crate::services::{AdvisorError, QueueLimit};
use crate::store::IntakeRow;

/// Returns the advice for the current version of an intake. Requests for the same version share one computation.
///
/// # Errors
/// [`AdvisorError::Busy`] when too many requests are waiting.
pub async fn advice(
    app: &Services,
    row: &IntakeRow,
    limit: QueueLimit,
) -> Result<Arc<Recommendation>, FlowError> {
    let key = (row.id, row.version);
    let kept = &app.advisor.kept;
    if limit == QueueLimit::Unbounded {
        // A submission must not share a computation that may be refused.
        if let Some(advice) = kept.get(&key).await {
            return Ok(advice);
        }
        let advice = Arc::new(advise(app, &row.answers, row.edition, row.language, limit).await?);
        kept.insert(key, advice.clone()).await;
        return Ok(advice);
    }
    let computed = kept
        .try_get_with(key, async {
            compute(app, &row.answers, row.edition, row.language, limit)
                .await
                .map(Arc::new)
        })
        .await;
    computed.map_err(|error| FlowError::Advice((*error).clone()))
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

/// Returns the stack so far: the advice without what takes many more searches. `answers` are those of the intake at
/// `version`, now or before the last save.
///
/// # Errors
/// [`AdvisorError::Busy`] when too many requests are waiting.
pub async fn preview(
    app: &Services,
    row: &IntakeRow,
    version: i64,
    answers: &Answers,
) -> Result<Arc<Recommendation>, FlowError> {
    let previews = &app.advisor.previews;
    let (shared, answers) = (app.clone(), answers.clone());
    let (edition, language) = (row.edition, row.language);
    let work = move || {
        let model = shared.model.of_edition(edition);
        Arc::new(quick(&model, &answers).localize(&model, shared.messages.locale(language)))
    };
    let run = app.advisor.run(QueueLimit::Bounded, work);
    let computed = previews.try_get_with((row.id, version), run).await;
    computed.map_err(|error| FlowError::Advice((*error).clone()))
}

/// Returns what the stack so far takes: team and time, first version and running cost.
///
/// # Errors
/// [`AdvisorError::Busy`] when too many requests are waiting.
pub async fn figures(app: &Services, row: &IntakeRow) -> Result<Vec<DecisionField>, FlowError> {
    let advice = preview(app, row, row.version, &row.answers).await?;
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
    Ok(app.advisor.run(QueueLimit::Bounded, work).await?)
}

/// Returns the optional questions whose answers would change most, and what each could move.
///
/// # Errors
/// [`AdvisorError::Busy`] when too many requests are waiting.
pub async fn worth_asking(app: &Services, row: &IntakeRow) -> Result<Vec<WorthAsking>, FlowError> {
    let (shared, answers, edition) = (app.clone(), row.answers.clone(), row.edition);
    let work = move || ask(&shared.model.of_edition(edition), &answers);
    Ok(app.advisor.run(QueueLimit::Bounded, work).await?)
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
        .run(limit, move || {
            let model = shared.model.of_edition(edition);
            recommend(&model, &answers).localize(&model, shared.messages.locale(language))
        })
        .await
}
