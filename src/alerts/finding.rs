//! Evaluates which conditions hold now, in the queues and in the providers they deliver to.

use chrono::{DateTime, TimeDelta, Utc};

use super::Condition;
use crate::content::catalogue::Catalogue;
use crate::i18n::Locale;
use crate::jobs::{Provider, queues_of};
use crate::store::{
    JobState, OutageCause, OutageRow, QueueAnomalies, QueueControl, QueueDepth, QueueMode,
    oldest_due,
};
use crate::t;
use crate::telemetry::Health;
use crate::text::timestamp;

/// A job due for longer is late.
const LATE_AFTER: TimeDelta = TimeDelta::seconds(60);
/// A paused queue with work due for longer may have been forgotten.
const FORGOTTEN_AFTER: TimeDelta = TimeDelta::minutes(15);
/// The number of unconfirmed submissions within an hour from which on operators are alerted.
const MANY_SUSPECT: i64 = 20;

/// A condition that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The condition.
    pub condition: Condition,
    /// The webhook or queue it concerns; empty for a condition that covers all of them.
    pub subject: String,
    /// What was observed, as a sentence in the language of the installation: it is stored with the alert, and stays
    /// readable when the program no longer has its message.
    pub what: String,
    /// What it concerns, each with a figure; stored in the same language.
    pub facts: Vec<(String, String)>,
}

impl Finding {
    /// The alert's key: the condition, followed by `:` and the subject if there is one.
    #[must_use]
    pub fn name(&self) -> String {
        if self.subject.is_empty() {
            self.condition.name().to_owned()
        } else {
            format!("{}:{}", self.condition.name(), self.subject)
        }
    }
}

/// The input of [`evaluate`].
#[derive(Clone, Copy, Debug)]
pub struct Figures<'a> {
    /// The depths of the queues.
    pub depths: &'a [QueueDepth],
    /// Troubles with their jobs.
    pub anomalies: &'a [QueueAnomalies],
    /// The controls that operators set on the queues.
    pub controls: &'a [QueueControl],
    /// Current outages.
    pub outages: &'a [OutageRow],
    /// The number of jobs waiting for the end of each outage.
    pub held: &'a [(String, i64)],
    /// The time of evaluation.
    pub now: DateTime<Utc>,
}

/// Returns all findings. A queue that is paused, or whose mail server is away, is not late: that is a separate
/// condition.
#[must_use]
pub fn evaluate(locale: &Locale, figures: &Figures<'_>) -> Vec<Finding> {
    let Figures {
        depths,
        anomalies,
        controls,
        outages,
        now,
        ..
    } = *figures;
    let mut queues: Vec<&str> = depths.iter().map(|depth| depth.queue.as_str()).collect();
    queues.dedup();
    let paused: Vec<_> = controls
        .iter()
        .filter(|control| control.mode == QueueMode::Paused)
        .collect();
    let mail_away = outages
        .iter()
        .any(|row| row.target == Provider::Mail.target());
    let explained = |queue: &str| {
        paused.iter().any(|control| control.queue == queue)
            || (mail_away
                && queues_of(&Provider::Mail)
                    .iter()
                    .any(|kind| kind.name() == queue))
    };
    let late = queues
        .iter()
        .filter(|queue| !explained(queue))
        .filter_map(|queue| {
            let age = now - oldest_due(depths, queue)?;
            (age > LATE_AFTER).then(|| {
                (
                    (*queue).to_owned(),
                    t!(
                        locale,
                        "alert-figure-due-seconds",
                        count = age.num_seconds()
                    ),
                )
            })
        });
    let dead = depths
        .iter()
        .filter(|depth| depth.state == JobState::Dead && depth.jobs > 0);
    let dead = dead.map(|depth| (depth.queue.clone(), depth.jobs.to_string()));
    let counted = |count: fn(&QueueAnomalies) -> i64| {
        let affected = anomalies.iter().filter(move |trouble| count(trouble) > 0);
        affected
            .map(move |trouble| (trouble.queue.clone(), count(trouble).to_string()))
            .collect()
    };
    let of_queues: [(Condition, Vec<(String, String)>); 4] = [
        (Condition::JobsLate, late.collect()),
        (Condition::JobsStuck, counted(|trouble| trouble.stuck)),
        (Condition::JobsDead, dead.collect()),
        (Condition::JobsLost, counted(|trouble| trouble.lost)),
    ];
    let of_queues = of_queues
        .into_iter()
        .filter_map(|(condition, facts)| general(locale, condition, facts));
    let of_outages = outages
        .iter()
        .filter_map(|row| outage(locale, figures, row));
    let forgotten = paused
        .iter()
        .filter_map(|control| forgotten(locale, figures, control));
    of_queues.chain(of_outages).chain(forgotten).collect()
}

