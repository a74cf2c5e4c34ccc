//! Outages.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use stackmatch::clock::Clock;
use stackmatch::ids::JobId;
use stackmatch::store::*;

use super::now;
use crate::support::{on_both_databases, until};

on_both_databases! {
    async fn an_outage_holds_jobs_is_tried_once_at_a_time_and_releases_them_when_it_ends(database) {
        let db = database.open().await;
        let seconds = TimeDelta::seconds;
        let arguments = |webhook: Option<&str>| json!({ "v": 1, "webhook": webhook });
        let id = JobId::from_u128;
        let mut tx = db.begin().await.unwrap();
        for (number, webhook) in [(1, Some("crm")), (2, Some("crm")), (3, Some("chat"))] {
            let arguments = arguments(webhook);
            let job = NewJob { id: id(number), queue: "call_webhook", subject: None, arguments: &arguments, key: &number.to_string(), max_attempts: 5, now: now() };
            assert!(tx.enqueue(&job).await.unwrap());
        }
        let outage = |at, cause| NewOutage { target: "webhook crm", cause, error: "refused", now: at };
        assert_eq!(tx.open_outage(&outage(now(), OutageCause::Unreachable)).await.unwrap(), 1);
        assert_eq!(tx.open_outage(&outage(now() + seconds(5), OutageCause::Refused)).await.unwrap(), 2);
        let (soon, later): (DateTime<Utc>, DateTime<Utc>) = (Clock::System.now() + seconds(60), "2100-01-01T00:00:00Z".parse().unwrap());
        tx.hold_jobs("webhook crm", "call_webhook", "crm", soon, later).await.unwrap();
        tx.commit().await.unwrap();
        let rows = db.outages().await.unwrap();
        assert_eq!((rows.len(), rows[0].cause, rows[0].since, rows[0].failures), (1, OutageCause::Refused, now(), 2));
        assert_eq!(db.held_jobs().await.unwrap(), [("webhook crm".to_owned(), 2)]);
        assert_eq!((db.job(id(1)).await.unwrap().unwrap().run_at, db.job(id(2)).await.unwrap().unwrap().waits_for.as_deref()), (Some(later), Some("webhook crm")));
        assert!(db.job(id(3)).await.unwrap().unwrap().run_at.unwrap() < later, "another webhook's");

        let mut tx = db.begin().await.unwrap();
        assert!(tx.schedule_try("webhook crm", now() + seconds(9)).await.unwrap() && !tx.schedule_try("mail", now()).await.unwrap());
        assert!(!tx.claim_try("webhook crm", now(), later).await.unwrap(), "not due");
        assert!(tx.claim_try("webhook crm", now() + seconds(9), later).await.unwrap() && !tx.claim_try("webhook crm", now() + seconds(9), later).await.unwrap());
        assert!(!tx.take_trial("webhook crm").await.unwrap(), "none is offered");
        tx.offer_trial("webhook crm").await.unwrap();
        assert!(tx.release_one_job("webhook crm").await.unwrap());
        assert!(tx.take_trial("webhook crm").await.unwrap() && !tx.take_trial("webhook crm").await.unwrap());
        assert!(tx.outage_error("webhook crm").await.unwrap().is_some() && tx.outage_error("mail").await.unwrap().is_none());
        tx.count_wait(id(1), Some("webhook crm")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((db.waits(id(1)).await.unwrap(), db.waits(JobId::nil()).await.unwrap()), (Some(1), None));

        let mut tx = db.begin().await.unwrap();
        assert_eq!(tx.close_outage("webhook crm", now() + seconds(20)).await.unwrap(), Some(now()));
        assert_eq!(tx.close_outage("webhook crm", now() + seconds(20)).await.unwrap(), None);
        tx.release_held_jobs("webhook crm").await.unwrap();
        assert!(!tx.release_one_job("webhook crm").await.unwrap());
        tx.commit().await.unwrap();
        assert!(db.outages().await.unwrap().is_empty() && db.held_jobs().await.unwrap().is_empty());
        assert!(db.job(id(2)).await.unwrap().unwrap().run_at.unwrap() < later);
        for (after, since, failures) in [(79, 0, 3), (200, 200, 1)] {
            let mut tx = db.begin().await.unwrap();
            assert_eq!(tx.open_outage(&outage(now() + seconds(after), OutageCause::Unreachable)).await.unwrap(), failures);
            tx.commit().await.unwrap();
            assert_eq!(db.outages().await.unwrap()[0].since, now() + seconds(since), "one that begins again at once is the same");
            let mut tx = db.begin().await.unwrap();
            tx.close_outage("webhook crm", now() + seconds(after)).await.unwrap();
            tx.commit().await.unwrap();
        }
        db.close().await;
    }

    async fn a_job_that_is_held_while_others_are_released_keeps_its_mark(database) {
        let db = database.open().await;
        let (first, second) = (JobId::from_u128(1), JobId::from_u128(2));
        let (soon, later): (DateTime<Utc>, DateTime<Utc>) = (Clock::System.now() + TimeDelta::seconds(60), "2100-01-01T00:00:00Z".parse().unwrap());
        let arguments = json!({ "v": 1, "webhook": "crm" });
        let enqueue = async |tx: &mut Tx, id: JobId| {
            let job = NewJob { id, queue: "call_webhook", subject: None, arguments: &arguments, key: &id.to_string(), max_attempts: 5, now: now() };
            assert!(tx.enqueue(&job).await.unwrap());
        };
        let mut tx = db.begin().await.unwrap();
        enqueue(&mut tx, first).await;
        tx.hold_jobs("webhook crm", "call_webhook", "crm", soon, later).await.unwrap();
        tx.commit().await.unwrap();

        // One process holds a second job. Before it commits, another one releases what is held.
        let mut holding = db.begin().await.unwrap();
        enqueue(&mut holding, second).await;
        holding.hold_jobs("webhook crm", "call_webhook", "crm", soon, later).await.unwrap();
        let releasing = tokio::spawn({
            let db = db.clone();
            async move {
                let mut tx = db.begin().await.unwrap();
                tx.release_held_jobs("webhook crm").await.unwrap();
                tx.commit().await.unwrap();
            }
        });
        if let Either::Postgres(pool) = db.queue() {
            until("the release waits for the hold", async || {
                let waiting = "select exists (select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')";
                sqlx::query_scalar(waiting).fetch_one(pool).await.unwrap()
            })
            .await;
        }
        holding.commit().await.unwrap();
        releasing.await.unwrap();

        let state = async |id| {
            let row = db.job(id).await.unwrap().unwrap();
            (row.run_at.unwrap() < later, row.waits_for)
        };
        assert_eq!(state(first).await, (true, None));
        let (is_due, waits_for) = state(second).await;
        assert!(is_due != waits_for.is_some(), "a job that is put off without its mark is forgotten until {later}");
        db.close().await;
    }
}
