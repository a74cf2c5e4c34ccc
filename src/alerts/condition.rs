//! The conditions that need an operator, in the queues, the providers they deliver to and the content.

use crate::i18n::Locale;
use crate::t;

/// An alert condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Jobs are due, and no worker starts them.
    JobsLate,
    /// Jobs run longer than an attempt plus the rescue of a dead worker's job can take.
    JobsStuck,
    /// Jobs were given up.
    JobsDead,
    /// Jobs are pending but still assigned to a worker, so no worker fetches them.
    JobsLost,
    /// The disk of the database or of the data folder is nearly full.
    DiskLow,
    /// The database cannot be written.
    DatabaseUnwritable,
    /// The mail server cannot be reached.
    MailAway,
    /// The mail server refuses us.
    MailRefused,
    /// A webhook is away.
    WebhookAway,
    /// A queue is paused, and its jobs have long been due.
    QueuePaused,
    /// The catalogue names releases whose support has ended.
    FactsExpired,
    /// Many submissions look as if a program sent them.
    SubmissionsSuspect,
    /// Networks have stored as much as they may today.
    StorageUsed,
}

impl Condition {
    /// Every condition.
    pub const ALL: [Self; 13] = [
        Self::JobsLate,
        Self::JobsStuck,
        Self::JobsDead,
        Self::JobsLost,
        Self::DiskLow,
        Self::DatabaseUnwritable,
        Self::MailAway,
        Self::MailRefused,
        Self::WebhookAway,
        Self::QueuePaused,
        Self::FactsExpired,
        Self::SubmissionsSuspect,
        Self::StorageUsed,
    ];

    /// The condition's identifier.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::JobsLate => "jobs_late",
            Self::JobsStuck => "jobs_stuck",
            Self::JobsDead => "jobs_dead",
            Self::JobsLost => "jobs_lost",
            Self::DiskLow => "disk_low",
            Self::DatabaseUnwritable => "database_unwritable",
            Self::MailAway => "mail_away",
            Self::MailRefused => "mail_refused",
            Self::WebhookAway => "webhook_away",
            Self::QueuePaused => "queue_paused",
            Self::FactsExpired => "facts_expired",
            Self::SubmissionsSuspect => "submissions_suspect",
            Self::StorageUsed => "storage_used",
        }
    }

    /// Parses a condition's name, which may be followed by `:` and the webhook or queue it concerns.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let name = name.split(':').next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|condition| condition.name() == name)
    }

    /// The condition's title for people.
    #[must_use]
    pub fn title(self, locale: &Locale) -> String {
        match self {
            Self::JobsLate => t!(locale, "alert-jobs-late"),
            Self::JobsStuck => t!(locale, "alert-jobs-stuck"),
            Self::JobsDead => t!(locale, "alert-jobs-dead"),
            Self::JobsLost => t!(locale, "alert-jobs-lost"),
            Self::DiskLow => t!(locale, "alert-disk-low"),
            Self::DatabaseUnwritable => t!(locale, "alert-database-unwritable"),
            Self::MailAway => t!(locale, "alert-mail-away"),
            Self::MailRefused => t!(locale, "alert-mail-refused"),
            Self::WebhookAway => t!(locale, "alert-webhook-away"),
            Self::QueuePaused => t!(locale, "alert-queue-paused"),
            Self::FactsExpired => t!(locale, "alert-facts-expired"),
            Self::SubmissionsSuspect => t!(locale, "alert-submissions-suspect"),
            Self::StorageUsed => t!(locale, "alert-storage-used"),
        }
    }

    /// The advice for operators.
    #[must_use]
    pub fn advice(self, locale: &Locale) -> String {
        match self {
            Self::JobsLate => t!(locale, "alert-jobs-late-advice"),
            Self::JobsStuck => t!(locale, "alert-jobs-stuck-advice"),
            Self::JobsDead => t!(locale, "alert-jobs-dead-advice"),
            Self::JobsLost => t!(locale, "alert-jobs-lost-advice"),
            Self::DiskLow => t!(locale, "alert-disk-low-advice"),
            Self::DatabaseUnwritable => t!(locale, "alert-database-unwritable-advice"),
            Self::MailAway => t!(locale, "alert-mail-away-advice"),
            Self::MailRefused => t!(locale, "alert-mail-refused-advice"),
            Self::WebhookAway => t!(locale, "alert-webhook-away-advice"),
            Self::QueuePaused => t!(locale, "alert-queue-paused-advice"),
            Self::FactsExpired => t!(locale, "alert-facts-expired-advice"),
            Self::SubmissionsSuspect => t!(locale, "alert-submissions-suspect-advice"),
            Self::StorageUsed => t!(locale, "alert-storage-used-advice"),
        }
    }
}
