//! The page, from the rows that are stored.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::render::Templates;
use super::review::{AnswerSection, sections};
use super::stack::{StackRow, stack_rows};
use crate::content::Content;
use crate::flow::reference;
use crate::mail::mailto;
use crate::qualification::Reason;
use crate::store::{Delivery, DeliveryKind, LeadRow};

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
    contact: Vec<Line>,
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

/// A labelled line; a link if it has an address.
#[derive(Serialize)]
struct Line {
    label: &'static str,
    value: String,
    href: String,
}

#[derive(Serialize)]
struct AxisView {
    title: &'static str,
    score: u32,
    reasons: Vec<(String, u32)>,
}

#[derive(Serialize)]
struct DeliveryView {
    what: String,
    state: String,
    at: String,
    error: String,
}

/// The page of one lead; `report_token` opens its report.
///
/// # Errors
/// When the template asks for something that is not there.
pub fn lead_page(
    templates: &Templates,
    content: &Content,
    lead: &LeadRow,
    deliveries: &[Delivery],
    report_token: &str,
) -> anyhow::Result<String> {
    let qualification = &lead.qualification;
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
            .map(duration)
            .unwrap_or_default(),
        submitted_at: lead.created_at.to_rfc3339(),
        submitted_text: moment(lead.created_at),
        contact: contact(content, lead),
        note: lead.note.clone(),
        axes: vec![
            axis("Fit", qualification.fit.score, &qualification.fit.reasons),
            axis(
                "Intent",
                qualification.intent.score,
                &qualification.intent.reasons,
            ),
        ],
        overrides: qualification.overrides.clone(),
        ask: qualification
            .ask_on_the_call
            .iter()
            .map(|id| label(content, id))
            .collect(),
        stack: stack_rows(content, &lead.recommendation),
        contradictions: lead
            .recommendation
            .contradictions
            .iter()
            .map(|found| found.text.clone())
            .collect(),
        report_token: report_token.to_owned(),
        deliveries: deliveries.iter().map(delivery).collect(),
        sections: sections(&content.questionnaire, &lead.answers.without_contact()),
    };
    templates.render("lead.html", &page)
}

fn contact(content: &Content, lead: &LeadRow) -> Vec<Line> {
    let country = content
        .questionnaire
        .country(&lead.country)
        .map_or(&lead.country, |country| &country.name);
    let message = lead
        .answers
        .contact()
        .and_then(|contact| contact.message.clone())
        .unwrap_or_default();
    let matchup = lead.matchup.clone().unwrap_or_default();
    let from = if matchup.is_empty() {
        String::new()
    } else {
        format!("/matchups/{matchup}")
    };
    let line = |label, value: &str, href: String| Line {
        label,
        value: value.to_owned(),
        href,
    };
    let lines = [
        line("Name", &lead.name, String::new()),
        line("E-mail", &lead.email, mailto(&lead.email)),
        line("Company", &lead.company, String::new()),
        line("Country", country, String::new()),
        line("Came from", &matchup, from),
        line("Campaign", &lead.campaign.parameters(), String::new()),
        // Not a link: the visitor wrote it.
        line(
            "Referred by",
            lead.campaign.referrer.as_deref().unwrap_or_default(),
            String::new(),
        ),
        line("Message", &message, String::new()),
        line("Our note", &lead.note, String::new()),
    ];
    lines
        .into_iter()
        .filter(|line| !line.value.is_empty())
        .collect()
}

fn axis(title: &'static str, score: u32, reasons: &[Reason]) -> AxisView {
    let reasons = reasons
        .iter()
        .map(|reason| (reason.text.clone(), reason.points));
    AxisView {
        title,
        score,
        reasons: reasons.collect(),
    }
}

fn delivery(row: &Delivery) -> DeliveryView {
    let what = match row.kind {
        DeliveryKind::ReportReady => "Report to the prospect".to_owned(),
        DeliveryKind::LeadQualified => "Brief to sales".to_owned(),
        DeliveryKind::LeadWebhook => format!("Webhook {}", row.target),
    };
    let held = row.hold().map(|hold| match hold.until {
        Some(until) => format!(
            "Held until {}: {}. Release it sooner with POST /api/v1/deliveries/{}/release.",
            moment(until),
            hold.reason.text(),
            row.id
        ),
        None => format!(
            "Held: {}. Release it with POST /api/v1/deliveries/{}/release.",
            hold.reason.text(),
            row.id
        ),
    });
    let tries = if row.tries > 1 {
        format!(" after {} tries", row.tries)
    } else {
        String::new()
    };
    DeliveryView {
        what,
        state: format!("{}{tries}", row.status),
        at: moment(row.sent_at.unwrap_or(row.created_at)),
        error: held.or_else(|| row.last_error.clone()).unwrap_or_default(),
    }
}

/// The words of a question, if `id` is one.
fn label(content: &Content, id: &str) -> String {
    content
        .questionnaire
        .question(id)
        .map_or(id, |question| &question.label)
        .to_owned()
}

/// `5 minutes`, `1 hour`, `2 days`.
fn duration(minutes: u32) -> String {
    let (count, unit) = match minutes {
        0..60 => (minutes, "minute"),
        60..1440 => (minutes / 60, "hour"),
        _ => (minutes / 1440, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// `22 November 2026, 10:36 UTC`.
fn moment(at: DateTime<Utc>) -> String {
    at.format("%-d %B %Y, %H:%M UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_an_address_has_one_recipient() {
        assert_eq!(
            mailto("o'neill+x?bcc=eve@x.example"),
            "mailto:o%27neill%2Bx%3Fbcc%3Deve@x.example"
        );
    }

    #[test]
    fn a_time_limit_reads_like_one() {
        assert_eq!(
            [5, 60, 120, 1440, 4320].map(duration),
            ["5 minutes", "1 hour", "2 hours", "1 day", "3 days"]
        );
    }
}
