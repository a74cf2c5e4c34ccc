//! Submit: answers, recommendation, qualification, lead, ledger and jobs are committed together or not at all.

use uuid::Uuid;

use super::FlowError;
use crate::app::App;
use crate::intake;
use crate::jobs::Job;
use crate::keys::Purpose;
use crate::qualification::qualify;
use crate::recommendation::recommend;
use crate::store::{DeliveryKind, IntakeStatus, NewLead};

/// An intake that became a lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// The lead.
    pub lead_id: Uuid,
    /// The token that opens the report.
    pub report_token: String,
    /// The page of the report.
    pub report_url: String,
    /// Where to ask whether the report is built.
    pub status_url: String,
}

/// Turns an intake into a lead, once: a repeat gives the same answer and causes nothing.
///
/// # Errors
/// [`FlowError::Invalid`] lists what is missing.
pub async fn submit(app: &App, id: Uuid, key: Option<&str>) -> Result<Submitted, FlowError> {
    let mut tx = app.db.begin().await?;
    let row = tx.lock_intake(id).await?.ok_or(FlowError::NotFound)?;
    if row.status == IntakeStatus::Submitted {
        drop(tx);
        let lead = app
            .db
            .lead_of_intake(id)
            .await?
            .ok_or(FlowError::NotFound)?;
        return Ok(submitted(app, lead));
    }
    let missing = intake::missing(&app.content.questionnaire, &row.answers);
    let Some(contact) = row.answers.contact().filter(|_| missing.is_empty()) else {
        return Err(FlowError::Invalid(missing));
    };
    let recommendation = recommend(&app.content, &row.answers);
    let qualification = qualify(&app.content, &row.answers);
    let (lead, now) = (app.clock.new_id(), app.clock.now());
    if !tx.close_intake(id, row.version, now).await? {
        return Err(FlowError::Stale(row.version));
    }
    tx.insert_lead(&NewLead {
        id: lead,
        intake_id: id,
        submission_key: key,
        contact,
        answers: &row.answers,
        recommendation: &recommendation,
        qualification: &qualification,
        matchup: row.matchup.as_deref(),
        now,
    })
    .await?;
    for kind in [DeliveryKind::ReportReady, DeliveryKind::LeadQualified] {
        let delivery = app.clock.new_id();
        tx.insert_delivery(delivery, lead, kind, &message_id(app, delivery), now)
            .await?;
    }
    for job in [Job::BuildReport, Job::AlertSales] {
        job.enqueue(
            &mut tx,
            app.clock.new_id(),
            lead,
            app.config.job_attempts,
            now,
        )
        .await?;
    }
    tx.commit().await?;
    app.metrics.submission();
    Ok(submitted(app, lead))
}

fn submitted(app: &App, lead_id: Uuid) -> Submitted {
    let report_token = app.keys.token(Purpose::Report, lead_id);
    let base = app.config.base_url();
    Submitted {
        lead_id,
        report_url: format!("{base}/reports/{report_token}"),
        status_url: format!("{base}/api/v1/reports/{report_token}"),
        report_token,
    }
}

/// The `Message-ID` of a delivery: the same for every try, so that a mailbox folds a repeat.
fn message_id(app: &App, delivery: Uuid) -> String {
    format!("{delivery}@{}", app.config.mail_from.email.domain())
}
