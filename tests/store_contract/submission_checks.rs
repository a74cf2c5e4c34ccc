//! Checks of submissions, confirmed addresses, and what the rules of the checks count.

use chrono::TimeDelta;
use stackmatch::clock::Clock;
use stackmatch::content::Content;
use stackmatch::ids::LeadId;
use stackmatch::store::*;

use super::{insert_lead, now};
use crate::support::on_both_databases;

on_both_databases! {
    async fn a_check_is_held_and_passed_once(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (_, lead) = insert_lead(&db, &content).await;
        let key = DeliveryKey::mail(EventKind::ReportReady, lead.into());
        let signals = [SpamSignal::Honeypot, SpamSignal::Rate];
        let minute = now() + TimeDelta::minutes(1);
        assert_eq!(db.submission_check(lead).await.unwrap(), None);
        let mut tx = db.begin().await.unwrap();
        tx.insert_delivery(Clock::System.new_id(), &key, lead.into(), "1@example.com", now()).await.unwrap();
        let pending = tx.pending_report(&key).await.unwrap().unwrap();
        assert_eq!((pending.lead, pending.unchecked, pending.confirmed), (lead, false, false));
        assert!(!tx.waive_check(lead, now()).await.unwrap(), "there is none");
        assert!(!tx.hold_for_check(lead, now()).await.unwrap(), "there is none");
        tx.insert_submission_check(lead, &signals, now()).await.unwrap();
        tx.commit().await.unwrap();
        let row = db.submission_check(lead).await.unwrap().unwrap();
        assert_eq!((&row.signals[..], row.created_at, row.held_at, row.passed_at), (&signals[..], now(), None, None));
        assert_eq!(db.count_unpassed_checks(now()).await.unwrap(), 1);
        assert_eq!(db.count_unpassed_checks(minute).await.unwrap(), 0);

        let mut tx = db.begin().await.unwrap();
        assert!(tx.pending_report(&key).await.unwrap().unwrap().unchecked);
        assert!(tx.hold_for_check(lead, minute).await.unwrap());
        assert!(!tx.hold_for_check(LeadId::nil(), minute).await.unwrap());
        let passed = tx.pass_check(lead, PassedBy::Link, minute).await.unwrap().unwrap();
        assert_eq!((passed.held_at, passed.passed_at), (Some(minute), Some(minute)));
        assert_eq!(tx.pass_check(lead, PassedBy::Proof, minute).await.unwrap(), None, "it was passed");
        assert!(!tx.hold_for_check(lead, minute).await.unwrap());
        let pending = tx.pending_report(&key).await.unwrap().unwrap();
        assert_eq!((pending.unchecked, pending.confirmed), (false, true));
        assert!(!tx.waive_check(lead, minute).await.unwrap(), "it was passed");
        tx.commit().await.unwrap();
        assert_eq!(db.count_unpassed_checks(now()).await.unwrap(), 0);

        // That of another lead ends because a person releases its mail.
        let (_, lead) = insert_lead(&db, &content).await;
        let mut tx = db.begin().await.unwrap();
        tx.insert_submission_check(lead, &signals, now()).await.unwrap();
        assert!(tx.waive_check(lead, minute).await.unwrap());
        assert_eq!(tx.pass_check(lead, PassedBy::Proof, minute).await.unwrap(), None);
        tx.commit().await.unwrap();
        assert_eq!(db.submission_check(lead).await.unwrap().unwrap().passed_at, Some(minute));
        db.close().await;
    }

    async fn addresses_networks_and_their_leads_are_counted(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (_, lead) = insert_lead(&db, &content).await;
        let (address, client) = ([1; 16], [2; 16]);
        let mut tx = db.begin().await.unwrap();
        assert!(!tx.is_address_confirmed(address).await.unwrap());
        for _ in 0..2 {
            tx.confirm_address(address, now()).await.unwrap();
        }
        assert!(tx.is_address_confirmed(address).await.unwrap() && !tx.is_address_confirmed(client).await.unwrap());
        tx.insert_lead_client(lead, client, now()).await.unwrap();
        tx.add_usage(client, 700, now()).await.unwrap();
        tx.commit().await.unwrap();
        let later = now() + TimeDelta::seconds(1);
        assert_eq!(db.count_leads_of_client(client, now()).await.unwrap(), 1);
        assert_eq!(db.count_leads_of_client(client, later).await.unwrap(), 0);
        assert_eq!(db.count_leads_of_client(address, now()).await.unwrap(), 0);
        assert_eq!(db.count_clients_over(699, now()).await.unwrap(), 1);
        assert_eq!(db.count_clients_over(700, now()).await.unwrap(), 0);
        assert_eq!(db.count_clients_over(0, now() + TimeDelta::days(1)).await.unwrap(), 0);
        db.close().await;
    }
}
