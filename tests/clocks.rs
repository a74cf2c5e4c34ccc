//! Wrong clocks: one that differs from the database server's, and one that was ahead and has been set back.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt;
use serde_json::Value;
use stackmatch::clock::Clock;
use stackmatch::jobs::{Handler, JobError, schedule};
use stackmatch::store::{JobFilter, JobState, NewAlert, Role};

use crate::crash::submit;
use crate::support::{Process, Setup, TestApp, Visitor, on_both_databases, until};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A handler whose first run fails.
fn failing_once() -> Handler {
    let runs = Arc::new(AtomicUsize::new(0));
    Arc::new(move |_, _| {
        let first = runs.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            if first {
                Err(JobError::from(anyhow::anyhow!("not yet")))
            } else {
                Ok(())
            }
        }
        .boxed()
    })
}

/// A program whose clock is wrong by two minutes behaves like one with the right time.
async fn works_in_time(database: &crate::support::Database, skew: TimeDelta) {
    let setup = Setup::new()
        .clock(Clock::Skewed(skew))
        .set("--job-retry-base", 1)
        .handler(failing_once());
    let app = setup.start(database).await;
    let before = app.db.now().await.unwrap();
    Visitor::become_a_lead(&app, &Visitor::grace()).await;
    // Waits at most a minute.
    app.settle().await;
    for job in app.db.jobs(&JobFilter::default(), 10).await.unwrap().items {
        assert_eq!(job.state, JobState::Done, "{job:?}");
        assert!(
            (job.created_at - before).num_seconds().abs() < 60,
            "{job:?} beside {before}"
        );
        for pair in app.db.attempts(job.id).await.unwrap().windows(2) {
            let due = pair[0].next_run_at.unwrap();
            assert!(
                pair[1].started_at >= due - TimeDelta::seconds(1),
                "earlier than it was due: {pair:?}"
            );
        }
    }
    let (_, ready) = app.get("/health/ready").await;
    assert_eq!(
        serde_json::from_str::<Value>(&ready).unwrap()["workers"],
        "ok",
        "{ready}"
    );
    let metrics = app.metrics().await;
    let line = metrics
        .lines()
        .find(|line| line.starts_with("stackmatch_database_clock_offset_seconds "))
        .unwrap();
    let offset: f64 = line.rsplit(' ').next().unwrap().parse().unwrap();
    assert!((offset + skew.as_seconds_f64()).abs() < 1.0, "{line}");
    app.stop().await;
}

