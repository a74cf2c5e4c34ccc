//! Intakes and leads: kept, listed, edited.

use stackmatch::clock::Clock;
use stackmatch::content::Content;
use stackmatch::i18n::Language;
use stackmatch::ids::{IntakeId, LeadId};
use stackmatch::intake::{Answers, GivenConsent, Purpose};
use stackmatch::qualification::qualify;
use stackmatch::store::*;

use super::{MODEL, answers, insert_lead, now, recommend};
use crate::support::on_both_databases;

fn update(id: IntakeId, version: i64, answers: Answers) -> AnswersUpdate {
    AnswersUpdate {
        id,
        version,
        answers,
        at: now(),
        charge: None,
    }
}

on_both_databases! {
    async fn intakes_are_kept_and_change_one_version_at_a_time(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        db.ping().await.unwrap();
        let id = Clock::System.new_id();
        let campaign = Campaign { utm: [("source".to_owned(), "newsletter ✉".to_owned())].into(), referrer: Some("https://example.com/?a=b".into()) };
        let mut tx = db.begin().await.unwrap();
        tx.insert_intake(id, 1, Some("nodejs-vs-django"), &campaign, Language::De, now()).await.unwrap();
        assert!(db.intake(id).await.unwrap().is_none(), "not seen before the commit");
        tx.commit().await.unwrap();
        let row = db.intake(id).await.unwrap().unwrap();
        assert_eq!((row.status, row.version, row.matchup.as_deref(), &row.campaign, row.language, row.created_at), (IntakeStatus::Open, 1, Some("nodejs-vs-django"), &campaign, Language::De, now()));

        let new = update(id, 1, answers(&content));
        assert_eq!(db.update_answers(&new).await.unwrap(), UpdateOutcome::Stored);
        assert_eq!(db.update_answers(&new).await.unwrap(), UpdateOutcome::Changed, "version 1 is gone");
        assert_eq!(db.update_answers(&update(IntakeId::nil(), 1, Answers::default())).await.unwrap(), UpdateOutcome::Changed);
        let mut tx = db.begin().await.unwrap();
        assert!(!tx.close_intake(id, 1, now()).await.unwrap());
        assert!(tx.close_intake(id, 2, now()).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(db.update_answers(&update(id, 3, Answers::default())).await.unwrap(), UpdateOutcome::Changed, "it is closed");
        let row = db.intake(id).await.unwrap().unwrap();
        assert_eq!((row.status, row.version, row.answers), (IntakeStatus::Submitted, 3, answers(&content)));
        db.close().await;
    }

    async fn many_intakes_change_in_one_commit(database) {
        use UpdateOutcome::{Changed, OverLimit, Stored};
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let mut updates = Vec::new();
        let mut tx = db.begin().await.unwrap();
        for _ in 0..3 {
            let id = Clock::System.new_id();
            tx.insert_intake(id, 1, None, &Campaign::default(), Language::En, now()).await.unwrap();
            updates.push(update(id, 1, answers(&content)));
        }
        tx.commit().await.unwrap();
        assert_eq!(db.update_all_answers(&[]).await.unwrap(), Some(vec![]));
        updates[1].version = 7;
        assert_eq!(db.update_all_answers(&updates).await.unwrap(), Some(vec![Stored, Changed, Stored]));
        for (update, version) in updates.iter().zip([2, 1, 2]) {
            let row = db.intake(update.id).await.unwrap().unwrap();
            assert_eq!((row.version, row.answers == answers(&content)), (version, version == 2));
        }

        // Charged ones are stored together or not at all.
        let charge = |client| Some(Charge { client, bytes: 60, limit: 100 });
        for (update, client) in updates.iter_mut().zip([[1; 16], [2; 16], [1; 16]]) {
            (update.version, update.charge) = (2, charge(client));
        }
        updates[1].version = 1;
        assert_eq!(db.update_all_answers(&updates).await.unwrap(), None, "client 1 would store 120 bytes");
        assert_eq!(db.update_all_answers(&updates[..2]).await.unwrap(), Some(vec![Stored, Stored]));
        assert_eq!(db.update_answers(&updates[2]).await.unwrap(), OverLimit);
        updates[0].charge = charge([3; 16]);
        assert_eq!(db.update_all_answers(&updates[..1]).await.unwrap(), None, "it is at version 3");
        assert_eq!(db.update_answers(&updates[0]).await.unwrap(), Changed);
        let mut tx = db.begin().await.unwrap();
        assert_eq!(tx.add_usage([1; 16], 0, now()).await.unwrap(), 60);
        assert_eq!(tx.add_usage([3; 16], 0, now()).await.unwrap(), 0, "what was not stored is not charged");
        drop(tx);
        db.close().await;
    }

    async fn consents_are_kept_with_their_words_and_each_is_given_once(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (_, lead) = insert_lead(&db, &content).await;
        assert_eq!(db.consents(lead).await.unwrap(), []);
        let given = |purpose, wording: &str| GivenConsent { purpose, wording: wording.to_owned(), edition: 2 };
        let mut tx = db.begin().await.unwrap();
        tx.insert_consent(lead, &given(Purpose::News, "Write to me ✉"), now()).await.unwrap();
        tx.insert_consent(lead, &given(Purpose::Contact, "Call me"), now()).await.unwrap();
        tx.commit().await.unwrap();
        let row = |purpose: &str, wording: &str| ConsentRow { purpose: purpose.to_owned(), wording: wording.to_owned(), edition: 2, given_at: now() };
        assert_eq!(db.consents(lead).await.unwrap(), [row("contact", "Call me"), row("news", "Write to me ✉")]);
        let mut tx = db.begin().await.unwrap();
        assert!(tx.insert_consent(lead, &given(Purpose::News, "Again"), now()).await.is_err(), "each is given once");
        drop(tx);
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
            recommendation: &Packed::new(&recommend(&MODEL, &answers)).unwrap(), qualification: &qualify(&content, &answers), matchup: None, language: Language::En, now: now(),
        }).await;
        assert!(again.unwrap_err().as_database_error().unwrap().is_unique_violation());
        drop(tx);
        db.close().await;
    }
}
