//! Once however many processes there are, made up for after a stop, and what it tidies.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use stackmatch::ids::{JobId, LeadId};
use stackmatch::jobs::{TidyUp, enqueue, schedule};
use stackmatch::store::{Either, JobFilter, JobState, NewJob, Role};

use crate::support::{Setup, TestApp, Visitor, on_both_databases};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn ticks(app: &TestApp) -> usize {
    let filter = JobFilter {
        queue: Some("tidy_up".into()),
        ..JobFilter::default()
    };
    app.app.db.jobs(&filter, 100).await.unwrap().items.len()
}

on_both_databases! {
    async fn a_tick_fires_once_in_two_processes_and_the_last_missed_one_after_a_stop(database) {
        let setup = || Setup::new().without_workers().set("--tidy-at", "30 3 * * *");
        let (app, other) = (setup().start(&database).await, setup().start(&database).await);
        let fire = async |app: &TestApp, now: &str| {
            let [one] = schedule::all(&app.app);
            schedule::fire(&app.app, &one, at(now)).await.unwrap()
        };
        assert_eq!(fire(&app, "2026-11-26T12:00:00Z").await, None, "ticks before the first start were not missed");
        let (mine, theirs) = tokio::join!(fire(&app, "2026-11-27T03:30:00.5Z"), fire(&other, "2026-11-27T03:30:00.7Z"));
        assert_eq!([mine, theirs].into_iter().flatten().collect::<Vec<_>>(), [at("2026-11-27T03:30:00Z")]);
        assert_eq!(fire(&app, "2026-11-28T03:29:59Z").await, None);
        assert_eq!(ticks(&app).await, 1);
        other.stop().await;

        // Three days without a process: the last tick is made up for, the two before are not.
        assert_eq!(fire(&app, "2026-11-30T08:00:00Z").await, Some(at("2026-11-30T03:30:00Z")));
        assert_eq!(fire(&app, "2026-11-30T08:00:01Z").await, None);
        assert_eq!(ticks(&app).await, 2);
        let operator = app.staff(Role::Operator).await;
        let (_, list) = app.get_json("/api/v1/schedule", &operator).await;
        let one = &list["items"][0];
        assert_eq!((one["job"].as_str(), one["cron"].as_str(), one["last_tick_at"].as_str()), (Some("tidy_up"), Some("30 3 * * *"), Some("2026-11-30T03:30:00+00:00")), "{list}");
        assert!(at(one["next_tick_at"].as_str().unwrap()) > app.app.clock.now(), "{list}");
        app.stop().await;
    }

    async fn tidying_up_takes_what_ended_long_ago_and_leaves_what_is_young_open_or_dead(database) {
        let app = TestApp::start(&database).await;
        let (_, body) = Visitor::become_a_lead(&app, &Visitor::grace()).await;
        app.settle().await;
        let lead: LeadId = body["lead_id"].as_str().unwrap().parse().unwrap();
        let old = app.app.clock.now() - TimeDelta::days(31);
        let mut ids = Vec::new();
        for (number, status) in ["Done", "Killed", "Pending"].into_iter().enumerate() {
            let id = JobId::from_u128(number as u128 + 1);
            let arguments = json!({ "v": 1, "lead": lead });
            let key = format!("old:{status}");
            let mut tx = app.app.db.begin().await.unwrap();
            let job = NewJob { id, queue: "no_worker", subject: Some(lead.into()), arguments: &arguments, key: &key, max_attempts: 1, now: old };
            assert!(tx.enqueue(&job).await.unwrap());
            tx.commit().await.unwrap();
            app.tamper(&format!("update Jobs set status = '{status}' where id = '{id}'"), &format!("update apalis.jobs set status = '{status}' where id = '{id}'")).await;
            ids.push(id);
        }
        app.tamper("insert into Workers (id, worker_type, storage_name, layers, last_seen, started_at) values ('gone', 'q', 's', '', 1000, 1000)",
            "insert into apalis.workers (id, worker_type, storage_name, layers, last_seen, started_at) values ('gone', 'q', 's', '', to_timestamp(1000), to_timestamp(1000))").await;
        let before = app.app.db.jobs(&JobFilter::default(), 100).await.unwrap().items.len();
        assert_eq!(before, 6);

        let mut tx = app.app.db.begin().await.unwrap();
        let now = app.app.clock.now();
        enqueue(&mut tx, app.app.clock.new_id(), &TidyUp { tick: now }, 3, now).await.unwrap();
        tx.commit().await.unwrap();
        crate::support::until("it is tidy", async || app.app.db.job(ids[0]).await.unwrap().is_none()).await;
        let left = async |id: JobId| app.app.db.job(id).await.unwrap().map(|row| row.state);
        assert_eq!((left(ids[1]).await, left(ids[2]).await), (Some(JobState::Dead), Some(JobState::Waiting)));
        assert_eq!(app.app.db.jobs(&JobFilter::default(), 100).await.unwrap().items.len(), 6, "the young ones are there, and tidy_up itself");
        assert!(!app.app.db.workers(DateTime::UNIX_EPOCH).await.unwrap().iter().any(|row| row.name == "gone"));

        // A step whose job was tidied away can still be repeated, as a new job.
        let operator = app.staff(Role::Operator).await;
        let filter = JobFilter { queue: Some("tidy_up".into()), state: Some(JobState::Done), ..JobFilter::default() };
        crate::support::until("tidying up is acknowledged", async || app.app.db.jobs(&filter, 1).await.unwrap().items.len() == 1).await;
        let mut tx = app.app.db.begin().await.unwrap();
        assert_eq!(tx.delete_ended_jobs(app.app.clock.now() + TimeDelta::seconds(1), 10).await.unwrap(), 4, "all that are done");
        tx.commit().await.unwrap();
        let path = format!("/api/v1/leads/{lead}/replay");
        let (status, answer) = app.json(app.request(reqwest::Method::POST, &path).bearer_auth(&operator).json(&json!({ "step": "send_report" }))).await;
        assert_eq!(status, 200, "{answer}");
        crate::support::until("the report went out again", async || app.mails().len() == 3).await;
        for id in &ids[1..] {
            app.tamper(&format!("update Jobs set status = 'Done' where id = '{id}'"), &format!("update apalis.jobs set status = 'Done' where id = '{id}'")).await;
        }
        app.settle().await;
        app.stop().await;
    }
}

/// Without statistics SQLite walks through all finished jobs to acknowledge one.
#[tokio::test]
async fn the_planner_of_sqlite_has_counted() {
    let database = crate::support::Database::sqlite().await;
    let app = Setup::new().start(&database).await;
    Visitor::become_a_lead(&app, &Visitor::grace()).await;
    app.settle().await;
    app.app.db.analyze().await.unwrap();
    let Either::Sqlite(pool) = app.app.db.queue() else {
        unreachable!()
    };
    let counted: i64 = sqlx::query_scalar("select count(*) from sqlite_stat1 where tbl = 'Jobs'")
        .fetch_one(pool)
        .await
        .unwrap();
    assert!(counted > 0);
    app.stop().await;
}
