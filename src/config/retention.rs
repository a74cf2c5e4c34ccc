//! How long data is kept.

use chrono::{DateTime, TimeDelta, Utc};
use clap::Args;

use crate::store::RetentionRules;

/// How long each kind of data is kept, and when an unfinished intake gets its reminder.
#[derive(Args, Clone, Copy, Debug)]
pub struct Retention {
    /// Days after its last change until an unfinished questionnaire is deleted; 0 for never
    #[arg(
        long,
        env = "STACKMATCH_KEEP_DRAFTS",
        default_value_t = 30,
        value_name = "DAYS"
    )]
    pub keep_drafts: u16,
    /// Days after its last change until a lead is erased, with its report; 0 for never
    #[arg(
        long,
        env = "STACKMATCH_KEEP_LEADS",
        default_value_t = 0,
        value_name = "DAYS"
    )]
    pub keep_leads: u16,
    /// Days until the PDF of a report is deleted; a later request regenerates it from the stored report; 0 for never
    #[arg(
        long,
        env = "STACKMATCH_KEEP_PDFS",
        default_value_t = 30,
        value_name = "DAYS"
    )]
    pub keep_pdfs: u16,
    /// Days until a job that is done, cancelled or dismissed is deleted with its history; 0 for never
    #[arg(
        long,
        env = "STACKMATCH_KEEP_JOBS",
        default_value_t = 30,
        value_name = "DAYS"
    )]
    pub keep_jobs: u16,
    /// Days after its last change until the one reminder of an unfinished questionnaire is sent, to those who agreed to it; 0 for never
    #[arg(
        long,
        env = "STACKMATCH_REMIND_AFTER",
        default_value_t = 3,
        value_name = "DAYS"
    )]
    pub remind_after: u16,
}

impl Retention {
    /// When a draft that was last changed at this time may be deleted; `None`: never.
    #[must_use]
    pub fn draft_expiry(&self, changed_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        (self.keep_drafts > 0).then(|| changed_at + TimeDelta::days(self.keep_drafts.into()))
    }

    /// The rules that a run follows.
    #[must_use]
    pub fn rules(&self) -> RetentionRules {
        RetentionRules {
            drafts: self.keep_drafts.into(),
            leads: self.keep_leads.into(),
            jobs: self.keep_jobs.into(),
            pdfs: self.keep_pdfs.into(),
        }
    }
}
