//! Mails that are counted, held and released, and storage per network.

use chrono::TimeDelta;
use stackmatch::clock::Clock;
use stackmatch::content::Content;
use stackmatch::ids::LeadId;
use stackmatch::store::*;

use super::{insert_lead, now};
use crate::support::on_both_databases;

on_both_databases! {
    async fn mails_are_counted_held_and_released(database) {
        let (db, content) = (database.open().await, Content::embedded().unwrap());
        let (_, lead) = insert_lead(&db, &content).await;
        let key = DeliveryKey::mail(EventKind::ReportReady, lead.into());
        let (delivery, other) = (Clock::System.new_id(), Clock::System.new_id());
        let (counter, client) = ([1; 16], [2; 16]);
        let minute = |count| now() + TimeDelta::minutes(count);
        let mut tx = db.begin().await.unwrap();
        assert!(tx.pending_report(&key).await.unwrap().is_none(), "there is no such row yet");
        tx.insert_delivery(delivery, &key, lead.into(), "1@example.com", now()).await.unwrap();
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
}
