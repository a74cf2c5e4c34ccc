//! Everything that is stored about a lead, as one JSON document for its owner.

use serde_json::{Value, json};

use super::FlowError;
use crate::report::reference;
use crate::services::Services;
use crate::store::{JobFilter, LeadRow, Subject};

/// The version of the layout.
const FORMAT: &str = "stackmatch export 1";
/// Jobs read per query.
const JOBS: u32 = 500;

/// Returns all that is stored about a lead. Keyed hashes, which limits are counted under, are left out: they identify
/// nobody without the server key.
///
/// # Errors
/// When the database fails.
pub async fn export(app: &Services, lead: &LeadRow) -> Result<Value, FlowError> {
    let intake = app.db.intake(lead.intake_id).await?;
    let intake = intake.map(|row| {
        json!({
            "id": row.id, "edition": row.edition, "started_at": row.created_at, "submitted_at": row.updated_at,
            "language": row.language.tag(), "matchup": row.matchup, "source": row.campaign,
        })
    });
    let requests = app.db.resume_requests(lead.intake_id).await?;
    let requests: Vec<_> = requests
        .iter()
        .map(|row| {
            json!({
                "asked_at": row.created_at, "email": row.email, "reminder_consent": row.reminder_wording,
                "reminded_at": row.reminded_at,
            })
        })
        .collect();
    let consents = app.db.consents(lead.id).await?;
    let consents: Vec<_> = consents
        .iter()
        .map(|row| json!({ "purpose": row.purpose, "wording": row.wording, "given_at": row.given_at }))
        .collect();
    let check = app.db.submission_check(lead.id).await?;
    let check = check.map(|row| {
        json!({
            "signals": row.signals, "begun_at": row.created_at, "held_at": row.held_at, "passed_at": row.passed_at,
        })
    });
    let revisions = app.db.revisions(lead.id).await?;
    let revisions: Vec<_> = revisions
        .iter()
        .map(|row| {
            json!({
                "version": row.version, "created_at": row.created_at, "answers": row.answers,
                "recommendation": row.recommendation,
            })
        })
        .collect();
    Ok(json!({
        "format": FORMAT,
        "exported_at": app.clock.now(),
        "reference": reference(lead.id),
        "intake": intake,
        "resume_links": requests,
        "lead": {
            "id": lead.id, "submitted_at": lead.created_at, "changed_at": lead.updated_at, "name": lead.name,
            "email": lead.email, "company": lead.company, "country": lead.country, "language": lead.language.tag(),
            "status": lead.status.as_str(), "note": lead.note, "consultant": lead.consultant, "grade": lead.grade,
            "answers": lead.answers, "recommendation": lead.recommendation, "qualification": lead.qualification,
        },
        "consents": consents,
        "check": check,
        "corrections": revisions,
        "reports": reports(app, lead).await?,
        "links": links(app, lead).await?,
        "deliveries": deliveries(app, lead).await?,
        "jobs": jobs(app, lead).await?,
    }))
}

async fn reports(app: &Services, lead: &LeadRow) -> Result<Vec<Value>, FlowError> {
    let mut reports = Vec::new();
    for version in app.db.report_versions(lead.id).await? {
        let report = app.db.report_by_id(version.id).await?;
        let document = report.map(|report| report.document);
        reports.push(json!({
            "version": version.version, "built_at": version.created_at, "document": document,
        }));
    }
    Ok(reports)
}

/// When the owner asked for links and opened sessions, and for whom links for reading were made.
async fn links(app: &Services, lead: &LeadRow) -> Result<Value, FlowError> {
    let owner_links = app.db.owner_links(lead.id).await?;
    let owner_links = owner_links
        .iter()
        .map(|row| json!({ "asked_at": row.created_at, "used_at": row.used_at }));
    let sessions = app.db.owner_sessions(lead.id).await?;
    let sessions = sessions.iter().map(|row| {
        json!({ "began_at": row.created_at, "expires_at": row.expires_at, "ended_at": row.ended_at })
    });
    let shares = app.db.shares(lead.id).await?;
    let shares = shares.iter().map(
        |row| json!({ "name": row.name, "made_at": row.created_at, "revoked_at": row.revoked_at }),
    );
    Ok(json!({
        "owner_links": owner_links.collect::<Vec<_>>(),
        "sessions": sessions.collect::<Vec<_>>(),
        "shares": shares.collect::<Vec<_>>(),
    }))
}

async fn deliveries(app: &Services, lead: &LeadRow) -> Result<Vec<Value>, FlowError> {
    let mut rows = app.db.deliveries(Subject::Lead(lead.id)).await?;
    rows.extend(app.db.deliveries(Subject::Intake(lead.intake_id)).await?);
    let deliveries = rows.iter().map(|row| {
        json!({
            "kind": row.kind().as_str(), "target": row.target, "status": row.status.as_str(), "queued_at": row.created_at,
            "sent_at": row.sent_at, "last_error": row.last_error, "message_id": row.message_id,
        })
    });
    Ok(deliveries.collect())
}

async fn jobs(app: &Services, lead: &LeadRow) -> Result<Vec<Value>, FlowError> {
    let mut jobs = Vec::new();
    for subject in [Subject::Lead(lead.id), Subject::Intake(lead.intake_id)] {
        let filter = JobFilter {
            subject: Some(subject),
            ..JobFilter::default()
        };
        for job in app.db.jobs(&filter, JOBS).await?.items {
            let attempts = app.db.attempts(job.id).await?;
            let attempts = attempts.iter().map(|attempt| {
                json!({
                    "started_at": attempt.started_at, "ended_at": attempt.ended_at, "outcome": attempt.outcome.as_str(),
                    "error": attempt.error,
                })
            });
            jobs.push(json!({
                "job": job.queue, "queued_at": job.created_at, "state": job.state.as_str(),
                "attempts": attempts.collect::<Vec<_>>(),
            }));
        }
    }
    Ok(jobs)
}
