//! Retention of ended jobs.

use chrono::TimeDelta;
use serde_json::json;
use stackmatch::clock::Clock;
use stackmatch::content::Content;
use stackmatch::ids::JobId;
use stackmatch::store::*;

use super::{insert_lead, now};
use crate::support::on_both_databases;

on_both_databases! {
    async fn ended_jobs_are_deleted_and_anomalies_detected(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (_, lead) = insert_lead(&db, &content).await;
        let arguments = json!({ "v": 1, "lead": lead });
        let id = JobId::from_u128;
        let mut tx = db.begin().await.unwrap();
        for number in 1..=3 {
            let key = number.to_string();
            let job = NewJob { id: id(number), queue: "alert_sales", subject: None, arguments: &arguments, key: &key, max_attempts: 5, now: now() };
            assert!(tx.enqueue(&job).await.unwrap());
            tx.insert_attempts(&[NewAttempt { id: Clock::System.new_id(), job_id: id(number), attempt: 1, worker: "w", started_at: now(), ended_at: now() + TimeDelta::days(number as i64), outcome: Outcome::Cancelled, error: None, next_run_at: None, waited: false }]).await.unwrap();
        }
        tx.cancel_job(id(1), now()).await.unwrap();
        tx.cancel_job(id(2), now()).await.unwrap();
        let day = |days| now() + TimeDelta::days(days) + TimeDelta::seconds(1);
        assert_eq!(tx.delete_ended_jobs(now(), 10).await.unwrap(), 0, "enqueued later");
        assert_eq!(tx.delete_ended_jobs(day(1), 10).await.unwrap(), 1, "the second was touched later, the third waits");
        assert_eq!(tx.delete_ended_jobs(day(9), 10).await.unwrap(), 1);
        assert_eq!((tx.delete_silent_workers(now()).await.unwrap(), tx.release_lost_jobs().await.unwrap()), (0, 0));
        tx.commit().await.unwrap();
        assert!(db.job(id(1)).await.unwrap().is_none() && db.attempts(id(2)).await.unwrap().is_empty() && db.job(id(3)).await.unwrap().is_some());
        // Its key is free again.
        let mut tx = db.begin().await.unwrap();
        let job = NewJob { id: id(4), queue: "alert_sales", subject: None, arguments: &arguments, key: "1", max_attempts: 5, now: now() };
        assert!(tx.enqueue(&job).await.unwrap());
        tx.commit().await.unwrap();
        db.analyze().await.unwrap();
        assert!(db.queue_anomalies(now()).await.unwrap().is_empty());
        assert!(db.connections().iter().any(|(_, idle, used)| idle + used > 0));
        db.close().await;
    }
}
