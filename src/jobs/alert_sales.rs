//! The mail to sales: grade, reasons, contact, the answers that matter, and where to find the lead.

use uuid::Uuid;

use super::JobError;
use super::deliver::{deliver_mail, lead};
use crate::app::App;
use crate::flow::reference;
use crate::keys::Purpose;
use crate::mail::{AnswerBrief, AxisBrief, ContactBrief, Email, LeadQualified, Message, PointsBrief, visitor_mailbox};
use crate::qualification::Reason;
use crate::report::{self, Contradiction, StackRow};
use crate::store::{DeliveryKey, DeliveryKind, LeadRow};

/// What sales wants to know before the first call, in the order of a conversation.
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

pub(super) async fn perform(app: &App, id: Uuid) -> Result<(), JobError> {
    let lead = lead(app, id).await?;
    let compose = |message_id| {
        let rendered = brief(app, &lead)
            .render(&app.mails, app.content.brand.language)
            .map_err(|error| JobError::GiveUp(error.into()))?;
        // Sales answers the prospect, not the program. A lead of an earlier version may have an address that cannot be
        // mailed; sales has to hear of it all the same.
        let reply_to = visitor_mailbox(&lead.name, &lead.email).ok();
        Ok(Message {
            from: app.config.mail_from.clone(),
            to: app.config.sales_to.clone(),
            reply_to,
            subject: rendered.subject,
            text: rendered.text,
            html: rendered.html,
            attachments: Vec::new(),
            message_id,
            date: lead.created_at,
            auto_submitted: true,
            unsubscribe: None,
        })
    };
    deliver_mail(app, DeliveryKey::mail(id, DeliveryKind::LeadQualified), compose).await
}

fn brief(app: &App, lead: &LeadRow) -> LeadQualified {
    let (known, grade) = (&app.content.questionnaire, &lead.qualification);
    let answers = ANSWERS.iter().filter_map(|id| {
        let (question, answer) = (known.question(id)?, lead.answers.answer(id)?);
        Some(AnswerBrief { label: question.label.clone(), value: report::answer_labels(question, answer).join(", ") })
    });
    let stack = app.content.catalogue.layers.iter().filter_map(|info| {
        let layer = lead.recommendation.layers.get(&info.id)?;
        Some(StackRow {
            id: info.id.clone(),
            layer: info.label.clone(),
            choice: layer.name.clone()?,
            ..StackRow::default()
        })
    });
    let message = lead.answers.contact().and_then(|contact| contact.message.clone());
    LeadQualified {
        grade: lead.grade.clone(),
        next_action: grade.next_action_text.clone(),
        respond_within: grade.respond_within_minutes.map(within).unwrap_or_default(),
        fit: axis(grade.fit.score, grade.fit.letter.clone(), &grade.fit.reasons),
        intent: axis(grade.intent.score, grade.intent.level.to_string(), &grade.intent.reasons),
        overrides: grade.overrides.clone(),
        contact: ContactBrief {
            name: lead.name.clone(),
            email: lead.email.clone(),
            company: lead.company.clone(),
            country: known.country(&lead.country).map_or_else(|| lead.country.clone(), |country| country.name.clone()),
            message,
        },
        answers: answers.collect(),
        contradictions: lead
            .recommendation
            .contradictions
            .iter()
            .map(|one| Contradiction { id: one.id.clone(), text: one.text.clone(), change: one.change.clone() })
            .collect(),
        ask_on_the_call: grade
            .ask_on_the_call
            .iter()
            .map(|id| known.question(id).map_or_else(|| id.clone(), |question| question.label.clone()))
            .collect(),
        stack: stack.collect(),
        reference: reference(lead.id),
        lead_url: format!("{}/leads/{}", app.config.base_url(), lead.id),
        report_url: format!("{}/reports/{}", app.config.base_url(), app.keys.token(Purpose::Report, lead.id)),
    }
}

fn axis(score: u32, mark: String, reasons: &[Reason]) -> AxisBrief {
    let reasons = reasons.iter().map(|reason| PointsBrief { points: reason.points.into(), text: reason.text.clone() });
    AxisBrief { score: score.into(), mark, reasons: reasons.collect() }
}

/// A number of minutes as people say it.
fn within(minutes: u32) -> String {
    let (count, unit) = if minutes.is_multiple_of(60) { (minutes / 60, "hour") } else { (minutes, "minute") };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_said_as_people_say_them() {
        for (minutes, text) in [(5, "5 minutes"), (60, "1 hour"), (480, "8 hours"), (90, "90 minutes")] {
            assert_eq!(within(minutes), text);
        }
    }
}
