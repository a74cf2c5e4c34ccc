//! The conditions that need an operator, in the queues and in the providers they deliver to.

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
}

impl Condition {
    /// Every condition.
    pub const ALL: [Self; 10] = [
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
    pub fn title(self) -> &'static str {
        match self {
            Self::JobsLate => "Jobs are late",
            Self::JobsStuck => "Jobs are stuck",
            Self::JobsDead => "Jobs are dead",
            Self::JobsLost => "Orphaned jobs",
            Self::DiskLow => "The disk is nearly full",
            Self::DatabaseUnwritable => "The database cannot be written",
            Self::MailAway => "The mail server is away",
            Self::MailRefused => "The mail server refuses us",
            Self::WebhookAway => "A webhook is away",
            Self::QueuePaused => "A queue is paused with work due",
        }
    }

    /// The advice for operators.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::JobsLate => "Check that a worker is alive and keeps up; start one, or more.",
            Self::JobsStuck => {
                "Check whether the worker that has them is alive; stop that process, and another one takes them over."
            }
            Self::JobsDead => "Read their errors, fix the cause, and retry or dismiss them.",
            Self::JobsLost => {
                "Nothing for now: tidy_up frees them. If it happens again, report it with the log."
            }
            Self::DiskLow => {
                "Make room on it, or give it more. Once it is full, submissions are refused."
            }
            Self::DatabaseUnwritable => {
                "Remove the cause that it names. Until then submissions are refused and jobs wait; what was accepted is kept, and nothing needs a restart."
            }
            Self::MailAway => {
                "Check the mail server, and --smtp-url (STACKMATCH_SMTP_URL) if it has moved. Mails wait and go out when it is back; nothing is lost, and no attempts are used up. \"Try now\" on /ops does not wait for the next try."
            }
            Self::MailRefused => {
                "Read the error: it is about this sender and not about a mail. Correct the user or password in --smtp-url (STACKMATCH_SMTP_URL), --mail-from (STACKMATCH_MAIL_FROM) or what the mail server has against us, restart if a setting changed, and press \"Try now\" on /ops. Mails wait until then."
            }
            Self::WebhookAway => {
                "Ask whoever runs the receiver; if it has moved, correct --webhooks (STACKMATCH_WEBHOOKS). Calls wait and are made when it is back, at no cost in attempts."
            }
            Self::QueuePaused => "Resume the queue on /ops, or leave it paused if that is meant.",
        }
    }
}
