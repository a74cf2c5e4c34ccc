//! Owners of reports, drafts, corrections, erasures and retention.

use chrono::TimeDelta;
use stackmatch::ids::{DeliveryId, Id};

use super::*;
use crate::support::on_both_databases;

on_both_databases! {
    async fn owners_have_links_sessions_and_shares(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (_, lead) = insert_lead(&db, &content).await;
        let hour = TimeDelta::hours(1);
        let link = OwnerLinkRow { id: Id::from_u128(1), lead_id: lead, created_at: now(), expires_at: now() + hour, used_at: None };
        let session = OwnerSessionRow { id: Id::from_u128(2), lead_id: lead, created_at: now(), expires_at: now() + hour, ended_at: None };
        let share = ShareRow { id: Id::from_u128(3), lead_id: lead, name: "Öztürk".into(), created_at: now(), revoked_at: None };
        let mut tx = db.begin().await.unwrap();
        tx.insert_owner_link(&link).await.unwrap();
        tx.insert_owner_session(&session).await.unwrap();
        tx.insert_share(&share).await.unwrap();
        assert_eq!(tx.use_owner_link(link.id, now() + hour).await.unwrap(), None, "expired");
        assert_eq!(tx.use_owner_link(link.id, now()).await.unwrap(), Some(lead));
        assert_eq!(tx.use_owner_link(link.id, now()).await.unwrap(), None, "used");
        tx.commit().await.unwrap();
        assert_eq!(db.owner_links(lead).await.unwrap(), [OwnerLinkRow { used_at: Some(now()), ..link.clone() }]);
        assert_eq!(db.owner_link(link.id).await.unwrap().unwrap().lead_id, lead);
        assert_eq!(db.open_owner_session(session.id, now()).await.unwrap(), Some(session.clone()));
        assert_eq!(db.open_owner_session(session.id, now() + hour).await.unwrap(), None);
        assert_eq!(db.share(share.id).await.unwrap(), Some(share.clone()));
        let mut tx = db.begin().await.unwrap();
        tx.end_owner_session(session.id, now()).await.unwrap();
        assert!(!tx.revoke_share(LeadId::nil(), share.id, now()).await.unwrap(), "of another report");
        assert!(tx.revoke_share(lead, share.id, now()).await.unwrap());
        assert!(!tx.revoke_share(lead, share.id, now()).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(db.owner_sessions(lead).await.unwrap()[0].ended_at, Some(now()));
        assert_eq!(db.open_owner_session(session.id, now()).await.unwrap(), None);
        assert_eq!(db.share(share.id).await.unwrap(), None);
        assert_eq!(db.shares(lead).await.unwrap()[0].revoked_at, Some(now()));
        db.close().await;
    }

    async fn drafts_have_requests_reminders_and_an_end(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (intake, later) = (IntakeId::from_u128(5), now() + TimeDelta::days(3));
        let mut tx = db.begin().await.unwrap();
        tx.insert_intake(intake, content.questionnaire.edition, None, &Campaign::default(), Language::En, now()).await.unwrap();
        let request = |id, wording: Option<&str>| ResumeRequestRow {
            id: Id::from_u128(id), intake_id: intake, email: Some("ada@engines.example".into()), address: vec![7; 16],
            reminder_wording: wording.map(str::to_owned), created_at: now(), reminded_at: None,
        };
        let (plain, first, second) = (request(1, None), request(2, Some("Remind me.")), request(3, Some("Remind me.")));
        for row in [&plain, &first, &second] {
            tx.insert_resume_request(row).await.unwrap();
        }
        tx.forget_resume_address(plain.id).await.unwrap();
        tx.forget_resume_address(first.id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(db.resume_request(plain.id).await.unwrap().unwrap().email, None);
        assert_eq!(db.resume_request(first.id).await.unwrap(), Some(first.clone()), "its reminder is to come");
        assert!(db.due_reminders(now(), 10).await.unwrap().is_empty());
        assert_eq!(db.due_reminders(later, 10).await.unwrap().len(), 2);

        let mut tx = db.begin().await.unwrap();
        assert!(tx.take_reminder(first.id, later).await.unwrap());
        assert!(!tx.take_reminder(second.id, later).await.unwrap(), "one for each draft");
        tx.drop_reminder(second.id).await.unwrap();
        tx.suppress_address(&[7; 16], later).await.unwrap();
        tx.suppress_address(&[7; 16], later).await.unwrap();
        tx.commit().await.unwrap();
        assert!(db.is_suppressed(&[7; 16]).await.unwrap() && !db.is_suppressed(&[8; 16]).await.unwrap());
        let mut tx = db.begin().await.unwrap();
        tx.drop_reminders(intake).await.unwrap();
        tx.commit().await.unwrap();
        assert!(db.resume_requests(intake).await.unwrap().iter().all(|row| row.email.is_none() && row.reminder_wording.is_none()));

        assert_eq!(db.draft_grace_ends_at(intake).await.unwrap(), None, "it began after the upgrade");
        assert!(db.expired_drafts(now(), later, IntakeId::nil(), 10).await.unwrap().is_empty());
        assert_eq!(db.expired_drafts(later, later, IntakeId::nil(), 10).await.unwrap(), [intake]);
        assert!(db.expired_drafts(later, later, intake, 10).await.unwrap().is_empty());
        let mut tx = db.begin().await.unwrap();
        assert!(tx.delete_draft(intake).await.unwrap());
        assert!(!tx.delete_draft(intake).await.unwrap());
        tx.commit().await.unwrap();
        assert!(db.resume_request(first.id).await.unwrap().is_none());
        db.close().await;
    }

    async fn leads_are_corrected_and_erased(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (intake, lead) = insert_lead(&db, &content).await;
        let row = db.lead(lead).await.unwrap().unwrap();
        let revision = RevisionRow { report_id: lead.into(), lead_id: lead, version: 1, answers: row.answers.clone(), recommendation: row.recommendation.clone(), created_at: now() };
        let corrected = CorrectedLead { id: lead, version: row.version, answers: &row.answers, recommendation: &row.recommendation, qualification: &row.qualification, now: now() };
        let mut tx = db.begin().await.unwrap();
        tx.insert_revision(&revision).await.unwrap();
        tx.insert_revision(&revision).await.unwrap();
        assert!(tx.correct_lead(&corrected).await.unwrap());
        assert!(!tx.correct_lead(&corrected).await.unwrap(), "it has changed");
        tx.commit().await.unwrap();
        assert_eq!(db.revisions(lead).await.unwrap().len(), 1);
        let latest = db.latest_revision(lead).await.unwrap().unwrap();
        assert_eq!((latest.report_id, latest.version), (revision.report_id, 1));
        let later = now() + TimeDelta::days(1);
        assert!(db.leads_untouched_since(now(), 10).await.unwrap().is_empty());
        assert_eq!((db.leads_untouched_since(later, 10).await.unwrap(), db.count_leads_untouched_since(later).await.unwrap()), (vec![lead], 1));

        let key = DeliveryKey::mail(EventKind::LeadErased, lead.into());
        let (mail, notice) = (DeliveryId::from_u128(1), DeliveryId::from_u128(2));
        let mut tx = db.begin().await.unwrap();
        tx.insert_delivery(mail, &DeliveryKey::mail(EventKind::ReportReady, lead.into()), lead.into(), "1@x.example", now()).await.unwrap();
        tx.insert_delivery(notice, &key, lead.into(), "2@x.example", now()).await.unwrap();
        assert!(tx.insert_erasure(lead, ErasureReason::Owner, now()).await.unwrap());
        assert!(!tx.insert_erasure(lead, ErasureReason::Retention, now()).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(db.erasure(lead).await.unwrap().unwrap().reason, ErasureReason::Owner);
        assert!(!db.is_report_open(lead).await.unwrap() && !db.is_running_for(lead.into()).await.unwrap());
        assert_eq!((db.leads_untouched_since(later, 10).await.unwrap(), db.count_leads_untouched_since(later).await.unwrap()), (vec![], 0), "it is being erased");
        let mut tx = db.begin().await.unwrap();
        tx.delete_lead(lead, now()).await.unwrap();
        tx.schedule_outbox_removal(notice, later).await.unwrap();
        tx.commit().await.unwrap();
        assert!(db.lead(lead).await.unwrap().is_none() && db.intake(intake).await.unwrap().is_none());
        assert!(db.deliveries(lead.into()).await.unwrap().is_empty() && db.revisions(lead).await.unwrap().is_empty());
        assert_eq!(db.due_outbox_removals(now(), 10).await.unwrap(), [mail]);
        let mut tx = db.begin().await.unwrap();
        tx.end_outbox_removal(mail).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(db.due_outbox_removals(later, 10).await.unwrap(), [notice]);
        db.close().await;
    }

    async fn runs_of_the_retention_rules_are_listed_from_the_last(database) {
        let db = database.open().await;
        let run = |id, is_trial| RetentionRun { id: Id::from_u128(id), ran_at: now(), rules: RetentionRules { drafts: 30, leads: 0, jobs: 30, pdfs: 30 }, is_trial, drafts: 1, leads: 2, jobs: 3, pdfs: 4 };
        let mut tx = db.begin().await.unwrap();
        for row in [run(1, true), run(2, false)] {
            tx.insert_retention_run(&row).await.unwrap();
        }
        tx.commit().await.unwrap();
        let runs = db.retention_runs(10).await.unwrap();
        assert_eq!(runs.iter().map(|run| run.is_trial).collect::<Vec<_>>(), [false, true]);
        assert_eq!((runs[0].rules.drafts, runs[0].drafts, runs[0].leads, runs[0].jobs, runs[0].pdfs), (30, 1, 2, 3, 4));
        db.close().await;
    }
}
