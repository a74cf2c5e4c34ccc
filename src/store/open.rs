//! Opening the database: pools, durability and migrations.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use apalis_postgres::PostgresStorage;
use apalis_sqlite::SqliteStorage;
use prometheus_client::metrics::histogram::Histogram;
use secrecy::{ExposeSecret, SecretString};
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};

use super::{Db, Either};
use crate::jobs::Bell;

/// How long a request or a job waits for a connection before it fails with a clear error.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// How often a process that lost a step of the migration to another one tries again.
const PATIENCE: usize = 20;
/// How long SQLite waits for another process's write lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Which database, by its URL: `sqlite:PATH` or `postgres://…`.
#[derive(Clone, Debug)]
pub enum DatabaseUrl {
    /// A file of this machine.
    Sqlite(PathBuf),
    /// A PostgreSQL server.
    Postgres(SecretString),
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL names no database that we know.
    #[error(
        "--database-url (STACKMATCH_DATABASE_URL) must begin with sqlite: or postgres://, for example sqlite:data/stackmatch.db; its scheme is {0:?}"
    )]
    Scheme(String),
    /// The URL is of PostgreSQL but cannot be read.
    #[error(
        "--database-url (STACKMATCH_DATABASE_URL) is not a PostgreSQL URL of the form postgres://user:password@host:port/name: {0}"
    )]
    Url(#[source] sqlx::Error),
    /// The database did not answer.
    #[error("the database {place} cannot be opened: {source}")]
    Connect {
        /// The file or the server, without its password.
        place: String,
        /// What the driver said.
        source: sqlx::Error,
    },
    /// A migration failed.
    #[error("migrating the database {place} failed: {source}")]
    Migrate {
        /// The file or the server, without its password.
        place: String,
        /// What the migrator said.
        source: sqlx::migrate::MigrateError,
    },
    /// The schema is one that a later version of the program made.
    #[error(
        "the database {place} has a newer schema (migration {version}) than this program knows: start the newer program, or restore the backup that was made before the upgrade"
    )]
    Newer {
        /// The file or the server, without its password.
        place: String,
        /// The first migration that is not known.
        version: i64,
    },
    /// apalis could not create its tables.
    #[error(
        "creating the job tables in {place} failed: {source}; the role needs the right to create a schema and the extension hstore"
    )]
    Queue {
        /// The server, without its password.
        place: String,
        /// What apalis said.
        source: apalis_postgres::Error,
    },
}

impl FromStr for DatabaseUrl {
    type Err = OpenError;

    fn from_str(text: &str) -> Result<Self, OpenError> {
        match text.split_once(':') {
            Some(("sqlite", rest)) if !rest.trim_start_matches("//").is_empty() => {
                Ok(Self::Sqlite(rest.strip_prefix("//").unwrap_or(rest).into()))
            }
            Some(("postgres" | "postgresql", rest)) if rest.starts_with("//") => {
                PgConnectOptions::from_str(text).map_err(OpenError::Url)?;
                Ok(Self::Postgres(text.into()))
            }
            Some((scheme, _)) => Err(OpenError::Scheme(scheme.into())),
            None => Err(OpenError::Scheme(String::new())),
        }
    }
}

