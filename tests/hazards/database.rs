//! Migrations, durability, and parts of apalis that must not be used.

use super::*;

on_both_databases! {
    // H12, H23: two processes migrate one database at the same time.
    async fn processes_can_migrate_an_empty_database_concurrently(database) {
        let empty = database.empty().await;
        let opened = futures::future::join_all((0..4).map(|_| {
            let url: stackmatch::store::DatabaseUrl = empty.parse().unwrap();
            tokio::spawn(async move { url.open().await })
        })).await;
        for db in opened {
            let db = db.unwrap().unwrap();
            assert!(db.jobs(&JobFilter::default(), 1).await.unwrap().items.is_empty());
            db.close().await;
        }
    }
}

/// H11: apalis's set-up sets `synchronous = off` on one of the pooled connections.
#[tokio::test]
async fn every_writing_connection_waits_for_the_disk() {
    let database = Database::sqlite().await;
    let db = database.open().await;
    assert_eq!(
        db.durability().await.unwrap(),
        Some(("wal".to_owned(), 2)),
        "ours: synchronous = FULL"
    );
    let Either::Sqlite(pool) = db.queue() else {
        unreachable!()
    };
    let level: i64 = sqlx::query_scalar("pragma synchronous")
        .fetch_one(pool)
        .await
        .unwrap();
    assert_eq!(level, 1, "the queue's, between ours: NORMAL");
    db.close().await;
}

/// H3, H5, H13, H20, H21, H24: parts of apalis that must not be used.
#[test]
fn no_part_of_apalis_that_loses_jobs_is_used() {
    let files = sources("src/jobs");
    assert!(files.len() > 20, "{files:?}");
    let never = [
        "TimeoutLayer",
        "catch_panic",
        "CatchPanic",
        "RetryPolicy",
        "RetryAfterError",
        "DeferredError",
        "vacuum",
        "Monitor",
        "SqliteStorageFactory",
        "IntervalStrategy",
        "CronStream",
        "push_tasks",
        "SqliteStorage::setup",
    ];
    for (path, text) in files {
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            assert!(
                !never.iter().any(|word| line.contains(word)),
                "{path}: {line}"
            );
        }
    }
}
