//! Every method of the store, on both databases: the same calls, the same results.

use chrono::{DateTime, Utc};
use serde_json::json;
use stackmatch::clock::Clock;
use stackmatch::content::Content;
use stackmatch::content::language::Language;
use stackmatch::intake::{Answers, parse};
use stackmatch::qualification::qualify;
use stackmatch::recommendation::recommend;
use stackmatch::report::{self, Meta};
use stackmatch::store::*;
use ulid::Ulid;
use uuid::Uuid;

use crate::support::{Visitor, on_both_databases};

fn now() -> DateTime<Utc> {
    "2026-11-22T10:00:00.123456Z".parse().unwrap()
}

fn answers(content: &Content) -> Answers {
    parse(&content.questionnaire, Visitor::grace().as_object().unwrap()).unwrap()
}

async fn insert_lead(db: &Db, content: &Content) -> (Uuid, Uuid) {
    let (intake, lead) = (Clock::System.new_id(), Clock::System.new_id());
    let answers = answers(content);
    let mut tx = db.begin().await.unwrap();
    tx.insert_intake(intake, Some("nodejs-vs-django"), &Campaign::default(), Language::En, now()).await.unwrap();
    assert!(tx.close_intake(intake, 1, now()).await.unwrap());
    tx.insert_lead(&NewLead {
        id: lead,
        intake_id: intake,
        submission_key: Some("key"),
        contact: answers.contact().unwrap(),
        answers: &answers,
        recommendation: &recommend(content, &answers),
        qualification: &qualify(content, &answers),
        matchup: None,
        language: Language::De,
        now: now(),
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
    (intake, lead)
}

on_both_databases! {
    async fn intakes_are_kept_and_change_one_version_at_a_time(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        db.ping().await.unwrap();
        let id = Clock::System.new_id();
        let campaign = Campaign { utm: [("source".to_owned(), "newsletter ✉".to_owned())].into(), referrer: Some("https://example.com/?a=b".into()) };
        let mut tx = db.begin().await.unwrap();
        tx.insert_intake(id, Some("nodejs-vs-django"), &campaign, Language::De, now()).await.unwrap();
        assert!(db.intake(id).await.unwrap().is_none(), "not seen before the commit");
        tx.commit().await.unwrap();
        let row = db.intake(id).await.unwrap().unwrap();
        assert_eq!((row.status, row.version, row.matchup.as_deref(), &row.campaign, row.language, row.created_at), (IntakeStatus::Open, 1, Some("nodejs-vs-django"), &campaign, Language::De, now()));

        let mut tx = db.begin().await.unwrap();
        assert_eq!(tx.lock_intake(id).await.unwrap().unwrap().version, 1);
        assert!(tx.lock_intake(Uuid::nil()).await.unwrap().is_none());
        assert!(tx.update_answers(id, 1, &answers(&content), now()).await.unwrap());
        assert!(!tx.update_answers(id, 1, &Answers::default(), now()).await.unwrap(), "version 1 is gone");
        assert!(!tx.close_intake(id, 1, now()).await.unwrap());
        assert!(tx.close_intake(id, 2, now()).await.unwrap());
        assert!(!tx.update_answers(id, 3, &Answers::default(), now()).await.unwrap(), "it is closed");
        tx.commit().await.unwrap();
        let row = db.intake(id).await.unwrap().unwrap();
        assert_eq!((row.status, row.version, row.answers), (IntakeStatus::Submitted, 3, answers(&content)));
        db.close().await;
    }

    async fn leads_are_kept_listed_and_edited(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (intake, lead) = insert_lead(&db, &content).await;
        assert!(db.lead_exists(lead).await.unwrap() && !db.lead_exists(intake).await.unwrap());
        assert_eq!(db.lead_of_intake(intake).await.unwrap(), Some(lead));
        let row = db.lead(lead).await.unwrap().unwrap();
        let answers = answers(&content);
        assert_eq!((row.answers, row.recommendation, row.qualification), (answers.clone(), recommend(&content, &answers), qualify(&content, &answers)));
        assert_eq!((row.status, row.version, row.email.as_str()), (LeadStatus::New, 1, "grace@navyyard.example"));

        for _ in 0..2 { insert_lead(&db, &content).await; }
        let first = db.leads(&LeadFilter::default(), 2).await.unwrap();
        let second = db.leads(&LeadFilter { cursor: first.next.clone(), ..LeadFilter::default() }, 2).await.unwrap();
        assert_eq!((first.items.len(), second.items.len(), second.next), (2, 1, None));
        assert_eq!(second.items[0].id, lead, "newest first");
        assert_eq!(Cursor::decode(&first.next.as_ref().unwrap().encode()), first.next);

        let mut tx = db.begin().await.unwrap();
        let edit = LeadEdit { status: Some(LeadStatus::Won), note: None, consultant: Some("Grace <grace@example.org>".to_owned()) };
        assert!(tx.edit_lead(lead, 1, &edit, now()).await.unwrap());
        assert!(!tx.edit_lead(lead, 1, &edit, now()).await.unwrap());
        tx.commit().await.unwrap();
        let won = db.leads(&LeadFilter { status: Some(LeadStatus::Won), ..LeadFilter::default() }, 10).await.unwrap();
        assert_eq!(won.items.len(), 1);
        db.close().await;
    }

    async fn one_intake_makes_one_lead(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (intake, _) = insert_lead(&db, &content).await;
        let answers = answers(&content);
        let mut tx = db.begin().await.unwrap();
        let again = tx.insert_lead(&NewLead {
            id: Clock::System.new_id(), intake_id: intake, submission_key: None, contact: answers.contact().unwrap(), answers: &answers,
            recommendation: &recommend(&content, &answers), qualification: &qualify(&content, &answers), matchup: None, language: Language::En, now: now(),
        }).await;
        assert!(again.unwrap_err().as_database_error().unwrap().is_unique_violation());
        drop(tx);
        db.close().await;
    }

    async fn reports_are_replaced_and_give_every_face(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (_, lead) = insert_lead(&db, &content).await;
        assert!(db.report(lead).await.unwrap().is_none() && db.report_pdf(lead).await.unwrap().is_none());
        let answers = answers(&content);
        let meta = Meta { reference: "SM-1".into(), created_at: now(), prepared_for: None, base_url: "https://example.com".into() };
        let document = report::document(&content, &answers, &recommend(&content, &answers), &meta);
        for (article, pdf) in [("<article>1</article>", None), ("<article>2</article>", Some(&b"%PDF \0\xff"[..]))] {
            let mut tx = db.begin().await.unwrap();
            tx.upsert_report(&NewReport { lead_id: lead, document: &document, article, markdown: "# 1", pdf, now: now() }).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(db.report_pdf(lead).await.unwrap(), Some(pdf.map(<[u8]>::to_vec)));
        }
        assert_eq!(db.report(lead).await.unwrap().unwrap().document, document);
        assert_eq!(db.report_face(lead, ReportFace::Article).await.unwrap().as_deref(), Some("<article>2</article>"));
        assert_eq!(db.report_face(lead, ReportFace::Markdown).await.unwrap().as_deref(), Some("# 1"));
        db.close().await;
    }

    async fn a_delivery_is_claimed_until_it_is_sent(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (_, lead) = insert_lead(&db, &content).await;
        let kind = DeliveryKind::LeadQualified;
        let mut tx = db.begin().await.unwrap();
        for message_id in ["1@example.com", "2@example.com"] {
            tx.insert_delivery(Clock::System.new_id(), lead, kind, message_id, now()).await.unwrap();
        }
        assert_eq!(tx.claim_delivery(lead, kind).await.unwrap().as_deref(), Some("1@example.com"), "one row a lead and kind");
        tx.mark_delivery(lead, kind, DeliveryStatus::Retry, Some("451"), now()).await.unwrap();
        assert!(tx.claim_delivery(lead, kind).await.unwrap().is_some());
        assert!(tx.claim_delivery(lead, kind).await.unwrap().is_some(), "its worker died while sending");
        tx.mark_delivery(lead, kind, DeliveryStatus::Sent, None, now()).await.unwrap();
        tx.mark_delivery(lead, kind, DeliveryStatus::Dead, Some("late"), now()).await.unwrap();
        assert_eq!(tx.claim_delivery(lead, kind).await.unwrap(), None);
        assert_eq!(tx.claim_delivery(lead, DeliveryKind::ReportReady).await.unwrap(), None);
        tx.commit().await.unwrap();
        let rows = db.deliveries(lead).await.unwrap();
        assert_eq!((rows.len(), rows[0].status, rows[0].tries, rows[0].maybe_twice, rows[0].sent_at), (1, DeliveryStatus::Sent, 3, 1, Some(now())));
        assert_eq!(db.delivery_counts().await.unwrap(), [("sent".to_owned(), 1)]);
        db.close().await;
    }

    async fn jobs_are_enqueued_seen_and_steered(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (_, lead) = insert_lead(&db, &content).await;
        let arguments = json!({ "v": 1, "lead": lead });
        let id = Ulid::from(Clock::System.new_id().as_u128()).to_string();
        let job = NewJob { id: id.clone(), queue: "alert_sales", lead_id: lead, arguments: &arguments, key: "k", max_attempts: 5, now: now() };
        let mut tx = db.begin().await.unwrap();
        assert!(tx.enqueue(&job).await.unwrap());
        assert!(!tx.enqueue(&NewJob { id: Ulid::from(7).to_string(), ..job.clone() }).await.unwrap());
        assert!(!tx.postpone_job(&id, "nobody", now(), false).await.unwrap(), "no worker has it");
        let attempt = NewAttempt { id: Clock::System.new_id(), job_id: &id, attempt: 1, worker: "w", started_at: now(), ended_at: now(), outcome: Outcome::Retry, error: Some("451"), next_run_at: Some(now()) };
        tx.insert_attempt(&attempt).await.unwrap();
        tx.commit().await.unwrap();

        let row = db.job(&id).await.unwrap().unwrap();
        assert_eq!((row.state, row.attempts, row.max_attempts, row.lead_id, row.arguments), (JobState::Waiting, 0, 5, Some(lead), arguments.clone()));
        assert!(row.run_at.is_some() && row.worker.is_none());
        let attempts = db.attempts(&id).await.unwrap();
        assert_eq!((attempts.len(), attempts[0].outcome, attempts[0].next_run_at), (1, Outcome::Retry, Some(now())));
        let depths = db.queue_depths().await.unwrap();
        assert_eq!((depths.len(), depths[0].state, depths[0].jobs), (1, JobState::Waiting, 1));
        assert_eq!(db.jobs(&JobFilter { queue: Some("alert_sales".into()), lead: Some(lead), ..JobFilter::default() }, 10).await.unwrap().items.len(), 1);
        assert_eq!(db.jobs(&JobFilter { state: Some(JobState::Dead), ..JobFilter::default() }, 10).await.unwrap().items.len(), 0);

        let mut tx = db.begin().await.unwrap();
        assert_eq!(tx.cancel_job(&id, now()).await.unwrap(), Some(JobState::Cancelled));
        assert_eq!(tx.cancel_job("none", now()).await.unwrap(), None);
        tx.commit().await.unwrap();
        assert_eq!(db.job(&id).await.unwrap().unwrap().state, JobState::Cancelled);
        let mut tx = db.begin().await.unwrap();
        assert!(tx.retry_job(&id).await.unwrap() && !tx.retry_job("none").await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(db.job(&id).await.unwrap().unwrap().state, JobState::Waiting);
        db.close().await;
    }

    async fn what_operators_do_to_jobs_queues_and_deliveries_is_kept(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (_, lead) = insert_lead(&db, &content).await;
        let arguments = json!({ "v": 1, "lead": lead });
        let id = Ulid::from(Clock::System.new_id().as_u128()).to_string();
        let by = StaffToken { id: Clock::System.new_id(), name: "Ada".into(), role: Role::Operator, secret_hash: vec![1], created_at: now(), revoked_at: None };
        let delivery = Clock::System.new_id();
        let mut tx = db.begin().await.unwrap();
        let job = NewJob { id: id.clone(), queue: "alert_sales", lead_id: lead, arguments: &arguments, key: "k", max_attempts: 5, now: now() };
        assert!(tx.enqueue(&job).await.unwrap());
        tx.insert_staff_token(&by).await.unwrap();
        tx.insert_delivery(delivery, lead, DeliveryKind::LeadQualified, "one@example.org", now()).await.unwrap();
        let later: DateTime<Utc> = "2100-01-01T00:00:00Z".parse().unwrap();
        assert!(tx.reschedule_job(&id, later).await.unwrap() && !tx.reschedule_job("none", later).await.unwrap());
        assert!(!tx.discard_job(&id, now()).await.unwrap(), "it waits");
        tx.commit().await.unwrap();
        assert_eq!(db.job(&id).await.unwrap().unwrap().run_at, Some(later));
        assert!(!db.is_cancelled(&id).await.unwrap());

        let mut tx = db.begin().await.unwrap();
        tx.expedite_jobs("alert_sales").await.unwrap();
        tx.control_queue("alert_sales", QueueMode::Draining, "Ada", now()).await.unwrap();
        assert!(!tx.end_drain("alert_sales", now()).await.unwrap(), "a job is open");
        tx.commit().await.unwrap();
        assert!(db.job(&id).await.unwrap().unwrap().run_at.unwrap() < later);
        let mut tx = db.begin().await.unwrap();
        tx.cancel_job(&id, now()).await.unwrap();
        assert!(tx.end_drain("alert_sales", now()).await.unwrap() && !tx.end_drain("alert_sales", now()).await.unwrap());
        assert!(tx.discard_job(&id, now()).await.unwrap());
        assert!(tx.renew_delivery(delivery, "two@example.org").await.unwrap() && !tx.renew_delivery(Uuid::nil(), "x").await.unwrap());
        let row = AuditRow { id: Clock::System.new_id(), at: now(), staff_id: by.id, staff_name: by.name.clone(), action: "discard".into(), subject: format!("job:{id}"), detail: None };
        tx.insert_audit(&row).await.unwrap();
        tx.commit().await.unwrap();
        assert!(db.is_cancelled(&id).await.unwrap());
        assert_eq!(db.job(&id).await.unwrap().unwrap().state, JobState::Discarded);
        let controls = db.queue_controls().await.unwrap();
        assert_eq!((controls.len(), controls[0].mode, controls[0].changed_by.as_str()), (1, QueueMode::Paused, "Ada"));
        let found = db.delivery(delivery).await.unwrap().unwrap();
        assert_eq!((found.status, found.message_id.as_str()), (DeliveryStatus::Queued, "two@example.org"));
        let filter = DeliveryFilter { status: Some(DeliveryStatus::Queued), kind: Some(DeliveryKind::LeadQualified), cursor: None };
        assert_eq!(db.delivery_page(&filter, 10).await.unwrap().items.len(), 1);
        assert_eq!(db.audit(None, 10).await.unwrap().items[0].subject, format!("job:{id}"));
        assert!(db.workers(now()).await.unwrap().is_empty() && db.ended_attempts(now()).await.unwrap().is_empty());
        db.close().await;
    }

    async fn staff_tokens_are_kept_listed_and_revoked(database) {
        let db = database.open().await;
        let token = |name: &str| StaffToken { id: Clock::System.new_id(), name: name.into(), role: Role::Operator, secret_hash: vec![0, 255, 1], created_at: now(), revoked_at: None };
        let (ada, bob) = (token("Ada"), token("Bob"));
        let mut tx = db.begin().await.unwrap();
        for row in [&ada, &bob] { tx.insert_staff_token(row).await.unwrap(); }
        assert_eq!(tx.revoke_staff_tokens("Ada", None, now()).await.unwrap(), 1);
        assert_eq!(tx.revoke_staff_tokens("Ada", None, now()).await.unwrap(), 0);
        assert_eq!(tx.revoke_staff_tokens("nobody", Some(bob.id), now()).await.unwrap(), 1);
        tx.commit().await.unwrap();
        let row = db.staff_token(ada.id).await.unwrap().unwrap();
        assert_eq!((row.name, row.role, row.secret_hash, row.revoked_at), ("Ada".to_owned(), Role::Operator, vec![0, 255, 1], Some(now())));
        assert_eq!(db.staff_tokens().await.unwrap().len(), 2);
        assert_eq!(db.queue().is_sqlite(), database.is_sqlite());
        assert_eq!(db.durability().await.unwrap().is_some(), database.is_sqlite());
        db.bell().ring();
        db.close().await;
    }
}

/// The contract above is complete: every public method of `Db` and `Tx` is called in it.
#[test]
fn every_store_method_is_named_in_the_contract() {
    let contract = include_str!("store_contract.rs");
    let mut missing = vec![];
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/store")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let mut inside = false;
        for line in text.lines() {
            if line.starts_with("impl ") {
                inside = line.starts_with("impl Db") || line.starts_with("impl Tx");
            }
            if let Some(rest) = line.trim_start().strip_prefix("pub async fn ").filter(|_| inside) {
                let name = rest.split('(').next().unwrap();
                if !contract.contains(&format!(".{name}(")) {
                    missing.push(name.to_owned());
                }
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}