fn outage(locale: &Locale, figures: &Figures<'_>, row: &OutageRow) -> Option<Finding> {
    let (condition, subject) = match (Provider::of(&row.target)?, row.cause) {
        (Provider::Mail, OutageCause::Unreachable) => (Condition::MailAway, String::new()),
        (Provider::Mail, OutageCause::Refused) => (Condition::MailRefused, String::new()),
        (Provider::Webhook(name), _) => (Condition::WebhookAway, name),
    };
    let held = figures
        .held
        .iter()
        .find(|(target, _)| *target == row.target)
        .map_or(0, |(_, jobs)| *jobs);
    let facts = vec![
        (t!(locale, "alert-figure-since"), timestamp(row.since)),
        (t!(locale, "alert-figure-waiting"), held.to_string()),
        (t!(locale, "alert-figure-error"), row.last_error.clone()),
    ];
    let (since, error) = (timestamp(row.since), row.last_error.as_str());
    let what = match condition {
        Condition::MailAway => t!(
            locale,
            "alert-found-mail-away",
            since = since,
            waiting = held,
            error = error
        ),
        Condition::MailRefused => t!(
            locale,
            "alert-found-mail-refused",
            since = since,
            waiting = held,
            error = error
        ),
        _ => t!(
            locale,
            "alert-found-webhook-away",
            name = subject.as_str(),
            since = since,
            waiting = held,
            error = error
        ),
    };
    Some(Finding {
        condition,
        subject,
        what,
        facts,
    })
}

fn forgotten(locale: &Locale, figures: &Figures<'_>, control: &QueueControl) -> Option<Finding> {
    let age = figures.now - oldest_due(figures.depths, &control.queue)?;
    let queue = &control.queue;
    (age > FORGOTTEN_AFTER).then(|| Finding {
        condition: Condition::QueuePaused,
        subject: queue.clone(),
        what: t!(
            locale,
            "alert-found-queue-paused",
            by = control.changed_by.as_str(),
            queue = queue.as_str(),
            at = timestamp(control.changed_at),
            minutes = age.num_minutes()
        ),
        facts: vec![(
            queue.clone(),
            t!(
                locale,
                "alert-figure-due-minutes",
                count = age.num_minutes()
            ),
        )],
    })
}

/// Returns a finding for the disks that are nearly full, if any.
#[must_use]
pub fn low_disks(locale: &Locale, health: &Health) -> Option<Finding> {
    let facts: Vec<_> = health
        .low()
        .map(|disk| (disk.folder.to_owned(), disk.free_text()))
        .collect();
    general(locale, Condition::DiskLow, facts)
}

/// Returns a finding for the releases of the catalogue whose support has ended, if any.
#[must_use]
pub fn expired_facts(
    locale: &Locale,
    catalogue: &Catalogue,
    now: DateTime<Utc>,
) -> Option<Finding> {
    let expired = catalogue.expired(now.date_naive());
    let facts: Vec<_> = expired
        .map(|(_, fact)| (fact.of.clone(), fact.value.clone()))
        .collect();
    general(locale, Condition::FactsExpired, facts)
}

/// Returns a finding for `submissions` within an hour that look as if programs sent them, if there are many.
#[must_use]
pub fn suspect_submissions(locale: &Locale, submissions: i64) -> Option<Finding> {
    if submissions < MANY_SUSPECT {
        return None;
    }
    let figure = t!(locale, "alert-figure-submissions");
    let facts = vec![(figure, submissions.to_string())];
    general(locale, Condition::SubmissionsSuspect, facts)
}

/// Returns a finding for `networks` that have stored as much as they may today, if any.
#[must_use]
pub fn used_storage(locale: &Locale, networks: i64) -> Option<Finding> {
    if networks == 0 {
        return None;
    }
    let figure = t!(locale, "alert-figure-networks");
    let facts = vec![(figure, networks.to_string())];
    general(locale, Condition::StorageUsed, facts)
}

/// A finding that concerns no single webhook or queue; none without facts.
fn general(locale: &Locale, condition: Condition, facts: Vec<(String, String)>) -> Option<Finding> {
    (!facts.is_empty()).then(|| Finding {
        condition,
        subject: String::new(),
        what: sentence(locale, condition, &facts),
        facts,
    })
}

