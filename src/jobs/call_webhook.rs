//! Webhooks: notifies other systems of leads that were qualified, corrected or erased, one delivery per webhook.

use crate::ids::{LeadId, ReportId};
use std::collections::BTreeMap;

use anyhow::{Context, anyhow};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tracing::Instrument;

use super::delivery::{DeliveryError, deliver, lead};
use super::{Job, JobError, Provider};
use crate::config::Config;
use crate::qualification::Reason;
use crate::report::{Correction, answer_labels, reference};
use crate::services::{self, Revisions, Services};
use crate::store::{Campaign, Delivery, DeliveryKey, EventKind, LeadRow, OutageCause, Subject};
use crate::webhook::CallError;

/// The types of the events.
const QUALIFIED: &str = "lead.qualified";
const CORRECTED: &str = "lead.corrected";
const ERASED: &str = "lead.erased";

/// The payload for a receiver. Fields may be added, never removed or redefined.
#[derive(Debug, Serialize)]
struct QualifiedLead {
    id: LeadId,
    reference: String,
    submitted_at: DateTime<Utc>,
    grade: String,
    fit: Axis,
    intent: Axis,
    next_action: String,
    respond_within_minutes: Option<u32>,
    contact: Contact,
    /// As the API accepts them, without the contact.
    answers: Value,
    /// Layer to technology, both as catalogue ids.
    stack: BTreeMap<String, String>,
    /// Answers and stack as readable text, in the language of the questionnaire.
    labels: Labels,
    matchup: Option<String>,
    /// `utm` and `referrer`.
    source: Campaign,
    language: &'static str,
    lead_url: String,
    report_url: String,
    /// What the person corrected; only in `lead.corrected`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    corrections: Vec<Correction>,
}

/// The payload once a lead is erased: what identifies it, so that the receiver can erase it too.
#[derive(Debug, Serialize)]
struct ErasedLead {
    id: LeadId,
    reference: String,
    erased_at: DateTime<Utc>,
}

#[derive(Debug, Serialize)]
struct Labels {
    /// Question to its text and the answer given.
    answers: BTreeMap<String, AnswerLabel>,
    /// Layer to its name and the technology's.
    stack: BTreeMap<String, StackLabel>,
}

#[derive(Debug, Serialize)]
struct AnswerLabel {
    question: String,
    answer: Vec<String>,
}

#[derive(Debug, Serialize)]
struct StackLabel {
    layer: String,
    technology: String,
}

#[derive(Debug, Serialize)]
struct Axis {
    score: u32,
    reasons: Vec<Reason>,
}

#[derive(Debug, Serialize)]
struct Contact {
    name: String,
    email: String,
    company: String,
    country: String,
    message: Option<String>,
}

/// Notifies another system of a lead that was qualified, corrected or erased.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct CallWebhook {
    /// The lead.
    pub lead: LeadId,
    /// The webhook's name.
    pub webhook: String,
    /// The version of the report that a correction led to; without it, the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<ReportId>,
    /// Whether the lead was erased.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
}

impl CallWebhook {
    /// The call for a lead that was qualified.
    #[must_use]
    pub fn qualified(lead: LeadId, webhook: &str) -> Self {
        Self {
            lead,
            webhook: webhook.to_owned(),
            report: None,
            erased: false,
        }
    }

    /// The call for a lead whose person corrected answers, which led to this version of the report.
    #[must_use]
    pub fn corrected(lead: LeadId, webhook: &str, report: ReportId) -> Self {
        Self {
            report: Some(report),
            ..Self::qualified(lead, webhook)
        }
    }

    /// The call for a lead that was erased.
    #[must_use]
    pub fn erased(lead: LeadId, webhook: &str) -> Self {
        Self {
            erased: true,
            ..Self::qualified(lead, webhook)
        }
    }

    fn ledger_key(&self) -> DeliveryKey {
        let event = if self.erased {
            EventKind::LeadErased
        } else {
            EventKind::LeadQualified
        };
        let id = self.report.map_or(self.lead.into(), Into::into);
        DeliveryKey::webhook(event, id, &self.webhook)
    }
}

impl Job for CallWebhook {
    const NAME: &'static str = "call_webhook";

    fn key(&self) -> String {
        let (lead, webhook) = (self.lead, &self.webhook);
        match self.report {
            _ if self.erased => format!("{lead}:erased:{webhook}"),
            Some(report) => format!("{lead}:{report}:{webhook}"),
            None => format!("{lead}:{webhook}"),
        }
    }

    fn subject(&self) -> Option<Subject> {
        Some(self.lead.into())
    }

    fn delivery(&self) -> Option<DeliveryKey> {
        Some(self.ledger_key())
    }

    fn delivering(row: &Delivery) -> Option<Self> {
        let lead = row.subject.lead()?;
        let is_first = row.event_id == lead.into();
        Some(Self {
            lead,
            webhook: row.target.clone(),
            report: (!is_first).then(|| row.event_id.into()),
            erased: row.event == EventKind::LeadErased,
        })
    }

    fn concurrency(config: &Config) -> usize {
        config.mail_concurrency.into()
    }

    async fn run(&self, app: &Services) -> Result<(), JobError> {
        call(app, self).await
    }
}

