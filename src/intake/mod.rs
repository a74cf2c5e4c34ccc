//! Raw input becomes checked answers, and the answers so far say what to ask next.

mod answers;
mod consent;
mod contact;
mod email_address;
mod estimate;
mod field_error;
mod merge;
mod parse;
mod progress;
mod typed;

pub use answers::{Answer, Answers};
pub use consent::{GivenConsent, Purpose, given_consents};
pub use contact::Contact;
pub use email_address::{EmailAddress, EmailAddressError, host_name};
pub use estimate::Estimate;
pub use field_error::FieldError;
pub use merge::{Conflict, Merged, SentForm, fingerprint, merge};
pub use parse::{drop_hidden, parse, save_step};
pub use progress::{
    Progress, VisibleStep, applicable, inapplicable, missing, missing_before_review, next_step,
    progress, visible,
};

#[cfg(test)]
mod tests;
