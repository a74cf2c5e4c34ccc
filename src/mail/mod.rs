//! Mails to prospects, sales and operators.
//!
//! An [`Email`] is a typed struct; [`Templates`] render it to subject, text and HTML; a [`Message`] adds headers and
//! attachments; a [`Mailer`] sends it. None of them logs or reports an address.

mod dkim;
mod email;
mod hello;
mod lead_qualified;
mod letters;
mod local_time;
mod mailto;
mod message;
mod mjml;
mod operator_alert;
mod outbox;
mod pictures;
mod redact;
mod report_ready;
mod send_error;
mod smtp;
mod smtp_url;
mod template;
mod template_error;
mod transport;

#[cfg(test)]
mod tests;

pub use dkim::Dkim;
pub use email::{Email, Fact, Rendered, Sample, samples};
pub use hello::HelloName;
pub use lead_qualified::{
    AnswerBrief, AxisBrief, ContactBrief, LeadQualified, PointsBrief, SummaryBrief,
};
pub use letters::{
    Change, ConfirmAddress, CorrectionReady, Erased, OwnerLink, Reminder, ResumeLink,
};
pub use lettre::message::Mailbox;
pub use local_time::local_time;
pub use mailto::mailto;
pub use message::{Attachment, Message, parse_mailbox, visitor_mailbox};
pub use operator_alert::OperatorAlert;
pub use pictures::{Picture, PictureError, Pictures};
pub use report_ready::ReportReady;
pub use send_error::{Cause, SendError, Stage};
pub use smtp::SmtpOptions;
pub use smtp_url::{SmtpUrl, TlsMode};
pub use template::{Templates, unread};
pub use template_error::TemplateError;
pub use transport::{Mailer, SetupError};