async fn call(app: &Services, job: &CallWebhook) -> Result<(), JobError> {
    let (event, data) = payload(app, job).await?;
    let (name, key) = (job.webhook.clone(), job.ledger_key());
    let target = app
        .config
        .webhooks
        .iter()
        .find(|target| target.name == name)
        .cloned();
    let (Some(target), Some(webhooks)) = (target, app.webhooks.clone()) else {
        return Err(JobError::GiveUp(anyhow!(
            "webhook {name:?} is no longer configured; set it with --webhooks (STACKMATCH_WEBHOOKS) and retry the job, or dismiss the job"
        )));
    };
    // The receiver compares this with its own clock, not with our database's.
    let (rate, now) = (app.config.webhook_rate, app.clock.local());
    deliver(app, key, Provider::Webhook(name.clone()), rate, |id| {
        let span = tracing::info_span!("webhook", name, webhook_id = id);
        let call = async move {
            webhooks
                .call(&target, &id, event, &data, now)
                .await
                .map_err(failed)
        };
        Ok(call.instrument(span))
    })
    .await
}

/// The type of the event, and what the receiver gets.
async fn payload(app: &Services, job: &CallWebhook) -> Result<(&'static str, Value), JobError> {
    if job.erased {
        let data = ErasedLead {
            id: job.lead,
            reference: reference(job.lead),
            erased_at: app.clock.now(),
        };
        return Ok((ERASED, json!(data)));
    }
    let mut lead = lead(app, job.lead).await?;
    let Some(report) = job.report else {
        return Ok((QUALIFIED, json!(qualified(app, &lead, Vec::new()))));
    };
    let corrections = Revisions::load(app, &lead)
        .await
        .context("reading the corrections")?
        .apply(app, &mut lead, report);
    Ok((CORRECTED, json!(qualified(app, &lead, corrections))))
}

fn failed(error: CallError) -> DeliveryError {
    let CallError {
        permanent,
        after,
        uncertain,
        away,
        ..
    } = error;
    let outage = away.then_some(OutageCause::Unreachable);
    let error = anyhow::Error::from(error);
    let error = if permanent {
        JobError::GiveUp(error)
    } else {
        JobError::Retry { error, after }
    };
    DeliveryError {
        error,
        uncertain,
        outage,
    }
}

fn qualified(app: &Services, lead: &LeadRow, corrections: Vec<Correction>) -> QualifiedLead {
    let grade = &lead.qualification;
    let base = app.config.base_url();
    let advice = lead.recommendation.in_current_layers();
    let layers = advice.layers.iter();
    let mut answers = json!(lead.answers);
    if let Some(answers) = answers.as_object_mut() {
        answers.remove("contact");
    }
    QualifiedLead {
        id: lead.id,
        reference: reference(lead.id),
        submitted_at: lead.created_at,
        grade: lead.grade.clone(),
        fit: Axis {
            score: grade.fit.score,
            reasons: grade.fit.reasons.clone(),
        },
        intent: Axis {
            score: grade.intent.score,
            reasons: grade.intent.reasons.clone(),
        },
        next_action: grade.next_action_text.clone(),
        respond_within_minutes: grade.respond_within_minutes,
        contact: Contact {
            name: lead.name.clone(),
            email: lead.email.clone(),
            company: lead.company.clone(),
            country: lead.country.clone(),
            message: lead
                .answers
                .contact()
                .and_then(|contact| contact.message.clone()),
        },
        answers,
        stack: layers
            .filter_map(|(layer, chosen)| Some((layer.clone(), chosen.choice.clone()?)))
            .collect(),
        labels: labels(app, lead),
        matchup: lead.matchup.clone(),
        source: lead.campaign.clone(),
        language: lead.language.tag(),
        lead_url: format!("{base}/leads/{}", lead.id),
        report_url: services::report_url(app, lead.id),
        corrections,
    }
}

fn labels(app: &Services, lead: &LeadRow) -> Labels {
    let known = app.content.questionnaire.of_edition(lead.edition);
    let currency = lead.answers.currency(known);
    let questions = known
        .questions()
        .filter(|question| question.id != "contact");
    let answers = questions.filter_map(|question| {
        let answer = answer_labels(question, lead.answers.answer(&question.id)?, currency);
        Some((
            question.id.clone(),
            AnswerLabel {
                question: question.label.clone(),
                answer,
            },
        ))
    });
    let advice = lead.recommendation.in_current_layers();
    let stack = app.content.catalogue.layers.iter().filter_map(|info| {
        let layer = advice.layers.get(&info.id)?;
        let technology = layer.product_name()?.to_owned();
        Some((
            info.id.clone(),
            StackLabel {
                layer: info.label.clone(),
                technology,
            },
        ))
    });
    Labels {
        answers: answers.collect(),
        stack: stack.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_final_and_an_overload_keeps_its_wait() {
        let wait = std::time::Duration::from_secs(7);
        let error = |permanent| CallError {
            permanent,
            after: Some(wait),
            uncertain: false,
            away: false,
            text: "no".into(),
        };
        assert!(matches!(failed(error(true)).error, JobError::GiveUp(_)));
        assert!(
            matches!(failed(error(false)).error, JobError::Retry { after: Some(after), .. } if after == wait)
        );
    }
}
