//! The page of one lead: contact, grade, recommended stack, deliveries and answers.

use std::sync::Arc;

use poem::web::{Data, Path};
use poem::{Response, handler};
use serde::Serialize;

use super::deliveries::DeliveryView;
use crate::content::Content;
use crate::flow::reference;
use crate::http::Problem;
use crate::i18n::{Locale, duration_minutes, long_time};
use crate::ids::LeadId;
use crate::intake::given_consents;
use crate::keys::Purpose;
use crate::mail::mailto;
use crate::qualification::Reason;
use crate::services::Services;
use crate::store::{ConsentRow, Delivery, LeadRow};
use crate::t;
use crate::web::Web;
use crate::web::intake::review::{AnswerSection, answer_sections};
use crate::web::shared::response::{html, rendered};
use crate::web::shared::stack_summary::{StackRow, stack_rows};
use crate::web::shared::templates::{RenderResult, Templates};

#[derive(Serialize)]
struct LeadPage {
    id: String,
    reference: String,
    title: String,
    grade: String,
    fit_letter: String,
    status: String,
    next_action: String,
    respond_within: String,
    submitted_at: String,
    submitted_text: String,
    contact: Vec<ContactRow>,
    note: String,
    axes: Vec<AxisView>,
    overrides: Vec<String>,
    ask: Vec<String>,
    stack: Vec<StackRow>,
    contradictions: Vec<String>,
    report_token: String,
    deliveries: Vec<DeliveryView>,
    sections: Vec<AnswerSection>,
}

/// A labelled value; a link if `href` is not empty.
#[derive(Serialize)]
struct ContactRow {
    label: String,
    value: String,
    href: String,
}

#[derive(Serialize)]
struct AxisView {
    title: String,
    score: u32,
    /// Text and points.
    reasons: Vec<(String, u32)>,
}

#[handler]
pub(super) async fn show(
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Path(id): Path<String>,
) -> poem::Result<Response> {
    let id = id.parse::<LeadId>().map_err(|_| Problem::not_found())?;
    let lead = app
        .db
        .lead(id)
        .await
        .map_err(Problem::from)?
        .ok_or_else(Problem::not_found)?;
    let deliveries = app.db.deliveries(id.into()).await.map_err(Problem::from)?;
    let consents = app.db.consents(id).await.map_err(Problem::from)?;
    let report_token = app.keys.token(Purpose::REPORT, id);
    rendered(lead_page(
        &web.templates,
        &app.content.of_edition(lead.edition),
        &lead,
        &deliveries,
        &consents,
        &report_token,
    ))
    .map(html)
}

/// Renders the page; `report_token` opens the lead's report.
pub(super) fn lead_page(
    templates: &Templates,
    content: &Content,
    lead: &LeadRow,
    deliveries: &[Delivery],
    consents: &[ConsentRow],
    report_token: &str,
) -> RenderResult {
    let locale = templates.locale();
    let qualification = &lead.qualification;
    let contradictions = &lead.recommendation.contradictions;
    let page = LeadPage {
        id: lead.id.to_string(),
        reference: reference(lead.id),
        title: format!("{}, {}", lead.name, lead.company),
        grade: lead.grade.clone(),
        fit_letter: qualification.fit.letter.clone(),
        status: lead.status.to_string(),
        next_action: qualification.next_action_text.clone(),
        respond_within: qualification
            .respond_within_minutes
            .map(|minutes| duration_minutes(locale, minutes))
            .unwrap_or_default(),
        submitted_at: lead.created_at.to_rfc3339(),
        submitted_text: long_time(locale, lead.created_at),
        contact: contact_rows(locale, content, lead, consents),
        note: lead.note.clone(),
        axes: vec![
            axis(
                t!(locale, "desk-lead-fit"),
                qualification.fit.score,
                &qualification.fit.reasons,
            ),
            axis(
                t!(locale, "desk-lead-intent"),
                qualification.intent.score,
                &qualification.intent.reasons,
            ),
        ],
        overrides: qualification.overrides.clone(),
        ask: qualification
            .ask_on_the_call
            .iter()
            .map(|id| question_label(content, id))
            .collect(),
        stack: stack_rows(locale, content, &lead.recommendation.in_current_layers()),
        contradictions: contradictions
            .iter()
            .map(|contradiction| contradiction.text.clone())
            .collect(),
        report_token: report_token.to_owned(),
        deliveries: deliveries
            .iter()
            .map(|row| DeliveryView::new(locale, row))
            .collect(),
        sections: answer_sections(
            locale,
            &content.questionnaire,
            &lead.answers.without_contact(),
        ),
    };
    templates.render("desk/lead.html", &page)
}

