//! Every method of the store, on both databases: the same calls, the same results.

use chrono::{DateTime, TimeDelta, Utc};
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
        let key = DeliveryKey { lead, kind: DeliveryKind::LeadQualified, target: String::new() };
        let hook = |name: &str| DeliveryKey { lead, kind: DeliveryKind::LeadWebhook, target: name.into() };
        let mut tx = db.begin().await.unwrap();
        for message_id in ["1@example.com", "2@example.com"] {
            tx.insert_delivery(Clock::System.new_id(), &key, message_id, now()).await.unwrap();
        }
        assert_eq!(tx.claim_delivery(&key).await.unwrap().as_deref(), Some("1@example.com"), "one row a lead and kind");
        tx.mark_delivery(&key, DeliveryStatus::Retry, Some("451"), now()).await.unwrap();
        assert!(tx.claim_delivery(&key).await.unwrap().is_some());
        assert!(tx.claim_delivery(&key).await.unwrap().is_some(), "its worker died while sending");
        tx.mark_delivery(&key, DeliveryStatus::Sent, None, now()).await.unwrap();
        tx.mark_delivery(&key, DeliveryStatus::Dead, Some("late"), now()).await.unwrap();
        assert_eq!(tx.claim_delivery(&key).await.unwrap(), None);
        assert_eq!(tx.claim_delivery(&hook("crm")).await.unwrap(), None);
        for name in ["crm", "chat"] {
            tx.insert_delivery(Clock::System.new_id(), &hook(name), name, now()).await.unwrap();
        }
        assert_eq!(tx.claim_delivery(&hook("crm")).await.unwrap().as_deref(), Some("crm"));
        tx.commit().await.unwrap();
        let rows = db.deliveries(lead).await.unwrap();
        assert_eq!((rows.len(), rows[0].status, rows[0].tries, rows[0].maybe_twice, rows[0].sent_at), (3, DeliveryStatus::Sent, 3, 1, Some(now())));
        assert_eq!((rows[1].key(), rows[1].status, rows[2].key(), rows[2].status), (hook("crm"), DeliveryStatus::Sending, hook("chat"), DeliveryStatus::Queued));
        assert_eq!(db.delivery_counts().await.unwrap(), [("queued".to_owned(), 1), ("sending".to_owned(), 1), ("sent".to_owned(), 1)]);
        db.close().await;
    }

    async fn jobs_are_enqueued_seen_and_steered(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (_, lead) = insert_lead(&db, &content).await;
        let arguments = json!({ "v": 1, "lead": lead });
        let id = Ulid::from(Clock::System.new_id().as_u128()).to_string();
        let job = NewJob { id: id.clone(), queue: "alert_sales", lead_id: Some(lead), arguments: &arguments, key: "k", max_attempts: 5, now: now() };
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
        assert_eq!(db.unfinished_depths().await.unwrap().len(), 1);
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
        let by = StaffToken { id: Clock::System.new_id(), name: "Ada".into(), role: Role::Operator, secret_hash: vec![1], created_at: now(), revoked_at: None, expires_at: None, last_used_at: None };
        let delivery = Clock::System.new_id();
        let mut tx = db.begin().await.unwrap();
        let job = NewJob { id: id.clone(), queue: "alert_sales", lead_id: Some(lead), arguments: &arguments, key: "k", max_attempts: 5, now: now() };
        assert!(tx.enqueue(&job).await.unwrap());
        tx.insert_staff_token(&by).await.unwrap();
        tx.insert_delivery(delivery, &DeliveryKey { lead, kind: DeliveryKind::LeadQualified, target: String::new() }, "one@example.org", now()).await.unwrap();
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

    async fn ticks_and_turns_are_taken_once(database) {
        let db = database.open().await;
        let seconds = TimeDelta::seconds;
        let mut tx = db.begin().await.unwrap();
        tx.insert_schedule("tidy_up", now()).await.unwrap();
        tx.insert_schedule("tidy_up", now() + seconds(9)).await.unwrap();
        assert!(!tx.take_tick("tidy_up", now()).await.unwrap(), "it was not known before");
        assert!(tx.take_tick("tidy_up", now() + seconds(5)).await.unwrap() && !tx.take_tick("tidy_up", now() + seconds(5)).await.unwrap());
        let turns = [tx.take_turn("mail", seconds(2), now()).await.unwrap(), tx.take_turn("mail", seconds(2), now()).await.unwrap(), tx.take_turn("mail", seconds(2), now() + seconds(60)).await.unwrap(), tx.take_turn("crm", seconds(2), now()).await.unwrap()];
        assert_eq!(turns, [now(), now() + seconds(2), now() + seconds(60), now()]);
        tx.commit().await.unwrap();
        let rows = db.schedule().await.unwrap();
        assert_eq!((rows.len(), rows[0].known_since, rows[0].last_tick_at), (1, now(), Some(now() + seconds(5))));
        db.close().await;
    }

    async fn alerts_are_raised_seen_claimed_told_and_resolved(database) {
        let db = database.open().await;
        let minutes = TimeDelta::minutes;
        let alert = |at| NewAlert { id: Clock::System.new_id(), condition: "jobs_dead", what: "Two.".into(), facts: vec![("q".into(), "2".into())], now: at };
        let claim = async |at: DateTime<Utc>| {
            let mut tx = db.begin().await.unwrap();
            let rows = tx.claim_alerts(at, at - minutes(60), at + minutes(2)).await.unwrap();
            tx.commit().await.unwrap();
            rows
        };
        let mut tx = db.begin().await.unwrap();
        tx.raise_alert(&alert(now())).await.unwrap();
        tx.raise_alert(&alert(now() + minutes(1))).await.unwrap();
        tx.commit().await.unwrap();
        let claimed = claim(now()).await;
        assert_eq!((claimed.len(), claimed[0].raised_at, claimed[0].seen_at, claimed[0].facts.len()), (1, now(), now() + minutes(1), 1));
        assert!(claim(now()).await.is_empty(), "another process has it");
        let mut tx = db.begin().await.unwrap();
        tx.mark_alert(claimed[0].id, None, Some("away")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(claim(now()).await[0].last_error.as_deref(), Some("away"), "it has yet to be told");
        let mut tx = db.begin().await.unwrap();
        tx.mark_alert(claimed[0].id, Some(now()), None).await.unwrap();
        tx.commit().await.unwrap();
        assert!(claim(now() + minutes(59)).await.is_empty());
        assert_eq!(claim(now() + minutes(61)).await.len(), 1, "it lasts, so it is told again");
        let mut tx = db.begin().await.unwrap();
        tx.mark_alert(claimed[0].id, Some(now() + minutes(61)), None).await.unwrap();
        tx.resolve_alerts(now(), now() + minutes(62)).await.unwrap();
        tx.resolve_alerts(now() + minutes(2), now() + minutes(63)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(db.alerts(10).await.unwrap()[0].resolved_at, Some(now() + minutes(63)));
        assert_eq!(claim(now() + minutes(64)).await.len(), 1, "that it is over has yet to be told");
        let mut tx = db.begin().await.unwrap();
        tx.raise_alert(&alert(now() + minutes(65))).await.unwrap();
        tx.commit().await.unwrap();
        let rows = db.alerts(10).await.unwrap();
        assert!(rows.len() == 2 && rows[0].resolved_at.is_none(), "a new one, and first in the list: {rows:?}");
        db.close().await;
    }

    async fn what_has_ended_is_tidied_and_trouble_is_seen(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (_, lead) = insert_lead(&db, &content).await;
        let arguments = json!({ "v": 1, "lead": lead });
        let id = |number: u128| Ulid::from(number).to_string();
        let mut tx = db.begin().await.unwrap();
        for number in 1..=3 {
            let key = number.to_string();
            let job = NewJob { id: id(number), queue: "alert_sales", lead_id: None, arguments: &arguments, key: &key, max_attempts: 5, now: now() };
            assert!(tx.enqueue(&job).await.unwrap());
            tx.insert_attempt(&NewAttempt { id: Clock::System.new_id(), job_id: &id(number), attempt: 1, worker: "w", started_at: now(), ended_at: now() + TimeDelta::days(number as i64), outcome: Outcome::Cancelled, error: None, next_run_at: None }).await.unwrap();
        }
        tx.cancel_job(&id(1), now()).await.unwrap();
        tx.cancel_job(&id(2), now()).await.unwrap();
        let day = |days| now() + TimeDelta::days(days) + TimeDelta::seconds(1);
        assert_eq!(tx.delete_ended_jobs(now(), 10).await.unwrap(), 0, "enqueued later");
        assert_eq!(tx.delete_ended_jobs(day(1), 10).await.unwrap(), 1, "the second was touched later, the third waits");
        assert_eq!(tx.delete_ended_jobs(day(9), 10).await.unwrap(), 1);
        assert_eq!((tx.delete_silent_workers(now()).await.unwrap(), tx.free_lost_jobs().await.unwrap()), (0, 0));
        tx.commit().await.unwrap();
        assert!(db.job(&id(1)).await.unwrap().is_none() && db.attempts(&id(2)).await.unwrap().is_empty() && db.job(&id(3)).await.unwrap().is_some());
        // Its key is free again.
        let mut tx = db.begin().await.unwrap();
        let job = NewJob { id: id(4), queue: "alert_sales", lead_id: None, arguments: &arguments, key: "1", max_attempts: 5, now: now() };
        assert!(tx.enqueue(&job).await.unwrap());
        tx.commit().await.unwrap();
        db.analyze().await.unwrap();
        assert!(db.queue_troubles(now()).await.unwrap().is_empty());
        assert!(db.connections().iter().any(|(_, idle, used)| idle + used > 0));
        db.close().await;
    }

    async fn staff_tokens_are_kept_listed_and_revoked(database) {
        let db = database.open().await;
        let token = |name: &str| StaffToken { id: Clock::System.new_id(), name: name.into(), role: Role::Operator, secret_hash: vec![0, 255, 1], created_at: now(), revoked_at: None, expires_at: None, last_used_at: None };
        let (ada, bob) = (token("Ada"), token("Bob"));
        let mut tx = db.begin().await.unwrap();
        for row in [&ada, &bob] { tx.insert_staff_token(row).await.unwrap(); }
        assert!(tx.revoke_staff_token(ada.id, now()).await.unwrap() && !tx.revoke_staff_token(ada.id, now()).await.unwrap());
        tx.touch_staff_token(bob.id, now()).await.unwrap();
        tx.touch_staff_token(bob.id, now() + TimeDelta::seconds(59)).await.unwrap();
        tx.commit().await.unwrap();
        let row = db.staff_token(ada.id).await.unwrap().unwrap();
        assert_eq!((row.name, row.role, row.secret_hash, row.revoked_at), ("Ada".to_owned(), Role::Operator, vec![0, 255, 1], Some(now())));
        assert_eq!(db.staff_tokens().await.unwrap().len(), 2);
        let used = async || db.staff_token(bob.id).await.unwrap().unwrap().last_used_at;
        assert_eq!(used().await, Some(now()), "noted at most once a minute");
        let mut tx = db.begin().await.unwrap();
        tx.touch_staff_token(bob.id, now() + TimeDelta::seconds(61)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(used().await, Some(now() + TimeDelta::seconds(61)));
        let row = db.staff_token(bob.id).await.unwrap().unwrap();
        assert!(row.revoked_at.is_none() && row.is_in_use(now()) && !StaffToken { expires_at: Some(now()), ..row }.is_in_use(now()));
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
