//! The page of a lead with one delivery of each kind, for the check of templates.

use super::lead::lead_page;
use crate::content::Content;
use crate::i18n::{Language, Locale};
use crate::ids::{Id, IntakeId, LeadId};
use crate::intake::Answers;
use crate::qualification::qualify;
use crate::recommendation::{Model, recommend};
use crate::store::{
    Campaign, ConsentRow, Delivery, DeliveryKind, DeliveryStatus, HoldReason, LeadRow, LeadStatus,
};
use crate::web::shared::templates::{RenderError, Templates};

/// Renders the page of a lead with these answers.
pub fn render(
    templates: &Templates,
    content: &Content,
    model: &Model,
    locale: &Locale,
    answers: &Answers,
) -> Result<(), RenderError> {
    let (now, text) = (chrono::DateTime::UNIX_EPOCH, || "sample".to_owned());
    let qualification = qualify(content, answers);
    let lead = LeadRow {
        id: Id::nil(),
        intake_id: IntakeId::nil(),
        status: LeadStatus::New,
        grade: qualification.grade.clone(),
        version: 1,
        name: text(),
        email: "sample@example.org".to_owned(),
        company: text(),
        country: "DE".to_owned(),
        edition: content.questionnaire.edition,
        answers: answers.clone(),
        recommendation: recommend(model, answers).localize(model, locale),
        qualification,
        matchup: content.matchups.first().map(|matchup| matchup.slug.clone()),
        language: Language::En,
        consultant: Some("Sample <sample@example.org>".to_owned()),
        note: text(),
        campaign: Campaign {
            utm: [("source".to_owned(), text())].into(),
            referrer: Some("https://example.org".to_owned()),
        },
        created_at: now,
        updated_at: now,
    };
    let delivery = |kind: DeliveryKind, status| Delivery {
        id: Id::nil(),
        event: kind.parts().0,
        event_id: Id::nil(),
        channel: kind.parts().1,
        subject: LeadId::nil().into(),
        target: text(),
        status,
        tries: 2,
        possible_duplicates: 1,
        message_id: text(),
        last_error: Some(text()),
        created_at: now,
        sent_at: None,
        hold_reason: (status == DeliveryStatus::Held)
            .then(|| HoldReason::RecipientLimit.as_str().to_owned()),
        hold_until: Some(now),
    };
    let deliveries = [
        delivery(DeliveryKind::ReportReady, DeliveryStatus::Sent),
        delivery(DeliveryKind::ReportReady, DeliveryStatus::Held),
        delivery(DeliveryKind::LeadQualified, DeliveryStatus::Retry),
        delivery(DeliveryKind::LeadWebhook, DeliveryStatus::Dead),
    ];
    let consents = [ConsentRow {
        purpose: "contact".to_owned(),
        wording: text(),
        edition: 2,
        given_at: now,
    }];
    lead_page(templates, content, &lead, &deliveries, &consents, "sample").map(|_| ())
}