fn contact_rows(
    locale: &Locale,
    content: &Content,
    lead: &LeadRow,
    consents: &[ConsentRow],
) -> Vec<ContactRow> {
    let country = content
        .questionnaire
        .country(&lead.country)
        .map_or(&lead.country, |country| &country.name);
    let contact = lead.answers.contact().cloned().unwrap_or_default();
    let message = contact.message.as_deref().unwrap_or_default();
    let agreed = agreed(locale, content, lead, consents);
    let matchup = lead.matchup.as_deref().unwrap_or_default();
    let text = |label, value: &str| ContactRow {
        label,
        value: value.to_owned(),
        href: String::new(),
    };
    let link = |label, value: &str, href| ContactRow {
        label,
        value: value.to_owned(),
        href,
    };
    let rows = [
        text(t!(locale, "desk-lead-contact-name"), &lead.name),
        link(
            t!(locale, "desk-lead-contact-email"),
            &lead.email,
            mailto(&lead.email),
        ),
        text(t!(locale, "desk-lead-contact-company"), &lead.company),
        link(
            t!(locale, "desk-lead-contact-phone"),
            &contact.phone,
            tel(&contact.phone),
        ),
        text(
            t!(locale, "desk-lead-contact-best-time"),
            &contact.best_time,
        ),
        text(t!(locale, "desk-lead-contact-country"), country),
        text(t!(locale, "desk-lead-contact-agreed"), &agreed),
        link(
            t!(locale, "desk-lead-contact-matchup"),
            matchup,
            format!("/matchups/{matchup}"),
        ),
        text(
            t!(locale, "desk-lead-contact-campaign"),
            &lead.campaign.parameters(),
        ),
        // Not a link: the visitor's browser sent it.
        text(
            t!(locale, "desk-lead-contact-referrer"),
            lead.campaign.referrer.as_deref().unwrap_or_default(),
        ),
        text(t!(locale, "desk-lead-contact-message"), message),
        text(t!(locale, "desk-lead-contact-note"), &lead.note),
    ];
    rows.into_iter()
        .filter(|row| !row.value.is_empty())
        .collect()
}

/// The boxes that were ticked, one a line with its time; a sentence if none was. Leads of an earlier version have no
/// rows: what they agreed to follows from their answers.
fn agreed(locale: &Locale, content: &Content, lead: &LeadRow, consents: &[ConsentRow]) -> String {
    let line = |wording: &str, at| {
        t!(
            locale,
            "desk-lead-agreed-line",
            wording = wording,
            time = long_time(locale, at)
        )
    };
    let mut lines: Vec<String> = consents
        .iter()
        .map(|consent| line(&consent.wording, consent.given_at))
        .collect();
    if let Some(contact) = lead.answers.contact().filter(|_| lines.is_empty()) {
        let given = given_consents(&content.questionnaire, contact);
        lines.extend(
            given
                .iter()
                .map(|given| line(&given.wording, lead.created_at)),
        );
    }
    if lines.is_empty() {
        return t!(locale, "desk-lead-agreed-none");
    }
    lines.join("\n")
}

/// The link to a telephone number.
fn tel(phone: &str) -> String {
    let digits: String = phone
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    format!("tel:{digits}")
}

fn axis(title: String, score: u32, reasons: &[Reason]) -> AxisView {
    AxisView {
        title,
        score,
        reasons: reasons
            .iter()
            .map(|reason| (reason.text.clone(), reason.points))
            .collect(),
    }
}

/// The label of a question, or the text itself if it is not the id of one.
fn question_label(content: &Content, id: &str) -> String {
    content
        .questionnaire
        .question(id)
        .map_or(id, |question| &question.noun)
        .to_owned()
}
