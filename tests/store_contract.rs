//! Every method of the store, on both databases: the same calls, the same results.

use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use stackmatch::clock::Clock;
use stackmatch::content::Content;
use stackmatch::i18n::{Language, Messages};
use stackmatch::ids::{DeliveryId, IntakeId, JobId, LeadId};
use stackmatch::intake::{Answers, parse};
use stackmatch::qualification::qualify;
use stackmatch::recommendation::{self, Model, Recommendation, embedded};
use stackmatch::report::{self, Meta};
use stackmatch::store::*;

use crate::support::{Visitor, on_both_databases};

static MODEL: LazyLock<Model> = LazyLock::new(|| embedded().unwrap().1);
static MESSAGES: LazyLock<Messages> = LazyLock::new(|| Messages::embedded().unwrap());

fn recommend(model: &Model, answers: &Answers) -> Recommendation {
    recommendation::recommend(model, answers).localize(model, MESSAGES.english())
}

fn now() -> DateTime<Utc> {
    "2026-11-22T10:00:00.123456Z".parse().unwrap()
}

fn answers(content: &Content) -> Answers {
    parse(
        &content.questionnaire,
        Visitor::grace().as_object().unwrap(),
    )
    .unwrap()
}

async fn insert_lead(db: &Db, content: &Content) -> (IntakeId, LeadId) {
    let (intake, lead) = (Clock::System.new_id(), Clock::System.new_id());
    let answers = answers(content);
    let mut tx = db.begin().await.unwrap();
    tx.insert_intake(
        intake,
        Some("nodejs-vs-django"),
        &Campaign::default(),
        Language::En,
        now(),
    )
    .await
    .unwrap();
    assert!(tx.close_intake(intake, 1, now()).await.unwrap());
    tx.insert_lead(&NewLead {
        id: lead,
        intake_id: intake,
        submission_key: Some("key"),
        contact: answers.contact().unwrap(),
        email: &answers.contact().unwrap().work_email,
        answers: &answers,
        recommendation: &recommend(&MODEL, &answers),
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
        assert!(tx.lock_intake(IntakeId::nil()).await.unwrap().is_none());
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
        assert!(db.lead_exists(lead).await.unwrap() && !db.lead_exists(LeadId::nil()).await.unwrap());
        assert_eq!(db.lead_of_intake(intake).await.unwrap(), Some(lead));
        let row = db.lead(lead).await.unwrap().unwrap();
        let answers = answers(&content);
        assert_eq!((row.answers, row.recommendation, row.qualification), (answers.clone(), recommend(&MODEL, &answers), qualify(&content, &answers)));
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
            id: Clock::System.new_id(), intake_id: intake, submission_key: None, contact: answers.contact().unwrap(), email: "grace@navyyard.example", answers: &answers,
            recommendation: &recommend(&MODEL, &answers), qualification: &qualify(&content, &answers), matchup: None, language: Language::En, now: now(),
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
        let document = report::document(&content, &MODEL, MESSAGES.english(), &answers, &recommend(&MODEL, &answers), &meta);
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

    async fn mails_are_counted_held_and_released(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (_, lead) = insert_lead(&db, &content).await;
        let key = DeliveryKey::mail(lead, DeliveryKind::ReportReady);
        let (delivery, other) = (Clock::System.new_id(), Clock::System.new_id());
        let (counter, client) = ([1; 16], [2; 16]);
        let minute = |count| now() + TimeDelta::minutes(count);
        let mut tx = db.begin().await.unwrap();
        assert!(tx.pending_report(&key).await.unwrap().is_none(), "there is no such row yet");
        tx.insert_delivery(delivery, &key, "1@example.com", now()).await.unwrap();
        let pending = tx.pending_report(&key).await.unwrap().unwrap();
        assert_eq!((pending.delivery, pending.client, pending.released), (delivery, None, false));
        tx.insert_lead_client(lead, client, now()).await.unwrap();
        let pending = tx.pending_report(&key).await.unwrap().unwrap();
        assert_eq!((pending.email.as_str(), pending.client), ("grace@navyyard.example", Some(client.to_vec())));
        tx.lock_mail_counts().await.unwrap();
        for at in [0, 0, 10] {
            tx.count_mail(counter, if at == 0 { delivery } else { other }, minute(at)).await.unwrap();
        }
        assert!(tx.is_mail_counted(counter, delivery).await.unwrap() && !tx.is_mail_counted(client, delivery).await.unwrap());
        assert_eq!(tx.nth_counted_mail(counter, 1, now() - TimeDelta::hours(1)).await.unwrap(), Some(minute(10)));
        assert_eq!(tx.nth_counted_mail(counter, 2, now() - TimeDelta::hours(1)).await.unwrap(), Some(now()), "counted once");
        assert_eq!(tx.nth_counted_mail(counter, 3, now() - TimeDelta::hours(1)).await.unwrap(), None);
        assert_eq!(tx.nth_counted_mail(counter, 2, now()).await.unwrap(), None, "the first is no longer in the period");
        tx.commit().await.unwrap();

        let hold = Hold { reason: HoldReason::DomainLimit, until: Some(minute(60)) };
        let mut tx = db.begin().await.unwrap();
        tx.claim_delivery(&key).await.unwrap();
        tx.hold_delivery(delivery, Hold { reason: HoldReason::Review, until: None }, now()).await.unwrap();
        tx.hold_delivery(delivery, hold, now()).await.unwrap();
        tx.commit().await.unwrap();
        let row = db.delivery(delivery).await.unwrap().unwrap();
        assert_eq!((row.status, row.hold()), (DeliveryStatus::Held, Some(hold)));
        let filter = |status| DeliveryFilter { status: Some(status), ..DeliveryFilter::default() };
        assert_eq!(db.delivery_page(&filter(DeliveryStatus::Held), 10).await.unwrap().items.len(), 1);
        assert!(db.delivery_page(&filter(DeliveryStatus::Queued), 10).await.unwrap().items.is_empty());
        assert_eq!(db.delivery_counts().await.unwrap(), [("held".to_owned(), 1)]);

        let mut tx = db.begin().await.unwrap();
        assert!(tx.release_delivery(delivery, Some("Sam"), minute(1)).await.unwrap());
        assert!(!tx.release_delivery(delivery, None, minute(2)).await.unwrap(), "it was released");
        tx.hold_delivery(delivery, hold, minute(3)).await.unwrap();
        assert!(tx.pending_report(&key).await.unwrap().unwrap().released, "and is not held again");
        tx.commit().await.unwrap();
        let row = db.delivery(delivery).await.unwrap().unwrap();
        assert_eq!((row.status, row.hold()), (DeliveryStatus::Queued, None));

        let mut tx = db.begin().await.unwrap();
        assert_eq!(tx.add_usage(client, 700, now()).await.unwrap(), 700);
        assert_eq!(tx.add_usage(client, 50, now()).await.unwrap(), 750);
        tx.add_usage_of_lead(lead, 1_000, now()).await.unwrap();
        tx.add_usage_of_lead(LeadId::nil(), 1_000, now()).await.unwrap();
        assert_eq!(tx.add_usage(client, 0, now()).await.unwrap(), 1_750);
        assert_eq!(tx.add_usage(client, 1, now() + TimeDelta::days(1)).await.unwrap(), 1, "another day");
        tx.delete_old_usage(now() + TimeDelta::days(1)).await.unwrap();
        assert_eq!(tx.add_usage(client, 2, now()).await.unwrap(), 2);
        assert_eq!(tx.delete_old_counts(minute(5)).await.unwrap(), 1);
        assert_eq!(tx.pending_report(&key).await.unwrap().unwrap().client, None);
        tx.commit().await.unwrap();
        db.close().await;
    }

    async fn jobs_are_enqueued_seen_and_steered(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (_, lead) = insert_lead(&db, &content).await;
        let arguments = json!({ "v": 1, "lead": lead });
        let id = Clock::System.new_id::<JobId>();
        let job = NewJob { id, queue: "alert_sales", lead_id: Some(lead), arguments: &arguments, key: "k", max_attempts: 5, now: now() };
        let mut tx = db.begin().await.unwrap();
        assert!(tx.enqueue(&job).await.unwrap());
        assert!(!tx.enqueue(&NewJob { id: JobId::from_u128(7), ..job.clone() }).await.unwrap());
        assert!(!tx.postpone_job(id, "nobody", now(), false).await.unwrap(), "no worker has it");
        let attempt = NewAttempt { id: Clock::System.new_id(), job_id: id, attempt: 1, worker: "w", started_at: now(), ended_at: now(), outcome: Outcome::Retry, error: Some("451"), next_run_at: Some(now()), waited: true };
        tx.insert_attempt(&attempt).await.unwrap();
        tx.commit().await.unwrap();

        let row = db.job(id).await.unwrap().unwrap();
        assert_eq!((row.state, row.attempts, row.max_attempts, row.lead_id, row.arguments), (JobState::Waiting, 0, 5, Some(lead), arguments.clone()));
        assert!(row.run_at.is_some() && row.worker.is_none());
        let attempts = db.attempts(id).await.unwrap();
        assert_eq!((attempts.len(), attempts[0].outcome, attempts[0].next_run_at, attempts[0].waited), (1, Outcome::Retry, Some(now()), true));
        let depths = db.queue_depths().await.unwrap();
        assert_eq!((depths.len(), depths[0].state, depths[0].jobs), (1, JobState::Waiting, 1));
        assert_eq!(db.unfinished_depths().await.unwrap().len(), 1);
        assert_eq!(db.jobs(&JobFilter { queue: Some("alert_sales".into()), lead: Some(lead), ..JobFilter::default() }, 10).await.unwrap().items.len(), 1);
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

    async fn what_operators_do_to_jobs_queues_and_deliveries_is_kept(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (_, lead) = insert_lead(&db, &content).await;
        let arguments = json!({ "v": 1, "lead": lead });
        let id = Clock::System.new_id::<JobId>();
        let by = StaffToken { id: Clock::System.new_id(), name: "Ada".into(), role: Role::Operator, secret_hash: vec![1], created_at: now(), revoked_at: None, expires_at: None, last_used_at: None };
        let delivery = Clock::System.new_id();
        let mut tx = db.begin().await.unwrap();
        let job = NewJob { id, queue: "alert_sales", lead_id: Some(lead), arguments: &arguments, key: "k", max_attempts: 5, now: now() };
        assert!(tx.enqueue(&job).await.unwrap());
        tx.insert_staff_token(&by).await.unwrap();
        tx.insert_delivery(delivery, &DeliveryKey { lead, kind: DeliveryKind::LeadQualified, target: String::new() }, "one@example.org", now()).await.unwrap();
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
        assert!(tx.renew_delivery(delivery, "two@example.org").await.unwrap() && !tx.renew_delivery(DeliveryId::nil(), "x").await.unwrap());
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

    async fn an_outage_holds_jobs_is_tried_once_at_a_time_and_releases_them_when_it_ends(database) {
        let db = database.open().await;
        let seconds = TimeDelta::seconds;
        let arguments = |webhook: Option<&str>| json!({ "v": 1, "webhook": webhook });
        let id = JobId::from_u128;
        let mut tx = db.begin().await.unwrap();
        for (number, webhook) in [(1, Some("crm")), (2, Some("crm")), (3, Some("chat"))] {
            let arguments = arguments(webhook);
            let job = NewJob { id: id(number), queue: "call_webhook", lead_id: None, arguments: &arguments, key: &number.to_string(), max_attempts: 5, now: now() };
            assert!(tx.enqueue(&job).await.unwrap());
        }
        let outage = |at, cause| NewOutage { target: "webhook crm", cause, error: "refused", now: at };
        assert_eq!(tx.open_outage(&outage(now(), OutageCause::Unreachable)).await.unwrap(), 1);
        assert_eq!(tx.open_outage(&outage(now() + seconds(5), OutageCause::Refused)).await.unwrap(), 2);
        let (soon, later): (DateTime<Utc>, DateTime<Utc>) = (Clock::System.now() + seconds(60), "2100-01-01T00:00:00Z".parse().unwrap());
        tx.hold_jobs("webhook crm", ["call_webhook"; 2], "crm", soon, later).await.unwrap();
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

    async fn a_worker_that_ends_in_order_gives_back_what_it_fetched_and_never_began(database) {
        let db = database.open().await;
        let arguments = json!({ "v": 1 });
        let id = JobId::from_u128(1);
        let mut tx = db.begin().await.unwrap();
        assert!(tx.enqueue(&NewJob { id, queue: "alert_sales", lead_id: None, arguments: &arguments, key: "k", max_attempts: 5, now: now() }).await.unwrap());
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

        // A fetch that arrives late.
        run("insert into Workers (id, worker_type, storage_name, layers, last_seen, started_at) values ('w', 'alert_sales', 's', '', 0, 0)",
            "insert into apalis.workers (id, worker_type, storage_name, layers, last_seen, started_at) values ('w', 'alert_sales', 's', '', 'epoch', 'epoch')").await;
        fetch().await;
        assert!(db.has_stranded_jobs().await.unwrap());
        let mut tx = db.begin().await.unwrap();
        assert_eq!(tx.free_stranded_jobs().await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert!(!db.has_stranded_jobs().await.unwrap());
        db.close().await;
    }

    async fn what_lists_need_in_one_go_is_read_in_one_go(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (_, lead) = insert_lead(&db, &content).await;
        let id = Clock::System.new_id::<JobId>();
        let arguments = json!({ "v": 1, "lead": lead });
        let mut tx = db.begin().await.unwrap();
        assert!(tx.enqueue(&NewJob { id, queue: "alert_sales", lead_id: Some(lead), arguments: &arguments, key: "k", max_attempts: 5, now: now() }).await.unwrap());
        for (attempt, error) in [(1, "Erste"), (2, "Zweite")] {
            tx.insert_attempt(&NewAttempt { id: Clock::System.new_id(), job_id: id, attempt, worker: "w", started_at: now(), ended_at: now(), outcome: Outcome::Retry, error: Some(error), next_run_at: None, waited: false }).await.unwrap();
        }
        tx.insert_delivery(Clock::System.new_id(), &DeliveryKey::mail(lead, DeliveryKind::LeadQualified), "one@example.org", now()).await.unwrap();
        tx.commit().await.unwrap();
        let last = db.last_attempts(&[id, JobId::nil()]).await.unwrap();
        assert_eq!((last.len(), last[0].0, last[0].1.attempt), (1, id, 2));
        assert_eq!(db.deliveries_of(&[lead, LeadId::nil()]).await.unwrap().len(), 1);
        assert_eq!(db.fold_missing(DateTime::UNIX_EPOCH).await.unwrap(), 0, "all was folded when it was stored");
        db.close().await;
    }

    async fn the_database_has_a_clock_and_stored_moments_do_not_run_ahead_of_it(database) {
        let db = database.open().await;
        let (before, theirs) = (Clock::System.now(), db.now().await.unwrap());
        assert!((theirs - before).num_seconds().abs() < 5, "{theirs} beside {before}");
        let mut tx = db.begin().await.unwrap();
        tx.insert_schedule("tidy_up", now() + TimeDelta::days(1)).await.unwrap();
        let ahead = now() + TimeDelta::days(1);
        tx.open_outage(&NewOutage { target: "mail", cause: OutageCause::Unreachable, error: "refused", now: ahead }).await.unwrap();
        tx.count_mail([7; 16], DeliveryId::nil(), ahead).await.unwrap();
        assert_eq!(tx.correct_future(now()).await.unwrap(), 3);
        assert_eq!(tx.correct_future(now()).await.unwrap(), 0);
        assert!(tx.claim_try("mail", now(), ahead).await.unwrap(), "it is tried at once");
        tx.commit().await.unwrap();
        assert_eq!(db.outages().await.unwrap()[0].since, now());
        assert_eq!(db.schedule().await.unwrap()[0].known_since, now());
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
        let alert = |at| NewAlert { id: Clock::System.new_id(), condition: "jobs_dead".into(), what: "Two.".into(), facts: vec![("q".into(), "2".into())], now: at };
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
        tx.postpone_alert(claimed[0].id, "away", now() + minutes(1)).await.unwrap();
        tx.mark_alert_called(claimed[0].id, now()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(claim(now() + minutes(1)).await.is_empty(), "it was put off");
        let again = claim(now() + minutes(2)).await.remove(0);
        assert_eq!((again.last_error.as_deref(), again.tries, again.called_at), (Some("away"), 1, Some(now())), "it has yet to be told");
        let mut tx = db.begin().await.unwrap();
        tx.mark_alert(claimed[0].id, now()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(claim(now() + minutes(59)).await.is_empty());
        assert_eq!(claim(now() + minutes(61)).await.len(), 1, "it lasts, so it is told again");
        let mut tx = db.begin().await.unwrap();
        tx.mark_alert(claimed[0].id, now() + minutes(61)).await.unwrap();
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
        let id = JobId::from_u128;
        let mut tx = db.begin().await.unwrap();
        for number in 1..=3 {
            let key = number.to_string();
            let job = NewJob { id: id(number), queue: "alert_sales", lead_id: None, arguments: &arguments, key: &key, max_attempts: 5, now: now() };
            assert!(tx.enqueue(&job).await.unwrap());
            tx.insert_attempt(&NewAttempt { id: Clock::System.new_id(), job_id: id(number), attempt: 1, worker: "w", started_at: now(), ended_at: now() + TimeDelta::days(number as i64), outcome: Outcome::Cancelled, error: None, next_run_at: None, waited: false }).await.unwrap();
        }
        tx.cancel_job(id(1), now()).await.unwrap();
        tx.cancel_job(id(2), now()).await.unwrap();
        let day = |days| now() + TimeDelta::days(days) + TimeDelta::seconds(1);
        assert_eq!(tx.delete_ended_jobs(now(), 10).await.unwrap(), 0, "enqueued later");
        assert_eq!(tx.delete_ended_jobs(day(1), 10).await.unwrap(), 1, "the second was touched later, the third waits");
        assert_eq!(tx.delete_ended_jobs(day(9), 10).await.unwrap(), 1);
        assert_eq!((tx.delete_silent_workers(now()).await.unwrap(), tx.free_lost_jobs().await.unwrap()), (0, 0));
        tx.commit().await.unwrap();
        assert!(db.job(id(1)).await.unwrap().is_none() && db.attempts(id(2)).await.unwrap().is_empty() && db.job(id(3)).await.unwrap().is_some());
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

    async fn a_database_is_probed_and_belongs_to_the_installation_and_key_that_took_it_first(database) {
        let db = database.open().await;
        assert!(!db.is_in_use().await.unwrap());
        let (first, second) = (Clock::System.new_id(), Clock::System.new_id());
        let taken = db.installation(first, "one", now()).await.unwrap();
        assert_eq!((taken.id, taken.key_fingerprint.as_str()), (first, "one"));
        assert_eq!(db.installation(second, "other", now()).await.unwrap(), taken);
        assert!(db.is_in_use().await.unwrap());
        db.adopt_key("other").await.unwrap();
        assert_eq!(db.installation(second, "one", now()).await.unwrap().key_fingerprint, "other");
        db.probe(now()).await.unwrap();
        assert_eq!(db.folder().is_some(), database.is_sqlite());
        let tx = db.begin().await.unwrap();
        tx.rollback().await;
        let mut tx = db.begin().await.unwrap();
        assert_eq!(tx.release_jobs("nobody").await.unwrap(), 0);
        tx.commit().await.unwrap();
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
        db.notifier().notify();
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
            if let Some(rest) = line
                .trim_start()
                .strip_prefix("pub async fn ")
                .filter(|_| inside)
            {
                let name = rest.split('(').next().unwrap();
                if !contract.contains(&format!(".{name}(")) {
                    missing.push(name.to_owned());
                }
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}
