//! Alerts.

use chrono::{DateTime, TimeDelta, Utc};
use stackmatch::clock::Clock;
use stackmatch::store::*;

use super::now;
use crate::support::on_both_databases;

on_both_databases! {
    async fn alerts_are_raised_refreshed_claimed_notified_and_resolved(database) {
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
        assert!(claim(now() + minutes(1)).await.is_empty(), "it was postponed");
        let again = claim(now() + minutes(2)).await.remove(0);
        assert_eq!((again.last_error.as_deref(), again.tries, again.called_at), (Some("away"), 1, Some(now())), "not notified yet");
        let mut tx = db.begin().await.unwrap();
        tx.mark_alert(claimed[0].id, now()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(claim(now() + minutes(59)).await.is_empty());
        assert_eq!(claim(now() + minutes(61)).await.len(), 1, "still open, so a reminder is due");
        let mut tx = db.begin().await.unwrap();
        tx.mark_alert(claimed[0].id, now() + minutes(61)).await.unwrap();
        tx.resolve_alerts(now(), now() + minutes(62)).await.unwrap();
        tx.resolve_alerts(now() + minutes(2), now() + minutes(63)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(db.alerts(10).await.unwrap()[0].resolved_at, Some(now() + minutes(63)));
        assert_eq!(claim(now() + minutes(64)).await.len(), 1, "the resolution is not notified yet");
        let mut tx = db.begin().await.unwrap();
        tx.raise_alert(&alert(now() + minutes(65))).await.unwrap();
        tx.commit().await.unwrap();
        let rows = db.alerts(10).await.unwrap();
        assert!(rows.len() == 2 && rows[0].resolved_at.is_none(), "a new one, and first in the list: {rows:?}");
        db.close().await;
    }
}
