//! The mail to sales: grade, reasons, contact, key answers, and a link to the lead.

use anyhow::Context;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::delivery::{deliver_mail, lead};
use super::{Job, JobError};
use crate::config::Config;
use crate::ids::{LeadId, ReportId};
use crate::mail::{
    AnswerBrief, AxisBrief, ContactBrief, Email, LeadQualified, Message, PointsBrief, SummaryBrief,
    local_time, visitor_mailbox,
};
use crate::qualification::Reason;
use crate::report::{self, Correction, StackRow, reference};
use crate::services::{self, Revisions, Services};
use crate::store::{Delivery, DeliveryKey, EventKind, LeadRow, Subject};
use crate::t;
use crate::text::{lowercase_first, short_time};

/// The answers sales needs before the first call, in the order of a conversation.
const ANSWERS: [&str; 14] = [
    "product",
    "stage",
    "legacy_stack",
    "goals",
    "audience",
    "mau",
    "channels",
    "team_size",
    "delivery_model",
    "compliance",
    "integrations",
    "budget",
    "start",
    "launch",
];

/// The answers summarized in the subject, the most telling first.
const SUBJECT_ANSWERS: [&str; 3] = ["product", "budget", "start"];

/// Mails the qualified lead to sales.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct AlertSales {
    /// The lead.
    pub lead: LeadId,
    /// The version of the report that a correction led to; without it, the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<ReportId>,
}

impl AlertSales {
    /// The mail about a new lead.
    #[must_use]
    pub fn first(lead: LeadId) -> Self {
        Self { lead, report: None }
    }

    /// The mail about a lead whose person corrected answers, which led to this version of the report.
    #[must_use]
    pub fn corrected(lead: LeadId, report: ReportId) -> Self {
        Self {
            lead,
            report: Some(report),
        }
    }

    fn report_id(&self) -> ReportId {
        self.report.unwrap_or(self.lead.into())
    }

    fn ledger_key(&self) -> DeliveryKey {
        DeliveryKey::mail(EventKind::LeadQualified, self.report_id().into())
    }
}

impl Job for AlertSales {
    const NAME: &'static str = "alert_sales";

    fn key(&self) -> String {
        self.report_id().to_string()
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
            report: (!is_first).then(|| row.event_id.into()),
        })
    }

    fn concurrency(config: &Config) -> usize {
        config.mail_concurrency.into()
    }

    async fn run(&self, app: &Services) -> Result<(), JobError> {
        send(app, self).await
    }
}

async fn send(app: &Services, job: &AlertSales) -> Result<(), JobError> {
    let mut lead = lead(app, job.lead).await?;
    let corrections = match job.report {
        Some(report) => Revisions::load(app, &lead)
            .await
            .context("reading the corrections")?
            .apply(app, &mut lead, report),
        None => Vec::new(),
    };
    let compose = |message_id| {
        let rendered = brief(app, &lead, &corrections)
            .render(&app.mails, app.content.brand.language)
            .map_err(|error| JobError::GiveUp(error.into()))?;
        // Sales replies to the prospect, not to the program. A lead stored by an earlier version may have an address
        // that cannot be mailed; sales must still be notified.
        let reply_to = visitor_mailbox(&lead.name, &lead.email).ok();
        Ok(Message::new(
            app.config.mail_from.clone(),
            app.config.sales_to.clone(),
            rendered,
            message_id,
            lead.created_at,
        )
        .reply_to(reply_to))
    };
    deliver_mail(app, job.ledger_key(), compose).await
}