fn sentence(locale: &Locale, condition: Condition, facts: &[(String, String)]) -> String {
    let figures: Vec<String> = facts
        .iter()
        .map(|(queue, figure)| format!("{queue}: {figure}"))
        .collect();
    t!(
        locale,
        "alert-found",
        title = condition.title(locale),
        figures = figures.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::tests::english;

    fn now() -> DateTime<Utc> {
        "2026-11-26T12:00:00Z".parse().unwrap()
    }

    fn depth(queue: &str, state: JobState, jobs: i64, due_for: i64) -> QueueDepth {
        let oldest_run_at = Some(now() - TimeDelta::seconds(due_for));
        QueueDepth {
            queue: queue.into(),
            state,
            jobs,
            oldest_run_at,
        }
    }

    fn paused(queue: &str) -> QueueControl {
        QueueControl {
            queue: queue.into(),
            mode: QueueMode::Paused,
            changed_by: "Ada".into(),
            changed_at: now(),
        }
    }

    fn away(target: &str, cause: OutageCause) -> OutageRow {
        let (since, last_error) = (
            now() - TimeDelta::seconds(90),
            "connection refused".to_owned(),
        );
        OutageRow {
            target: target.into(),
            cause,
            since,
            last_error,
            failures: 3,
            next_try_at: now(),
        }
    }

    #[test]
    fn outages_and_pauses_are_not_reported_as_late_jobs() {
        let depths = [
            depth("alert_sales", JobState::Waiting, 2, 120),
            depth("build_report", JobState::Waiting, 2, 901),
            depth("call_webhook", JobState::Waiting, 2, 120),
        ];
        let controls = [paused("build_report"), paused("tidy_up")];
        let held = [("mail".to_owned(), 7)];
        let names = |outages: &[OutageRow]| {
            let figures = Figures {
                depths: &depths,
                anomalies: &[],
                controls: &controls,
                outages,
                held: &held,
                now: now(),
            };
            evaluate(english(), &figures)
                .iter()
                .map(Finding::name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names(&[]), ["jobs_late", "queue_paused:build_report"]);
        let outages = [
            away("mail", OutageCause::Unreachable),
            away("webhook crm", OutageCause::Unreachable),
        ];
        assert_eq!(
            names(&outages),
            [
                "jobs_late",
                "mail_away",
                "webhook_away:crm",
                "queue_paused:build_report"
            ]
        );
        let figures = Figures {
            depths: &depths[..1],
            anomalies: &[],
            controls: &[],
            outages: &outages,
            held: &held,
            now: now(),
        };
        assert_eq!(
            evaluate(english(), &figures)[0].what,
            "The mail server has been unreachable since 2026-11-26 11:58:30 UTC (7 waiting): connection refused."
        );
        assert_eq!(
            names(&[away("mail", OutageCause::Refused)])[1],
            "mail_refused"
        );
        for condition in Condition::ALL {
            assert_eq!(
                Condition::of(&format!("{}:crm", condition.name())),
                Some(condition)
            );
        }
    }

    #[test]
    fn healthy_queues_raise_no_alert() {
        let depths = [
            depth("alert_sales", JobState::Waiting, 5, 60),
            depth("alert_sales", JobState::Retrying, 5, -600),
            depth("alert_sales", JobState::Done, 500, 90_000),
            depth("alert_sales", JobState::Discarded, 5, 90_000),
        ];
        let figures = Figures {
            depths: &depths,
            anomalies: &[],
            controls: &[],
            outages: &[],
            held: &[],
            now: now(),
        };
        assert_eq!(evaluate(english(), &figures), []);
    }

    #[test]
    fn each_condition_is_detected_from_its_figures() {
        let depths = [
            depth("alert_sales", JobState::Waiting, 2, 61),
            depth("build_report", JobState::Waiting, 2, 600),
            depth("send_report", JobState::Dead, 3, 600),
        ];
        let trouble = |queue: &str, stuck, lost| QueueAnomalies {
            queue: queue.into(),
            stuck,
            lost,
        };
        let anomalies = [trouble("alert_sales", 1, 0), trouble("send_report", 0, 4)];
        let controls = [paused("build_report")];
        let figures = Figures {
            depths: &depths,
            anomalies: &anomalies,
            controls: &controls,
            outages: &[],
            held: &[],
            now: now(),
        };
        let seen = evaluate(english(), &figures);
        let sentences: Vec<&str> = seen.iter().map(|finding| finding.what.as_str()).collect();
        assert_eq!(
            sentences,
            [
                "Jobs are late (alert_sales: due for 61 s).",
                "Jobs are stuck (alert_sales: 1).",
                "Jobs are dead (send_report: 3).",
                "Jobs are orphaned (send_report: 4)."
            ]
        );
    }
}
