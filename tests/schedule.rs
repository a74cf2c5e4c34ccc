//! The schedule: each tick fires once across processes, the last missed one fires at the next start; and the clean-up.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::json;
use stackmatch::ids::{JobId, LeadId};
use stackmatch::jobs::schedule;
use stackmatch::store::{Either, JobFilter, JobState, NewJob, Role};

use crate::support::{Setup, TestApp, Visitor, on_both_databases, until};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn ticks(app: &TestApp) -> usize {
    let filter = JobFilter {
        queue: Some("tidy_up".into()),
        ..JobFilter::default()
    };
    app.db.jobs(&filter, 100).await.unwrap().items.len()
}

on_both_databases! {
    async fn a_tick_fires_once_in_two_processes_and_the_last_missed_one_after_a_stop(database) {
        let setup = || Setup::new().without_workers().set("--tidy-at", "30 3 * * *");
        let (app, other) = (setup().start(&database).await, setup().start(&database).await);
        let fire = async |app: &TestApp, now: &str| {
            let one = schedule::all(app).remove(0);
            schedule::fire(app, &one, at(now)).await.unwrap()
        };
        assert_eq!(fire(&app, "2026-11-26T12:00:00Z").await, None, "ticks before the first start were not missed");
        let (mine, theirs) = tokio::join!(fire(&app, "2026-11-27T03:30:00.5Z"), fire(&other, "2026-11-27T03:30:00.7Z"));
        assert_eq!([mine, theirs].into_iter().flatten().collect::<Vec<_>>(), [at("2026-11-27T03:30:00Z")]);
        assert_eq!(fire(&app, "2026-11-28T03:29:59Z").await, None);
        assert_eq!(ticks(&app).await, 1);
        other.stop().await;

        // After three days without a process only the last tick fires.
        assert_eq!(fire(&app, "2026-11-30T08:00:00Z").await, Some(at("2026-11-30T03:30:00Z")));
        assert_eq!(fire(&app, "2026-11-30T08:00:01Z").await, None);
        assert_eq!(ticks(&app).await, 2);
        let operator = app.staff(Role::Operator).await;
        let (_, list) = app.get_json("/api/v1/schedule", &operator).await;
        let one = &list["items"][0];
        assert_eq!((one["job"].as_str(), one["cron"].as_str(), one["last_tick_at"].as_str()), (Some("tidy_up"), Some("30 3 * * *"), Some("2026-11-30T03:30:00+00:00")), "{list}");
        assert!(at(one["next_tick_at"].as_str().unwrap()) > app.clock.now(), "{list}");
        app.stop().await;
    }

    async fn tidying_up_deletes_old_finished_jobs_and_keeps_recent_open_and_dead_ones(database) {
        let app = Setup::new().fixed_clock().start(&database).await;
        until("the schedule is kept", async || !app.db.schedule().await.unwrap().is_empty()).await;
        let mut ids = Vec::new();
        for (number, status) in ["Done", "Killed", "Pending"].into_iter().enumerate() {
            let id = JobId::from_u128(number as u128 + 1);
            let arguments = json!({ "v": 1 });
            let key = format!("old:{status}");
            let mut tx = app.db.begin().await.unwrap();
            let job = NewJob { id, queue: "no_worker", subject: None, arguments: &arguments, key: &key, max_attempts: 1, now: app.clock.now() };
            assert!(tx.enqueue(&job).await.unwrap());
            tx.commit().await.unwrap();
            set_status(&app, id, status).await;
            ids.push(id);
        }
        app.tamper("insert into Workers (id, worker_type, storage_name, layers, last_seen, started_at) values ('gone', 'q', 's', '', 1000, 1000)",
            "insert into apalis.workers (id, worker_type, storage_name, layers, last_seen, started_at) values ('gone', 'q', 's', '', to_timestamp(1000), to_timestamp(1000))").await;
        let left = async |id: JobId| app.db.job(id).await.unwrap().map(|row| row.state);
        let ended = async || {
            let filter = JobFilter { queue: Some("tidy_up".into()), state: Some(JobState::Done), ..JobFilter::default() };
            app.db.jobs(&filter, 100).await.unwrap().items.len()
        };

        // Half an hour short of 30 days: one tick, and no job is old enough.
        app.advance(Duration::from_secs(30 * 86_400 - 1800)).await;
        until("the last tick of 30 days has run", async || ended().await == 1).await;
        assert_eq!(ticks(&app).await, 1, "the others were missed");
        assert_eq!((left(ids[0]).await, left(ids[1]).await, left(ids[2]).await), (Some(JobState::Done), Some(JobState::Dead), Some(JobState::Waiting)));
        assert!(!app.db.workers(DateTime::UNIX_EPOCH).await.unwrap().iter().any(|row| row.name == "gone"));
        let (_, body) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        let lead = body["lead_id"].as_str().unwrap();
        until("its mails are sent", async || app.mails().len() == 2).await;

        app.advance(Duration::from_secs(16 * 3600)).await;
        until("the next tick has run", async || ended().await == 2).await;
        assert_eq!((left(ids[0]).await, left(ids[1]).await, left(ids[2]).await), (None, Some(JobState::Dead), Some(JobState::Waiting)));
        let filter = JobFilter { subject: Some(lead.parse::<LeadId>().unwrap().into()), ..JobFilter::default() };
        assert_eq!(app.db.jobs(&filter, 100).await.unwrap().items.len(), 3, "the young ones are there");

        // A step whose job was deleted can still be repeated, as a new job.
        app.advance(Duration::from_secs(31 * 86_400)).await;
        until("the jobs of the lead are tidied away", async || app.db.jobs(&filter, 100).await.unwrap().items.is_empty()).await;
        let operator = app.staff(Role::Operator).await;
        let path = format!("/api/v1/leads/{lead}/replay");
        let (status, answer) = app.json(app.request(reqwest::Method::POST, &path).bearer_auth(&operator).json(&json!({ "step": "send_report" }))).await;
        assert_eq!(status, 200, "{answer}");
        until("the report went out again", async || app.mails().len() == 3).await;
        for id in &ids[1..] {
            set_status(&app, *id, "Done").await;
        }
        app.settle().await;
        app.stop().await;
    }
}

/// Sets apalis's status of a job.
async fn set_status(app: &TestApp, id: JobId, status: &str) {
    let set = |table: &str| format!("update {table} set status = '{status}' where id = '{id}'");
    app.tamper(&set("Jobs"), &set("apalis.jobs")).await;
}

/// Without statistics SQLite scans all finished jobs to end one.
#[tokio::test]
async fn the_planner_of_sqlite_has_statistics() {
    let database = crate::support::Database::sqlite().await;
    let app = Setup::new().start(&database).await;
    Visitor::become_a_lead(&app, &Visitor::grace()).await;
    app.settle().await;
    app.db.analyze().await.unwrap();
    let Either::Sqlite(pool) = app.db.queue() else {
        unreachable!()
    };
    let counted: i64 = sqlx::query_scalar("select count(*) from sqlite_stat1 where tbl = 'Jobs'")
        .fetch_one(pool)
        .await
        .unwrap();
    assert!(counted > 0);
    app.stop().await;
}
