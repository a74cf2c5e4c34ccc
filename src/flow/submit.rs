//! Submits an intake: answers, recommendation, qualification, lead, ledger and jobs commit together or not at all.

use super::storage::{charge, size};
use super::submission_check::{self, SentBy};
use super::{ClientNetwork, FlowError, QueueLimit, advice, intake as read};
use crate::ids::{IntakeId, LeadId};
use crate::intake::{self, EmailAddress, given_consents};
use crate::jobs::{
    AlertSales, AnyJob, BuildReport, CallWebhook, SendReport, insert_delivery, queue_delivery,
};
use crate::keys::Purpose;
use crate::qualification::{Qualification, qualify};
use crate::services::Services;
use crate::store::{FunnelEvent, IntakeRow, IntakeStatus, NewLead, Packed, SpamSignal, retrying};

/// An intake that became a lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// The lead.
    pub lead_id: LeadId,
    /// The token that opens the report.
    pub report_token: String,
    /// The page of the report.
    pub report_url: String,
    /// Where to poll whether the report is built.
    pub status_url: String,
}

/// Attempts at a submission when steps saved concurrently invalidate its advice.
const MAX_ATTEMPTS: usize = 5;

/// Turns an intake into a lead, once: a repeat returns the same result and has no effect. If it looks as if a program
/// sent it, its report is not mailed before a check is passed.
///
/// # Errors
/// [`FlowError::Invalid`] lists what is missing; [`FlowError::StorageUsed`].
pub async fn submit(
    app: &Services,
    client: ClientNetwork,
    id: IntakeId,
    key: Option<&str>,
    sent_by: SentBy,
) -> Result<Submitted, FlowError> {
    for _ in 0..MAX_ATTEMPTS {
        let row = read(app, id).await?;
        if row.status == IntakeStatus::Submitted {
            let lead = app
                .db
                .lead_of_intake(id)
                .await?
                .ok_or(FlowError::NotFound)?;
            return Ok(submitted(app, lead));
        }
        let missing = intake::missing(row.questionnaire(&app.content), &row.answers);
        if !missing.is_empty() {
            return Err(FlowError::Invalid(missing));
        }
        // Both take time, so they come before anything is locked.
        let recommendation = Packed::new(&advice(app, &row, QueueLimit::Unbounded).await?)?;
        let qualification = qualify(&app.content.of_edition(row.edition), &row.answers);
        let email = address(&row).ok_or(FlowError::NotFound)?;
        // A person decides about a lead that is held.
        let signals = if qualification.is_held() {
            Vec::new()
        } else {
            submission_check::signals(app, client, &row, &email, sent_by).await?
        };
        let new = Closing {
            row: &row,
            key,
            email: &email,
            recommendation: &recommendation,
            qualification: &qualification,
            signals: &signals,
        };
        if let Some(lead) = retrying(|| close(app, client, &new)).await? {
            app.answer_writer.forget(id).await;
            app.metrics.submission();
            for signal in signals {
                app.metrics.spam_signal(signal);
            }
            count(app, &row);
            return Ok(submitted(app, lead));
        }
    }
    Err(FlowError::Stale(read(app, id).await?.version))
}

/// Counts a submission, and how long it took from the start.
fn count(app: &Services, row: &IntakeRow) {
    let took = (app.clock.now() - row.created_at).num_minutes();
    let within = [5, 10, 20, 60, 24 * 60]
        .into_iter()
        .find(|most| took < *most);
    let minutes = within.map_or_else(|| "more".to_owned(), |most| most.to_string());
    app.funnel.count(app, row, FunnelEvent::Submitted, "");
    app.funnel.count(app, row, FunnelEvent::Minutes, &minutes);
}

/// The address of an intake's contact. If no required answer is missing, it can be mailed.
fn address(row: &IntakeRow) -> Option<String> {
    let entered = &row.answers.contact()?.work_email;
    Some(EmailAddress::parse(entered).map_or_else(|_| entered.clone(), |email| email.to_string()))
}

/// An intake that becomes a lead.
struct Closing<'a> {
    row: &'a IntakeRow,
    key: Option<&'a str>,
    email: &'a str,
    recommendation: &'a Packed,
    qualification: &'a Qualification,
    signals: &'a [SpamSignal],
}

/// Runs the transaction. `None`: the intake has changed since it was read, nothing was written.
async fn close(
    app: &Services,
    client: ClientNetwork,
    new: &Closing<'_>,
) -> Result<Option<LeadId>, FlowError> {
    let Closing {
        row,
        key,
        email,
        recommendation,
        qualification,
        signals,
    } = *new;
    let contact = row.answers.contact().ok_or(FlowError::NotFound)?;
    let (lead, now): (LeadId, _) = (app.clock.new_id(), app.clock.now());
    let mut tx = app.db.begin().await?;
    if !tx.close_intake(row.id, row.version, now).await? {
        return Ok(None);
    }
    tx.drop_reminders(row.id).await?;
    tx.insert_lead(&NewLead {
        id: lead,
        intake_id: row.id,
        submission_key: key,
        contact,
        email,
        answers: &row.answers,
        recommendation,
        qualification,
        matchup: row.matchup.as_deref(),
        language: row.language,
        now,
    })
    .await?;
    for consent in given_consents(row.questionnaire(&app.content), contact) {
        tx.insert_consent(lead, &consent, now).await?;
    }
    let bytes = || size(&row.answers) + recommendation.stored_bytes() + size(qualification);
    charge(app, &mut tx, client, bytes).await?;
    if let Some(counter) = client.counter(app) {
        tx.insert_lead_client(lead, counter, now).await?;
    }
    let webhooks = app.config.webhooks.iter();
    let webhooks = webhooks.map(|target| CallWebhook::qualified(lead, &target.name));
    let jobs = [
        AnyJob::from(BuildReport::first(lead)),
        AlertSales::first(lead).into(),
    ];
    for job in jobs.into_iter().chain(webhooks.map(AnyJob::from)) {
        queue_delivery(app, &mut tx, &job, lead.into()).await?;
    }
    // The job that builds the report enqueues its mail.
    insert_delivery(app, &mut tx, &SendReport::first(lead).into(), lead.into()).await?;
    if !signals.is_empty() {
        submission_check::begin(app, &mut tx, lead, signals).await?;
    }
    tx.commit().await?;
    Ok(Some(lead))
}

fn submitted(app: &Services, lead_id: LeadId) -> Submitted {
    let report_token = app.keys.token(Purpose::REPORT, lead_id);
    let base = app.config.base_url();
    Submitted {
        lead_id,
        report_url: format!("{base}/reports/{report_token}"),
        status_url: format!("{base}/api/v1/reports/{report_token}"),
        report_token,
    }
}
