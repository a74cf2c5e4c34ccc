//! Migrates a database to this version's schema: our tables and the job tables.

use std::collections::HashSet;
use std::time::Duration;

use apalis_postgres::PostgresStorage;
use apalis_sqlite::SqliteStorage;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{PgPool, SqlitePool, query_as};

use super::Result;

/// Retries of a process that lost a migration step to another process.
const PATIENCE: usize = 20;

pub(super) async fn sqlite(pool: &SqlitePool) -> Result<(), MigrateError> {
    // `SqliteStorage::setup` would switch a pooled connection to `synchronous = off`, so only its migrations run, under
    // a table name that does not collide with ours.
    let mut queue = SqliteStorage::<()>::migrations();
    queue.dangerous_set_table_name("_apalis_migrations");
    run_beside_others(&queue, pool).await?;
    run_beside_others(&sqlx::migrate!("migrations/sqlite"), pool).await?;
    // Without statistics SQLite's planner scans all finished jobs to acknowledge one.
    sqlx::raw_sql("pragma analysis_limit = 1000; analyze;")
        .execute(pool)
        .await?;
    Ok(())
}

/// Only reads if nothing is left to migrate, so that a role without the right to change the schema can serve.
pub(super) async fn postgres(ours: &PgPool, queue: &PgPool) -> Result<(), MigrateError> {
    let theirs = PostgresStorage::<()>::migrations();
    let applied =
        query_as("select version, checksum, success from apalis._sqlx_migrations order by version")
            .fetch_all(queue)
            .await;
    if !is_done(&theirs, applied)? {
        theirs.run(queue).await?;
    }
    let mine = sqlx::migrate!("migrations/postgres");
    let applied =
        query_as("select version, checksum, success from _sqlx_migrations order by version")
            .fetch_all(ours)
            .await;
    if !is_done(&mine, applied)? {
        mine.run(ours).await?;
    }
    Ok(())
}

/// Whether exactly the migrator's steps were applied, compared by version, checksum and completion.
fn is_done(
    migrator: &Migrator,
    applied: Result<Vec<(i64, Vec<u8>, bool)>>,
) -> Result<bool, MigrateError> {
    let applied = match applied {
        Ok(applied) => applied,
        // The table or the schema does not exist.
        Err(error) if is_missing(&error) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    for (version, checksum, ended) in &applied {
        let known = migrator
            .iter()
            .find(|step| step.version == *version)
            .ok_or(MigrateError::VersionMissing(*version))?;
        if !ended {
            return Err(MigrateError::Dirty(*version));
        }
        if *known.checksum != **checksum {
            return Err(MigrateError::VersionMismatch(*version));
        }
    }
    let applied: HashSet<i64> = applied.into_iter().map(|(version, ..)| version).collect();
    Ok(migrator
        .iter()
        .filter(|step| step.migration_type.is_up_migration())
        .all(|step| applied.contains(&step.version)))
}

/// Whether PostgreSQL reports that a table or schema does not exist.
pub(super) fn is_missing(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| code == "42P01" || code == "3F000")
}

/// Lets processes migrate one SQLite file concurrently: one of them takes each step; the others fail, roll back and
/// continue from there. PostgreSQL has a lock for this.
async fn run_beside_others(migrator: &Migrator, pool: &SqlitePool) -> Result<(), MigrateError> {
    for _ in 0..PATIENCE {
        match migrator.run(pool).await {
            Err(MigrateError::Execute(_) | MigrateError::ExecuteMigration(..)) => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            ended => return ended,
        }
    }
    migrator.run(pool).await
}
