//! The steps of a prospect, one function each, shared by the API and the pages: begin, answer, submit.

mod advice;
mod begin;
mod blueprint;
mod correct;
mod drafts;
mod erase;
mod export;
mod owner;
mod save;
mod storage;
mod submission_check;
mod submit;

pub use crate::report::reference;
pub use crate::services::QueueLimit;
pub use advice::{
    advice, advise, figures, has_preview, prepare_advice, prepare_preview, preview, worth_asking,
};
pub use begin::{Begun, begin};
pub use blueprint::{Replay, difference, is_outdated, replay};
pub use correct::correct;
pub use drafts::{mail_resume_link, unsubscribe};
pub use erase::{begin_erasure, erase};
pub use export::export;
pub use owner::{
    MAX_SHARE_NAME, OpenedSession, Reader, end_owner_session, is_owner, is_owner_link_valid,
    open_owner_session, request_owner_link, revoke_share, share,
};
pub use save::{SavedForm, save_form, save_step};
pub use storage::ClientNetwork;
pub use submission_check::{
    Challenge, SentBy, confirm, form_nonce, is_confirmation, open_challenge, prove, waive_check,
};
pub use submit::{Submitted, submit};

use chrono::{DateTime, Utc};

use crate::ids::{IntakeId, LeadId};
use crate::intake::FieldError;
use crate::keys::Purpose;
use crate::services::{AdvisorError, PdfError, Services};
use crate::store::{IntakeRow, LeadRow};

/// Why a step failed.
#[derive(Debug, thiserror::Error)]
pub enum FlowError {
    /// It does not exist, or this token does not grant access to it.
    #[error("not found")]
    NotFound,
    /// The intake became a lead; its answers no longer change.
    #[error("this intake was submitted, its answers no longer change")]
    Submitted,
    /// The intake has changed since the caller read it.
    #[error("the intake is now at version {0}; read it again and repeat the change")]
    Stale(i64),
    /// Answers that are not accepted, each with its field.
    #[error("{} answer(s) cannot be taken", .0.len())]
    Invalid(Vec<FieldError>),
    /// The visitor's network has used up its storage for the day.
    #[error(
        "this network has stored as much as it may today; the next day begins in {retry_after} s"
    )]
    StorageUsed {
        /// Seconds until it may store again.
        retry_after: u32,
    },
    /// As many mails were sent as may be.
    #[error("no further mail may be sent before {until}")]
    TooManyMails {
        /// When the next one may be sent.
        until: DateTime<Utc>,
    },
    /// The report has as many links for reading as it may.
    #[error("the report has {0} links already")]
    TooManyShares(usize),
    /// The report has as many versions as it may.
    #[error("the report has {0} versions already")]
    TooManyVersions(u32),
    /// A job of the lead has not ended yet.
    #[error("a job of this report has not ended yet")]
    Busy,
    /// No advice could be computed.
    #[error(transparent)]
    Advice(#[from] AdvisorError),
    /// The database failed.
    #[error("the database failed")]
    Store(#[from] sqlx::Error),
}

impl From<PdfError> for FlowError {
    fn from(error: PdfError) -> Self {
        match error {
            PdfError::Store(error) => Self::Store(error),
            PdfError::Work(error) => Self::Advice(error),
            PdfError::Render(error) => Self::Advice(AdvisorError::Failed(error.to_string())),
        }
    }
}

/// Returns the intake that a resume token opens.
///
/// # Errors
/// [`FlowError::NotFound`] for any other token.
pub async fn resume(app: &Services, token: &str) -> Result<IntakeRow, FlowError> {
    let id = app
        .keys
        .open(Purpose::RESUME, token)
        .ok_or(FlowError::NotFound)?;
    intake(app, id).await
}

/// Returns the intake with this id. The caller has checked the right to it.
///
/// # Errors
/// [`FlowError::NotFound`] if it does not exist.
pub async fn intake(app: &Services, id: IntakeId) -> Result<IntakeRow, FlowError> {
    app.db.intake(id).await?.ok_or(FlowError::NotFound)
}

/// Returns the lead whose report a token opens, and who reads it: a token of the report, or of a link that its owner
/// made and did not revoke. Whether or not the report is built.
///
/// # Errors
/// [`FlowError::NotFound`] for any other token, and for a genuine one whose lead was or is being erased.
pub async fn reader(app: &Services, token: &str) -> Result<(LeadId, Reader), FlowError> {
    let (lead, reader) = if let Some(lead) = app.keys.open(Purpose::REPORT, token) {
        (lead, Reader::Prospect)
    } else {
        let share = app.keys.open(Purpose::SHARE, token);
        let share = app.db.share(share.ok_or(FlowError::NotFound)?).await?;
        let share = share.ok_or(FlowError::NotFound)?;
        (share.lead_id, Reader::Shared(share.name))
    };
    if !app.db.is_report_open(lead).await? {
        return Err(FlowError::NotFound);
    }
    Ok((lead, reader))
}

/// Like [`reader`], but returns the complete lead.
///
/// # Errors
/// Those of [`reader`].
pub async fn reported_lead(app: &Services, token: &str) -> Result<(LeadRow, Reader), FlowError> {
    let (id, reader) = reader(app, token).await?;
    let lead = app.db.lead(id).await?.ok_or(FlowError::NotFound)?;
    Ok((lead, reader))
}
