//! Actions of operators, and workers that stop.

use chrono::{DateTime, Utc};
use serde_json::json;
use stackmatch::clock::Clock;
use stackmatch::content::Content;
use stackmatch::ids::{DeliveryId, JobId};
use stackmatch::store::*;

use super::{insert_lead, now};
use crate::support::on_both_databases;

on_both_databases! {
    async fn actions_of_operators_on_jobs_queues_and_deliveries_are_stored(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (_, lead) = insert_lead(&db, &content).await;
        let arguments = json!({ "v": 1, "lead": lead });
        let id = Clock::System.new_id::<JobId>();
        let by = StaffToken { id: Clock::System.new_id(), name: "Ada".into(), role: Role::Operator, secret_hash: vec![1], created_at: now(), revoked_at: None, expires_at: None, last_used_at: None };
        let delivery = Clock::System.new_id();
        let mut tx = db.begin().await.unwrap();
        let job = NewJob { id, queue: "alert_sales", subject: Some(lead.into()), arguments: &arguments, key: "k", max_attempts: 5, now: now() };
        assert!(tx.enqueue(&job).await.unwrap());
        tx.insert_staff_token(&by).await.unwrap();
        tx.insert_delivery(delivery, &DeliveryKey::mail(EventKind::LeadQualified, lead.into()), lead.into(), "one@example.org", now()).await.unwrap();
        let later: DateTime<Utc> = "2100-01-01T00:00:00Z".parse().unwrap();
        assert!(tx.reschedule_job(id, later).await.unwrap() && !tx.reschedule_job(JobId::nil(), later).await.unwrap());
        assert!(!tx.discard_job(id, now()).await.unwrap(), "it waits");
        tx.commit().await.unwrap();
        assert_eq!(db.job(id).await.unwrap().unwrap().run_at, Some(later));
        assert!(!db.is_cancelled(id).await.unwrap());

        let mut tx = db.begin().await.unwrap();
        tx.expedite_jobs("alert_sales").await.unwrap();
        tx.control_queue("alert_sales", QueueMode::Draining, "Ada", now()).await.unwrap();
        assert!(!tx.end_drain("alert_sales", now()).await.unwrap(), "a job is open");
        tx.commit().await.unwrap();
        assert!(db.job(id).await.unwrap().unwrap().run_at.unwrap() < later);
        let mut tx = db.begin().await.unwrap();
        tx.cancel_job(id, now()).await.unwrap();
        assert!(tx.end_drain("alert_sales", now()).await.unwrap() && !tx.end_drain("alert_sales", now()).await.unwrap());
        assert!(tx.discard_job(id, now()).await.unwrap());
        assert!(tx.reset_for_resend(delivery, "two@example.org").await.unwrap() && !tx.reset_for_resend(DeliveryId::nil(), "x").await.unwrap());
        let row = AuditRow { id: Clock::System.new_id(), at: now(), staff_id: by.id, staff_name: by.name.clone(), action: "discard".into(), subject: format!("job:{id}"), detail: None, jobs: 0 };
        tx.insert_audit(&row).await.unwrap();
        tx.commit().await.unwrap();
        assert!(db.is_cancelled(id).await.unwrap());
        assert_eq!(db.job(id).await.unwrap().unwrap().state, JobState::Discarded);
        let controls = db.queue_controls().await.unwrap();
        assert_eq!((controls.len(), controls[0].mode, controls[0].changed_by.as_str()), (1, QueueMode::Paused, "Ada"));
        let found = db.delivery(delivery).await.unwrap().unwrap();
        assert_eq!((found.status, found.message_id.as_str()), (DeliveryStatus::Queued, "two@example.org"));
        let filter = DeliveryFilter { status: Some(DeliveryStatus::Queued), kind: Some(DeliveryKind::LeadQualified), cursor: None };
        assert_eq!(db.delivery_page(&filter, 10).await.unwrap().items.len(), 1);
        let mut tx = db.begin().await.unwrap();
        tx.insert_audit_jobs(row.id, &[JobId::from_u128(2), JobId::from_u128(1)]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(db.audit_jobs(row.id).await.unwrap(), [JobId::from_u128(1), JobId::from_u128(2)]);
        let kept = db.audit(None, 10).await.unwrap().items.remove(0);
        assert_eq!((kept.subject, kept.jobs), (format!("job:{id}"), 2));
        assert!(db.workers(now()).await.unwrap().is_empty() && db.ended_attempts(now()).await.unwrap().is_empty());
        db.close().await;
    }

    async fn a_worker_that_stops_cleanly_returns_jobs_that_it_did_not_start(database) {
        let db = database.open().await;
        let arguments = json!({ "v": 1 });
        let id = JobId::from_u128(1);
        let mut tx = db.begin().await.unwrap();
        assert!(tx.enqueue(&NewJob { id, queue: "alert_sales", subject: None, arguments: &arguments, key: "k", max_attempts: 5, now: now() }).await.unwrap());
        tx.commit().await.unwrap();
        let run = async |sqlite: &str, postgres: &str| match db.queue() {
            Either::Sqlite(pool) => sqlx::query(sqlx::AssertSqlSafe(sqlite.to_owned())).execute(pool).await.map(|_| ()).unwrap(),
            Either::Postgres(pool) => sqlx::query(sqlx::AssertSqlSafe(postgres.to_owned())).execute(pool).await.map(|_| ()).unwrap(),
        };
        run("insert into Workers (id, worker_type, storage_name, layers, last_seen, started_at) values ('w', 'alert_sales', 's', '', unixepoch(), unixepoch())",
            "insert into apalis.workers (id, worker_type, storage_name, layers, last_seen, started_at) values ('w', 'alert_sales', 's', '', now(), now())").await;
        let fetch = async || run("update Jobs set status = 'Queued', lock_by = 'w'", "update apalis.jobs set status = 'Queued', lock_by = 'w'").await;
        fetch().await;
        assert!(!db.has_stranded_jobs().await.unwrap(), "its worker is alive");
        let mut tx = db.begin().await.unwrap();
        tx.retire_worker("w").await.unwrap();
        tx.commit().await.unwrap();
        let row = db.job(id).await.unwrap().unwrap();
        assert_eq!((row.state, row.attempts, row.worker), (JobState::Waiting, 0, None));
        assert!(db.workers(DateTime::UNIX_EPOCH).await.unwrap().is_empty(), "nothing refers to it any more");

        // A fetch that commits after the stop.
        run("insert into Workers (id, worker_type, storage_name, layers, last_seen, started_at) values ('w', 'alert_sales', 's', '', 0, 0)",
            "insert into apalis.workers (id, worker_type, storage_name, layers, last_seen, started_at) values ('w', 'alert_sales', 's', '', 'epoch', 'epoch')").await;
        fetch().await;
        assert!(db.has_stranded_jobs().await.unwrap());
        let mut tx = db.begin().await.unwrap();
        assert_eq!(tx.requeue_stranded_jobs().await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert!(!db.has_stranded_jobs().await.unwrap());
        db.close().await;
    }
}