fn brief(app: &Services, lead: &LeadRow, corrections: &[Correction]) -> LeadQualified {
    let known = app.content.questionnaire.of_edition(lead.edition);
    let grade = &lead.qualification;
    let labels = |id: &str| match (known.question(id), lead.answers.answer(id)) {
        (Some(question), Some(answer)) => {
            report::answer_labels(question, answer, lead.answers.currency(known))
        }
        _ => Vec::new(),
    };
    let first = |id: &str| labels(id).into_iter().next().unwrap_or_default();
    let country = known
        .country(&lead.country)
        .map_or_else(|| lead.country.clone(), |country| country.name.clone());
    let answers = ANSWERS.iter().filter_map(|id| {
        let value = labels(id).join(", ");
        (!value.is_empty()).then_some(AnswerBrief {
            label: known.question(id)?.noun.clone(),
            value,
        })
    });
    let advice = lead.recommendation.in_current_layers();
    let locale = app.messages.locale(app.content.brand.language);
    let (sum, contradictions) =
        report::sum_and_contradictions(&app.content, locale, &lead.answers, &advice);
    let stack = app.content.catalogue.layers.iter().filter_map(|info| {
        let layer = advice.layers.get(&info.id)?;
        Some(StackRow {
            id: info.id.clone(),
            layer: info.label.clone(),
            choice: layer.product_name()?.to_owned(),
            ..StackRow::default()
        })
    });
    let contact = lead.answers.contact().cloned().unwrap_or_default();
    LeadQualified {
        grade: lead.grade.clone(),
        action: grade.next_action.clone(),
        next_action: instruction(app, lead),
        respond_by: grade
            .respond_within_minutes
            .map(|minutes| lead.created_at + TimeDelta::minutes(minutes.into()))
            .map(|deadline| short_time(deadline, lead.created_at))
            .unwrap_or_default(),
        gist: SUBJECT_ANSWERS
            .iter()
            .flat_map(|id| labels(id))
            .map(|label| lowercase_first(&label))
            .collect(),
        summary: SummaryBrief {
            who: who(lead, &country),
            product: first("product"),
            stage: first("stage"),
            budget: first("budget"),
            start: first("start"),
            launch: first("launch"),
        },
        corrections: corrections
            .iter()
            .map(|correction| AnswerBrief {
                label: correction.label.clone(),
                value: t!(
                    locale,
                    "mail-lead-qualified-correction",
                    old = correction.old.as_str(),
                    new = correction.new.as_str()
                ),
            })
            .collect(),
        held: grade.is_held(),
        fit: axis(
            grade.fit.score,
            grade.fit.letter.clone(),
            &grade.fit.reasons,
        ),
        intent: axis(
            grade.intent.score,
            grade.intent.level.to_string(),
            &grade.intent.reasons,
        ),
        overrides: grade.overrides.clone(),
        contact: ContactBrief {
            name: lead.name.clone(),
            email: lead.email.clone(),
            company: lead.company.clone(),
            country,
            phone: contact.phone,
            best_time: contact.best_time,
            local_time: local_time(&lead.country, lead.created_at)
                .map(|time| time.format("%H:%M").to_string())
                .unwrap_or_default(),
            message: contact.message,
        },
        campaign: lead.campaign.parameters(),
        referrer: lead.campaign.referrer.clone().unwrap_or_default(),
        answers: answers.collect(),
        sum,
        contradictions,
        ask_on_the_call: grade
            .ask_on_the_call
            .iter()
            .map(|id| {
                known
                    .question(id)
                    .map_or_else(|| id.clone(), |question| question.label.clone())
            })
            .collect(),
        stack: stack.collect(),
        reference: reference(lead.id),
        lead_url: format!("{}/leads/{}", app.config.base_url(), lead.id),
        report_url: services::report_url(app, lead.id),
    }
}

/// The company, or else the person, with the country; empty if both are unknown.
fn who(lead: &LeadRow, country: &str) -> String {
    let names = [&lead.company, &lead.name];
    match names.into_iter().find(|name| !name.is_empty()) {
        Some(name) if !country.is_empty() => format!("{name} ({country})"),
        Some(name) => name.clone(),
        None => String::new(),
    }
}

fn axis(score: u32, mark: String, reasons: &[Reason]) -> AxisBrief {
    let reasons = reasons.iter().map(|reason| PointsBrief {
        points: reason.points.into(),
        text: reason.text.clone(),
    });
    AxisBrief {
        score: score.into(),
        mark,
        reasons: reasons.collect(),
    }
}

/// The instruction for sales: from the current route if it has one in the language of the mail, else as stored.
fn instruction(app: &Services, lead: &LeadRow) -> String {
    let route = app.content.qualification.route(&lead.grade);
    let language = app.messages.locale(app.content.brand.language).language();
    let translated = route
        .and_then(|route| route.instruction(&lead.qualification.next_action))
        .and_then(|instruction| instruction.translations.get(&language));
    translated
        .unwrap_or(&lead.qualification.next_action_text)
        .clone()
}
