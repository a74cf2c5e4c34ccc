//! The steps of a prospect, one function each, shared by the API and the pages: begin, answer, submit.

mod advice;
mod begin;
mod blueprint;
mod save;
mod storage;
mod submit;

pub use crate::report::reference;
pub use crate::services::QueueLimit;
pub use advice::{advice, advise, preview, worth_asking};
pub use begin::{Begun, begin};
pub use blueprint::{Replay, difference, is_outdated, replay};
pub use save::{SavedForm, save_form, save_step};
pub use storage::ClientNetwork;
pub use submit::{Submitted, message_id, submit};

use crate::ids::{IntakeId, LeadId};
use crate::intake::FieldError;
use crate::keys::Purpose;
use crate::services::AdvisorError;
use crate::services::Services;
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
    /// No advice could be computed.
    #[error(transparent)]
    Advice(#[from] AdvisorError),
    /// The database failed.
    #[error("the database failed")]
    Store(#[from] sqlx::Error),
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

/// Returns the lead whose report a report token opens, whether or not the report is built.
#[must_use]
pub fn lead_of_report(app: &Services, token: &str) -> Option<LeadId> {
    app.keys.open(Purpose::REPORT, token)
}

/// Like [`lead_of_report`], but returns the complete lead.
///
/// # Errors
/// [`FlowError::NotFound`] for any other token, and for a genuine one whose lead was erased.
pub async fn reported_lead(app: &Services, token: &str) -> Result<LeadRow, FlowError> {
    let lead = lead_of_report(app, token).ok_or(FlowError::NotFound)?;
    app.db.lead(lead).await?.ok_or(FlowError::NotFound)
}
