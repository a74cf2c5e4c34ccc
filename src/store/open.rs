//! Opens the database: a first connection that diagnoses problems, migrations, then pools with the promised durability.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use prometheus_client::metrics::histogram::Histogram;
use secrecy::ExposeSecret;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, Executor, PgConnection, Row, SqliteConnection, SqlitePool, raw_sql};

use super::JobNotifier;
use super::file::{OpenFile, opening};
use super::transaction::is_clean;
use super::{DatabaseUrl, Db, Either, OpenError, Result, installation, migrate};

/// How long a request or a job waits for a connection before it fails with a clear error.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// Connections of a process's workers to PostgreSQL: one listens, the others fetch jobs and send heartbeats.
const QUEUE_CONNECTIONS: u32 = 8;
/// A connection to PostgreSQL that was idle for longer is tested before its next use.
const TESTED_AFTER: Duration = Duration::from_millis(10);
/// How long SQLite waits for another process's write lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

impl DatabaseUrl {
    /// Opens the database and migrates it to this version's schema.
    ///
    /// # Errors
    /// [`OpenError`], each variant with a remedy.
    pub async fn open(&self) -> Result<Db, OpenError> {
        let connect = |error| OpenError::Connect {
            place: self.place(),
            error,
        };
        let migration = |error| OpenError::migration(self.place(), error);
        let (read, write, single, queue, file) = match self {
            Self::Sqlite(path) => {
                // Neither the switch to WAL nor the migrator waits for a process that does the same.
                let opening = opening(path).await.map_err(|error| OpenError::Folder {
                    place: self.place(),
                    error,
                })?;
                // From here on a missing file is an error and is not created again.
                let options = sqlite(path);
                let first =
                    SqliteConnection::connect_with(&options.clone().create_if_missing(true))
                        .await
                        .map_err(connect)?;
                let file = OpenFile::at(path).map_err(|error| connect(error.into()))?;
                // One connection for our transactions and the queue's bookkeeping: who waits for it waits in turn, and not
                // for the file's lock, which SQLite can only try again after a millisecond or more.
                let write = sqlite_pool(options.clone(), 1).await.map_err(connect)?;
                // Before the others connect, which read the planner's statistics as they do.
                migrate::sqlite(&write).await.map_err(migration)?;
                let single = sqlite_pool(options.clone(), 1).await.map_err(connect)?;
                let read = sqlite_pool(options.read_only(true), 4)
                    .await
                    .map_err(connect)?;
                first.close().await.map_err(connect)?;
                drop(opening);
                (
                    Either::Sqlite(read),
                    Either::Sqlite(write.clone()),
                    Either::Sqlite(single),
                    Either::Sqlite(write),
                    Some(file),
                )
            }
            Self::Postgres(url) => {
                let options =
                    PgConnectOptions::from_str(url.expose_secret()).map_err(OpenError::Url)?;
                // We read no floats as text, and poolers reject parameters that they do not know.
                let options = options.extra_float_digits(None);
                if is_pooled(&options).await.map_err(connect)? {
                    return Err(OpenError::Pooled {
                        place: self.place(),
                    });
                }
                let ours = options.clone().application_name("stackmatch");
                let ours = postgres_pool(16).connect_with(ours).await;
                let ours = ours.map_err(connect)?;
                let queue = options.application_name("stackmatch worker");
                let queue = queue_pool().connect_with(queue).await.map_err(connect)?;
                if let Some(schema) = installation::other(&ours).await.map_err(connect)? {
                    return Err(OpenError::Shared {
                        place: self.place(),
                        schema,
                    });
                }
                migrate::postgres(&ours, &queue).await.map_err(migration)?;
                (
                    Either::Postgres(ours.clone()),
                    Either::Postgres(ours.clone()),
                    Either::Postgres(ours),
                    Either::Postgres(queue),
                    None,
                )
            }
        };
        let transactions = Histogram::new([
            0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0,
        ]);
        Ok(Db {
            read,
            write,
            single,
            queue,
            file,
            place: self.place(),
            notifier: JobNotifier::default(),
            transactions,
        })
    }
}

/// Returns the version of this program's latest migration; the same on both databases.
#[must_use]
pub fn schema_version() -> i64 {
    sqlx::migrate!("migrations/sqlite")
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or_default()
}

fn sqlite(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
}

async fn sqlite_pool(options: SqliteConnectOptions, connections: u32) -> Result<SqlitePool> {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|connection, _| Box::pin(async move { Ok(is_clean(connection)) }))
        .connect_with(options)
        .await
}

/// apalis's statements each concern few jobs, which an index finds. Where the planner cannot tell, since how many they are
/// is a parameter, it would read the whole table. And what they write, who fetched a job and heartbeats, may be lost in a
/// crash of the server.
fn queue_pool() -> PgPoolOptions {
    postgres_pool(QUEUE_CONNECTIONS).after_connect(|connection, _| {
        Box::pin(async move {
            let settings = "set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set synchronous_commit = off";
            connection.execute(settings).await.map(|_| ())
        })
    })
}

fn postgres_pool(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|connection, about| {
            Box::pin(async move {
                let was_idle = about.idle_for > TESTED_AFTER;
                Ok(is_clean(connection) && (!was_idle || is_usable(connection).await))
            })
        })
}

/// Whether the server is still there, and in no transaction: a `begin` whose caller did not wait for it, as of a worker
/// that stops, leaves one open that the driver does not know of. In it, time would stand still.
async fn is_usable(connection: &mut PgConnection) -> bool {
    let tested = raw_sql("select now() = statement_timestamp()").fetch_one(connection);
    tested
        .await
        .is_ok_and(|row| row.try_get(0).unwrap_or(false))
}

/// Whether one server process serves two sessions that are open at the same time, as with a pooler that takes a
/// session's connection away between transactions.
async fn is_pooled(options: &PgConnectOptions) -> Result<bool> {
    let (mut one, mut other) = (postgres(options).await?, postgres(options).await?);
    let is_shared = process(&mut one).await? == process(&mut other).await?;
    one.close().await?;
    other.close().await?;
    Ok(is_shared)
}

async fn process(connection: &mut PgConnection) -> Result<i32> {
    raw_sql("select pg_backend_pid()")
        .fetch_one(connection)
        .await?
        .try_get(0)
}

/// Connects outside of any pool: a pool would retry and then report only a timeout. Retries only while the server is
/// starting.
async fn postgres(options: &PgConnectOptions) -> Result<PgConnection> {
    let connecting = async {
        loop {
            match PgConnection::connect_with(options).await {
                Err(sqlx::Error::Database(error))
                    if error.code().is_some_and(|code| code == "57P03") =>
                {
                    tokio::time::sleep(Duration::from_millis(250)).await;
                }
                ended => return ended,
            }
        }
    };
    let seconds = ACQUIRE_TIMEOUT.as_secs();
    let silent = |_| {
        std::io::Error::new(
            std::io::ErrorKind::TimedOut,
            format!("no answer within {seconds} s"),
        )
    };
    tokio::time::timeout(ACQUIRE_TIMEOUT, connecting)
        .await
        .map_err(silent)?
}
