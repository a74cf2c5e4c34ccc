//! Drafts: mails their links, and ends their reminders.

use super::{ClientNetwork, FlowError};
use crate::i18n::message;
use crate::intake::{EmailAddress, FieldError};
use crate::jobs::{AnyJob, MailLimit, SendResumeLink, queue_delivery};
use crate::keys::{Counted, Purpose};
use crate::services::Services;
use crate::store::{IntakeRow, IntakeStatus, ResumeRequestRow};

/// Mails the link of an intake to an address; with `reminder`, the words of the consent, one reminder may follow.
///
/// # Errors
/// [`FlowError::Invalid`] if the address cannot be mailed, [`FlowError::TooManyMails`] if it, its domain or the visitor's
/// network has been mailed too often, [`FlowError::Submitted`].
pub async fn mail_resume_link(
    app: &Services,
    client: ClientNetwork,
    intake: &IntakeRow,
    address: &str,
    reminder: Option<&str>,
) -> Result<(), FlowError> {
    if intake.status == IntakeStatus::Submitted {
        return Err(FlowError::Submitted);
    }
    let address = EmailAddress::parse(address.trim()).map_err(|_| {
        FlowError::Invalid(vec![FieldError::new(
            "email",
            "invalid",
            message!("field-resume-email"),
        )])
    })?;
    let request = ResumeRequestRow {
        id: app.clock.new_id(),
        intake_id: intake.id,
        email: Some(address.to_string()),
        address: app
            .keys
            .counter(Counted::Suppressed, &address.mailbox_key())
            .to_vec(),
        reminder_wording: reminder.map(str::to_owned),
        created_at: app.clock.now(),
        reminded_at: None,
    };
    let job = AnyJob::from(SendResumeLink {
        intake: intake.id,
        request: request.id,
    });
    let mut tx = app.db.begin().await?;
    let counted = app.clock.new_id();
    let limit = MailLimit::check(
        app,
        &mut tx,
        &address.to_string(),
        client.counter(app),
        counted,
    )
    .await?;
    if let Some(limit) = limit {
        return Err(FlowError::TooManyMails { until: limit.until });
    }
    tx.insert_resume_request(&request).await?;
    queue_delivery(app, &mut tx, &job, intake.id.into()).await?;
    Ok(tx.commit().await?)
}

/// Ends the reminders to the address of a mail, for good.
///
/// # Errors
/// [`FlowError::NotFound`] for any other token.
pub async fn unsubscribe(app: &Services, token: &str) -> Result<(), FlowError> {
    let id = app
        .keys
        .open(Purpose::UNSUBSCRIBE, token)
        .ok_or(FlowError::NotFound)?;
    // The draft and its request may have been deleted; that ended the reminders as well.
    let Some(request) = app.db.resume_request(id).await? else {
        return Ok(());
    };
    let mut tx = app.db.begin().await?;
    tx.suppress_address(&request.address, app.clock.now())
        .await?;
    tx.drop_reminders(request.intake_id).await?;
    Ok(tx.commit().await?)
}
