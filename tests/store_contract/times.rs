//! The database's clock, ticks of the schedule, turns of rate limits.

use chrono::TimeDelta;
use stackmatch::clock::Clock;
use stackmatch::ids::DeliveryId;
use stackmatch::store::*;

use super::now;
use crate::support::on_both_databases;

on_both_databases! {
    async fn stored_times_ahead_of_the_database_clock_are_corrected(database) {
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
}
