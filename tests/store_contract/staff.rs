//! Staff tokens, and the installation that a database belongs to.

use chrono::TimeDelta;
use stackmatch::clock::Clock;
use stackmatch::ids::JobId;
use stackmatch::store::*;

use super::now;
use crate::support::on_both_databases;

on_both_databases! {
    async fn a_database_is_probed_and_belongs_to_the_first_installation_and_key(database) {
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
        tx.return_job(JobId::nil(), "nobody").await.unwrap();
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
        db.notifier().notify_all();
        let forwarding = tokio::time::timeout(std::time::Duration::from_millis(300), db.forward_notifications());
        assert!(forwarding.await.is_err(), "it goes on as long as the database can be listened to");
        db.close().await;
    }
}
