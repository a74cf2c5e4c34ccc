//! The advice for an intake, computed once per version of its answers.

use std::sync::Arc;

use super::FlowError;
use crate::i18n::Language;
use crate::intake::Answers;
use crate::recommendation::{Recommendation, recommend};
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
