//! Corrects answers of a lead: a new revision, a new version of the report, and a mail to the person and to sales.

use serde_json::{Map, Value};

use super::{FlowError, QueueLimit, advise};
use crate::content::questionnaire::Questionnaire;
use crate::i18n::message;
use crate::ids::ReportId;
use crate::intake::{self, Answers, FieldError};
use crate::jobs::{
    AlertSales, AnyJob, BuildReport, CallWebhook, SendReport, insert_delivery, queue_delivery,
};
use crate::qualification::qualify;
use crate::services::Services;
use crate::store::{CorrectedLead, LeadRow, RevisionRow, retrying};

/// Versions that a report may have: each is mailed.
const MAX_VERSIONS: u32 = 50;

/// Replaces answers of a lead; `raw` holds one value per question, as the API takes them. `None`: they are the same as
/// before, nothing happened.
///
/// # Errors
/// [`FlowError::Invalid`] lists answers that are not accepted, and questions that the correction makes necessary;
/// [`FlowError::Stale`] if the lead was changed at the same time; [`FlowError::TooManyVersions`].
pub async fn correct(
    app: &Services,
    lead: &LeadRow,
    raw: &Map<String, Value>,
) -> Result<Option<ReportId>, FlowError> {
    let content = app.content.of_edition(lead.edition);
    let answers =
        replaced(&content.questionnaire, &lead.answers, raw).map_err(FlowError::Invalid)?;
    if answers == lead.answers {
        return Ok(None);
    }
    let missing = intake::missing(&content.questionnaire, &answers);
    if !missing.is_empty() {
        return Err(FlowError::Invalid(missing));
    }
    let latest = app.db.latest_revision(lead.id).await?;
    let version = latest.map_or(1, |latest| latest.version) + 1;
    if version > MAX_VERSIONS {
        return Err(FlowError::TooManyVersions(MAX_VERSIONS));
    }
    let recommendation = advise(
        app,
        &answers,
        lead.edition,
        lead.language,
        QueueLimit::Unbounded,
    )
    .await?;
    let qualification = qualify(&content, &answers);
    let now = app.clock.now();
    let first = RevisionRow {
        report_id: lead.id.into(),
        lead_id: lead.id,
        version: 1,
        answers: lead.answers.clone(),
        recommendation: lead.recommendation.clone(),
        created_at: lead.created_at,
    };
    let revision = RevisionRow {
        report_id: app.clock.new_id(),
        lead_id: lead.id,
        version,
        answers,
        recommendation,
        created_at: now,
    };
    let report = revision.report_id;
    let jobs = [
        AnyJob::from(BuildReport::version(lead.id, report)),
        AlertSales::corrected(lead.id, report).into(),
    ];
    let calls = app.config.webhooks.iter();
    let calls = calls.map(|target| CallWebhook::corrected(lead.id, &target.name, report).into());
    let jobs: Vec<AnyJob> = jobs.into_iter().chain(calls).collect();
    let mail = AnyJob::from(SendReport {
        lead: lead.id,
        report: Some(report),
    });
    retrying(|| async {
        let mut tx = app.db.begin().await?;
        let corrected = tx
            .correct_lead(&CorrectedLead {
                id: lead.id,
                version: lead.version,
                answers: &revision.answers,
                recommendation: &revision.recommendation,
                qualification: &qualification,
                now,
            })
            .await?;
        if !corrected {
            return Err(FlowError::Stale(lead.version));
        }
        if latest.is_none() {
            tx.insert_revision(&first).await?;
        }
        tx.insert_revision(&revision).await?;
        for job in &jobs {
            queue_delivery(app, &mut tx, job, lead.id.into()).await?;
        }
        // The job that builds the report enqueues its mail.
        insert_delivery(app, &mut tx, &mail, lead.id.into()).await?;
        Ok::<_, FlowError>(tx.commit().await?)
    })
    .await?;
    tracing::info!(lead = %lead.id, version, "answers were corrected");
    Ok(Some(report))
}

/// The answers with those of some questions replaced, step by step; answers that this hides are dropped.
fn replaced(
    questionnaire: &Questionnaire,
    answers: &Answers,
    raw: &Map<String, Value>,
) -> Result<Answers, Vec<FieldError>> {
    let mut replaced = answers.clone();
    for step in &questionnaire.steps {
        let is_of_step = |id: &str| step.questions.iter().any(|question| question.id == id);
        let new = raw.iter().filter(|(id, _)| is_of_step(id));
        let new: Map<String, Value> = new.map(|(id, value)| (id.clone(), value.clone())).collect();
        if new.is_empty() {
            continue;
        }
        // A step is saved as a whole.
        let mut whole = Map::new();
        for (id, answer) in replaced.iter().filter(|(id, _)| is_of_step(id)) {
            whole.insert(id.to_owned(), serde_json::json!(answer));
        }
        whole.extend(new);
        replaced = intake::save_step(questionnaire, &replaced, &step.id, &whole)?;
    }
    let unknown = raw.keys().find(|id| questionnaire.question(id).is_none());
    match unknown {
        None => Ok(replaced),
        Some(id) => Err(vec![FieldError::new(
            id.as_str(),
            "unknown",
            message!("field-question-unknown", question = id.as_str()),
        )]),
    }
}
