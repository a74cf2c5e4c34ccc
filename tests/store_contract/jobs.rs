//! Jobs and lists of them.

use chrono::DateTime;
use serde_json::json;
use stackmatch::clock::Clock;
use stackmatch::content::Content;
use stackmatch::ids::{JobId, LeadId};
use stackmatch::store::*;

use super::{insert_lead, now};
use crate::support::on_both_databases;

on_both_databases! {
    async fn jobs_are_enqueued_listed_and_controlled(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (_, lead) = insert_lead(&db, &content).await;
        let arguments = json!({ "v": 1, "lead": lead });
        let id = Clock::System.new_id::<JobId>();
        let job = NewJob { id, queue: "alert_sales", subject: Some(lead.into()), arguments: &arguments, key: "k", max_attempts: 5, now: now() };
        let mut tx = db.begin().await.unwrap();
        assert!(tx.enqueue(&job).await.unwrap());
        assert!(!tx.enqueue(&NewJob { id: JobId::from_u128(7), ..job.clone() }).await.unwrap());
        let end = AttemptEnd { job: id, worker: "nobody", outcome: Outcome::Done, attempts: 1, uncounted: false, run_at: None };
        assert!(tx.end_attempts(&[end]).await.unwrap().is_empty(), "no worker has it");
        let attempt = NewAttempt { id: Clock::System.new_id(), job_id: id, attempt: 1, worker: "w", started_at: now(), ended_at: now(), outcome: Outcome::Retry, error: Some("451"), next_run_at: Some(now()), waited: true };
        tx.insert_attempts(&[attempt]).await.unwrap();
        tx.commit().await.unwrap();

        let row = db.job(id).await.unwrap().unwrap();
        assert_eq!((row.state, row.attempts, row.max_attempts, row.subject, row.arguments), (JobState::Waiting, 0, 5, Some(lead.into()), arguments.clone()));
        assert!(row.run_at.is_some() && row.worker.is_none());
        assert_eq!(db.latest_attempt().await.unwrap(), Some(attempt.id));
        let attempts = db.attempts(id).await.unwrap();
        assert_eq!((attempts.len(), attempts[0].outcome, attempts[0].next_run_at, attempts[0].waited), (1, Outcome::Retry, Some(now()), true));
        let depths = db.queue_depths().await.unwrap();
        assert_eq!((depths.len(), depths[0].state, depths[0].jobs), (1, JobState::Waiting, 1));
        assert_eq!(db.jobs(&JobFilter { queue: Some("alert_sales".into()), subject: Some(lead.into()), ..JobFilter::default() }, 10).await.unwrap().items.len(), 1);
        assert_eq!(db.jobs(&JobFilter { state: Some(JobState::Dead), ..JobFilter::default() }, 10).await.unwrap().items.len(), 0);

        let mut tx = db.begin().await.unwrap();
        assert_eq!(tx.cancel_job(id, now()).await.unwrap(), Some(JobState::Cancelled));
        assert_eq!(tx.cancel_job(JobId::nil(), now()).await.unwrap(), None);
        tx.commit().await.unwrap();
        assert_eq!(db.job(id).await.unwrap().unwrap().state, JobState::Cancelled);
        let mut tx = db.begin().await.unwrap();
        assert!(tx.retry_job(id).await.unwrap() && !tx.retry_job(JobId::nil()).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(db.job(id).await.unwrap().unwrap().state, JobState::Waiting);
        db.close().await;
    }

    async fn attempts_and_deliveries_of_a_page_are_read_together(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (_, lead) = insert_lead(&db, &content).await;
        let id = Clock::System.new_id::<JobId>();
        let arguments = json!({ "v": 1, "lead": lead });
        let mut tx = db.begin().await.unwrap();
        assert!(tx.enqueue(&NewJob { id, queue: "alert_sales", subject: Some(lead.into()), arguments: &arguments, key: "k", max_attempts: 5, now: now() }).await.unwrap());
        for (attempt, error) in [(1, "Erste"), (2, "Zweite")] {
            tx.insert_attempts(&[NewAttempt { id: Clock::System.new_id(), job_id: id, attempt, worker: "w", started_at: now(), ended_at: now(), outcome: Outcome::Retry, error: Some(error), next_run_at: None, waited: false }]).await.unwrap();
        }
        tx.insert_delivery(Clock::System.new_id(), &DeliveryKey::mail(EventKind::LeadQualified, lead.into()), lead.into(), "one@example.org", now()).await.unwrap();
        tx.commit().await.unwrap();
        let last = db.last_attempts(&[id, JobId::nil()]).await.unwrap();
        assert_eq!((last.len(), last[0].0, last[0].1.attempt), (1, id, 2));
        assert_eq!(db.deliveries_of(&[lead.into(), LeadId::nil().into()]).await.unwrap().len(), 1);
        assert_eq!(db.fold_missing(DateTime::UNIX_EPOCH).await.unwrap(), 0, "all was folded when it was stored");
        db.close().await;
    }
}