on_both_databases! {
    async fn a_program_two_minutes_ahead_of_its_database_works_in_time(database) {
        works_in_time(&database, TimeDelta::seconds(120)).await;
    }

    async fn a_program_two_minutes_behind_its_database_works_in_time(database) {
        works_in_time(&database, TimeDelta::seconds(-120)).await;
    }

    async fn times_stored_by_a_clock_ahead_are_set_to_now(database) {
        let app = Setup::new().without_workers().start(&database).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let db = &app.db;
        let tidying = schedule::all(&app).remove(0);
        let ahead = at("2038-01-01T00:00:00Z");
        schedule::fire(&app, &tidying, ahead).await.unwrap();
        schedule::fire(&app, &tidying, ahead + TimeDelta::days(2)).await.unwrap().unwrap();
        let mut tx = db.begin().await.unwrap();
        tx.take_turn("the mail server", TimeDelta::seconds(1), ahead).await.unwrap();
        tx.raise_alert(&NewAlert { id: app.clock.new_id(), condition: "jobs_late".into(), what: "Late.".into(), facts: vec![], now: ahead }).await.unwrap();
        let claimed = tx.claim_alerts(ahead, ahead, ahead + TimeDelta::seconds(120)).await.unwrap();
        tx.mark_alert(claimed[0].id, ahead).await.unwrap();
        tx.commit().await.unwrap();
        let stored = "2038-01-01T00:00:00.000000+00:00";
        app.tamper("update Jobs set run_at = unixepoch('2038-01-01')", "update apalis.jobs set run_at = '2038-01-01Z'").await;
        let created = format!("update enqueued_jobs set created_at = '{stored}'");
        app.tamper(&created, &created).await;
        app.tamper(
            "insert into Workers (id, worker_type, storage_name, last_seen) values ('w', 'send_report', 's', unixepoch('2038-01-01'))",
            "insert into apalis.workers (id, worker_type, storage_name, last_seen) values ('w', 'send_report', 's', '2038-01-01Z')",
        ).await;

        let now = app.clock.now();
        let mut tx = db.begin().await.unwrap();
        let turn = tx.take_turn("the mail server", TimeDelta::seconds(1), now).await.unwrap();
        assert_eq!(turn, now, "no turn is twelve years away");
        drop(tx);
        app.correct_time().await.unwrap();
        let latest = app.clock.now();
        assert!(db.workers(DateTime::UNIX_EPOCH).await.unwrap().iter().all(|row| row.last_seen_at <= latest));
        let tick = db.schedule().await.unwrap().remove(0);
        assert!(tick.last_tick_at.unwrap() <= latest && tick.known_since <= latest, "{tick:?}");
        let alert = db.alerts(1).await.unwrap().remove(0);
        assert!(alert.raised_at <= latest && alert.seen_at <= latest && alert.told_at.unwrap() <= latest, "{alert:?}");
        let jobs = db.jobs(&JobFilter::default(), 10).await.unwrap().items;
        assert!(jobs.len() >= 2 && jobs.iter().all(|job| job.created_at <= latest && job.run_at.unwrap() <= latest), "{jobs:?}");
        let mut tx = db.begin().await.unwrap();
        assert_eq!(tx.correct_future(latest).await.unwrap(), 0, "nothing is left to correct");
        drop(tx);
        assert!(schedule::fire(&app, &tidying, latest + TimeDelta::days(1)).await.unwrap().is_some(), "tomorrow's");
        app.stop().await;
    }

    async fn a_retry_planned_by_a_clock_ahead_runs_at_once_and_a_snoozed_job_stays_snoozed(database) {
        let app = Setup::new().without_workers().start(&database).await;
        Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let jobs = app.db.jobs(&JobFilter::default(), 10).await.unwrap().items;
        let until = at("2038-01-01T00:00:00Z");
        let mut tx = app.db.begin().await.unwrap();
        for job in &jobs {
            assert!(tx.reschedule_job(job.id, until).await.unwrap());
        }
        let attempt = stackmatch::store::NewAttempt { id: app.clock.new_id(), job_id: jobs[0].id, attempt: 1, worker: "w", started_at: until, ended_at: until, outcome: stackmatch::store::Outcome::Retry, error: Some("451"), next_run_at: Some(until), waited: false };
        tx.insert_attempts(&[attempt]).await.unwrap();
        tx.commit().await.unwrap();
        app.correct_time().await.unwrap();
        let now = app.clock.now();
        let due = async |id: stackmatch::ids::JobId| app.db.job(id).await.unwrap().unwrap().run_at.unwrap();
        assert!(due(jobs[0].id).await <= now, "the clock was ahead when it was planned");
        assert_eq!(due(jobs[1].id).await, until, "an operator wanted it so");
        assert!(app.db.attempts(jobs[0].id).await.unwrap()[0].ended_at <= now);
        app.stop().await;
    }

    // With the real binary: its clock is a day ahead, then set back, and the mails are sent at once.
    async fn leads_of_a_machine_that_was_a_day_ahead_get_their_mails_once_it_is_right(database) {
        let ahead = Process::start_ahead(&database, "1d", "serve", &["--no-worker", "--mail-rate", "600"]);
        submit(&ahead.base).await;
        assert!(ahead.terminate());
        let right = Process::start(&database, "serve", &["--mail-rate", "600"]);
        let outbox = database.folder.path().join("outbox");
        until("both mails are in the outbox", async || {
            let mails = std::fs::read_dir(&outbox).into_iter().flatten().flatten();
            mails.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "eml")).count() == 2
        }).await;
        assert!(right.terminate());
        let app = TestApp::start(&database).await;
        let operator = app.staff(Role::Operator).await;
        let (_, jobs) = app.get_json("/api/v1/jobs", &operator).await;
        for job in jobs["items"].as_array().unwrap() {
            assert!(at(job["created_at"].as_str().unwrap()) <= app.clock.now(), "{job}");
        }
        app.settle().await;
        app.stop().await;
    }
}
