//! Migrates a database to this version's schema: our tables and the job tables.

use std::collections::HashSet;

use apalis_postgres::PostgresStorage;
use apalis_sqlite::SqliteStorage;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{PgPool, SqlitePool, query_as, query_scalar};

use super::{Result, statistics};

/// Migrations during which no worker of an earlier version may run, since its statements no longer fit.
const EXCLUSIVE: [i64; 2] = [10, 15];
/// How long after its last heartbeat a worker counts as running.
pub(super) const WORKER_ALIVE_SECONDS: i64 = 60;

/// Why a database was not migrated.
#[derive(Debug)]
pub(super) enum Failed {
    /// The migrator failed.
    Migration(MigrateError),
    /// Workers with these names run, and an exclusive migration, of this version, is pending.
    Workers(i64, Vec<String>),
}

impl From<MigrateError> for Failed {
    fn from(error: MigrateError) -> Self {
        Self::Migration(error)
    }
}

impl From<sqlx::Error> for Failed {
    fn from(error: sqlx::Error) -> Self {
        Self::Migration(error.into())
    }
}

/// The caller keeps other processes from migrating the same file: the migrator locks only PostgreSQL.
pub(super) async fn sqlite(pool: &SqlitePool) -> Result<(), Failed> {
    // `SqliteStorage::setup` would switch a pooled connection to `synchronous = off`, so only its migrations run, under
    // a table name that does not collide with ours.
    let mut queue = SqliteStorage::<()>::migrations();
    queue.dangerous_set_table_name("_apalis_migrations");
    queue.run(pool).await?;
    let mine = sqlx::migrate!("migrations/sqlite");
    let applied = query_scalar("select version from _sqlx_migrations")
        .fetch_all(pool)
        .await;
    if let Some(version) = exclusive(applied)? {
        let workers =
            query_scalar("select id from Workers where last_seen > unixepoch() - $1 order by id")
                .bind(WORKER_ALIVE_SECONDS)
                .fetch_all(pool)
                .await?;
        refuse(version, workers)?;
    }
    mine.run(pool).await?;
    statistics::analyze(pool).await?;
    Ok(())
}

/// Only reads if nothing is left to migrate, so that a role without the right to change the schema can serve.
pub(super) async fn postgres(ours: &PgPool, queue: &PgPool) -> Result<(), Failed> {
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
        let applied = query_scalar("select version from _sqlx_migrations")
            .fetch_all(ours)
            .await;
        if let Some(version) = exclusive(applied)? {
            let workers = query_scalar("select id from apalis.workers where last_seen > now() - make_interval(secs => $1) order by id")
                .bind(WORKER_ALIVE_SECONDS as f64)
                .fetch_all(queue)
                .await?;
            refuse(version, workers)?;
        }
        mine.run(ours).await?;
    }
    Ok(())
}

/// Returns the first exclusive migration that an existing schema still needs.
fn exclusive(applied: Result<Vec<i64>>) -> Result<Option<i64>> {
    let applied = match applied {
        Ok(applied) => applied,
        Err(error) if is_missing(&error) => return Ok(None),
        Err(error) => return Err(error),
    };
    let pending = EXCLUSIVE
        .into_iter()
        .find(|version| !applied.is_empty() && !applied.contains(version));
    Ok(pending)
}

fn refuse(version: i64, workers: Vec<String>) -> Result<(), Failed> {
    if workers.is_empty() {
        return Ok(());
    }
    Err(Failed::Workers(version, workers))
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

/// Whether the database reports that a table or schema does not exist.
pub(super) fn is_missing(error: &sqlx::Error) -> bool {
    let Some(error) = error.as_database_error() else {
        return false;
    };
    let code = error.code();
    code.is_some_and(|code| code == "42P01" || code == "3F000")
        || error.message().starts_with("no such table")
}
