//! The counts of the funnel.

use chrono::TimeDelta;
use stackmatch::ids::Id;

use super::*;
use crate::support::on_both_databases;

on_both_databases! {
    async fn counts_add_up_by_day(database) {
        let db = database.open().await;
        let key = |event, item: &str| FunnelKey { event, item: item.into(), matchup: "tea-vs-coffee".into(), campaign: "spring".into(), path: "plain".into() };
        let (seen, view) = (key(FunnelEvent::Seen, "role"), key(FunnelEvent::View, "matchup"));
        let day = TimeDelta::days(1);
        let mut tx = db.begin().await.unwrap();
        tx.add_to_funnel(&seen, 2, now()).await.unwrap();
        tx.add_to_funnel(&seen, 3, now()).await.unwrap();
        tx.add_to_funnel(&seen, 4, now() + day).await.unwrap();
        tx.add_to_funnel(&view, 1, now()).await.unwrap();
        tx.commit().await.unwrap();
        let count = |key: &FunnelKey, count| FunnelCount { event: key.event, item: key.item.clone(), matchup: key.matchup.clone(), campaign: key.campaign.clone(), path: key.path.clone(), count };
        assert_eq!(db.funnel(now(), now()).await.unwrap(), [count(&seen, 5), count(&view, 1)]);
        assert_eq!(db.funnel(now(), now() + day).await.unwrap(), [count(&seen, 9), count(&view, 1)]);
        assert!(db.funnel(now() - day, now() - day).await.unwrap().is_empty());
        db.close().await;
    }

    async fn an_intake_is_counted_as_left_once(database) {
        let db = database.open().await;
        let id = Id::from_u128(1);
        let mut tx = db.begin().await.unwrap();
        tx.insert_intake(id, 2, None, &Campaign::default(), Language::En, now()).await.unwrap();
        tx.commit().await.unwrap();
        let later = now() + TimeDelta::days(1);
        assert!(db.intakes_left_since(now(), 10).await.unwrap().is_empty());
        assert_eq!(db.intakes_left_since(later, 10).await.unwrap(), [id]);
        let mut tx = db.begin().await.unwrap();
        assert!(tx.mark_left(id, later).await.unwrap());
        assert!(!tx.mark_left(id, later).await.unwrap());
        tx.commit().await.unwrap();
        assert!(db.intakes_left_since(later, 10).await.unwrap().is_empty());
        db.close().await;
    }
}