impl DatabaseUrl {
    /// The file, or the server and database, without user and password.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::Sqlite(path) => path.display().to_string(),
            Self::Postgres(url) => PgConnectOptions::from_str(url.expose_secret())
                .map(|o| format!("postgres://{}:{}/{}", o.get_host(), o.get_port(), o.get_database().unwrap_or("")))
                .unwrap_or_default(),
        }
    }

    /// Opens the database, migrates it to this version's schema, and hands it over.
    ///
    /// # Errors
    /// [`OpenError`], each with what to change.
    pub async fn open(&self) -> Result<Db, OpenError> {
        let connect = |source| OpenError::Connect { place: self.place(), source };
        let (read, write, queue) = match self {
            Self::Sqlite(path) => {
                let write = sqlite(path, SqliteSynchronous::Full, 1, false).await.map_err(connect)?;
                // The queue's own bookkeeping may lose its last moment in a power cut: every job can run again.
                let queue = sqlite(path, SqliteSynchronous::Normal, 4, false).await.map_err(connect)?;
                self.migrate_sqlite(&write).await?;
                let read = sqlite(path, SqliteSynchronous::Full, 4, true).await.map_err(connect)?;
                (Either::Sqlite(read), Either::Sqlite(write), Either::Sqlite(queue))
            }
            Self::Postgres(url) => {
                let options = PgConnectOptions::from_str(url.expose_secret()).map_err(OpenError::Url)?;
                let ours = postgres(options.clone().application_name("stackmatch"), 16).await.map_err(connect)?;
                let queue = postgres(options.application_name("stackmatch worker"), 8).await.map_err(connect)?;
                self.migrate_postgres(&ours, &queue).await?;
                (Either::Postgres(ours.clone()), Either::Postgres(ours), Either::Postgres(queue))
            }
        };
        let transactions = Histogram::new([0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0]);
        Ok(Db { read, write, queue, bell: Bell::default(), transactions })
    }

    async fn migrate_sqlite(&self, pool: &SqlitePool) -> Result<(), OpenError> {
        let failed = |source| self.unmigrated(source);
        // `SqliteStorage::setup` would switch a pooled connection to `synchronous = off`, so only its
        // migrations are run, under a table name that does not collide with ours.
        let mut queue = SqliteStorage::<()>::migrations();
        queue.dangerous_set_table_name("_apalis_migrations");
        run_beside_others(&queue, pool).await.map_err(failed)?;
        run_beside_others(&sqlx::migrate!("migrations/sqlite"), pool).await.map_err(failed)?;
        // Without statistics SQLite's planner walks all finished jobs to acknowledge one.
        sqlx::raw_sql("pragma analysis_limit = 1000; analyze;")
            .execute(pool)
            .await
            .map_err(|source| OpenError::Connect { place: self.place(), source })?;
        Ok(())
    }

    async fn migrate_postgres(&self, ours: &PgPool, queue: &PgPool) -> Result<(), OpenError> {
        PostgresStorage::<()>::setup(queue).await.map_err(|source| OpenError::Queue { place: self.place(), source })?;
        sqlx::migrate!("migrations/postgres").run(ours).await.map_err(|source| self.unmigrated(source))
    }

    fn unmigrated(&self, source: MigrateError) -> OpenError {
        match source {
            MigrateError::VersionMissing(version) => OpenError::Newer { place: self.place(), version },
            source => OpenError::Migrate { place: self.place(), source },
        }
    }
}

/// The migration that this program brings a database to; the same number on both databases.
#[must_use]
pub fn schema_version() -> i64 {
    sqlx::migrate!("migrations/sqlite").iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// Processes that migrate one SQLite file at the same moment: each step is taken by one of them, and the others fail, whole,
/// and go on from there. PostgreSQL has a lock for it.
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

async fn sqlite(
    path: &Path,
    synchronous: SqliteSynchronous,
    connections: u32,
    read_only: bool,
) -> super::Result<SqlitePool> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(!read_only)
        .read_only(read_only)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT);
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .connect_with(options)
        .await
}

async fn postgres(options: PgConnectOptions, connections: u32) -> super::Result<PgPool> {
    PgPoolOptions::new().max_connections(connections).acquire_timeout(ACQUIRE_TIMEOUT).connect_with(options).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_its_database_and_hides_its_password() {
        let sqlite: DatabaseUrl = "sqlite:data/stackmatch.db".parse().unwrap();
        assert_eq!(sqlite.place(), "data/stackmatch.db");
        let postgres: DatabaseUrl = "postgres://ada:secret@db.example:5433/leads".parse().unwrap();
        assert_eq!(postgres.place(), "postgres://db.example:5433/leads");
        assert!(!format!("{postgres:?}").contains("secret"));
    }

    #[test]
    fn an_unknown_scheme_is_refused_with_what_to_write() {
        let error = "mysql://localhost/leads".parse::<DatabaseUrl>().unwrap_err().to_string();
        assert!(error.contains("--database-url") && error.contains("sqlite:"), "{error}");
    }
}
