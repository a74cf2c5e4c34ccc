//! Transactions: begin, commit and rollback; a connection whose outcome is unknown is closed.

use std::collections::BTreeSet;
use std::ops::{Deref, DerefMut};
use std::time::Instant;

use prometheus_client::metrics::histogram::Histogram;
use sqlx::pool::PoolConnection;
use sqlx::{Connection, Executor, PgConnection, Pool, Postgres, Sqlite, SqliteConnection};

use super::JobNotifier;
use super::{Db, Either, Result, on};

/// A transaction. Its writes become visible with [`Tx::commit`]; dropping it discards them.
pub struct Tx {
    pub(super) inner: Either<Begun<Sqlite>, Begun<Postgres>>,
    notifier: JobNotifier,
    wakes: Wakes,
    begun: Instant,
    transactions: Histogram,
}

/// The queues whose workers a commit wakes.
enum Wakes {
    Queues(BTreeSet<String>),
    All,
}

impl Default for Wakes {
    fn default() -> Self {
        Self::Queues(BTreeSet::new())
    }
}

/// A connection in a transaction. If begin, commit or rollback failed or was interrupted, its state is unknown, and it
/// is closed and not returned to the pool. SQLite, for one, rolls back when the disk is full; the driver's transactions
/// then still consider the connection in one, and every later begin on it fails.
pub(super) struct Begun<DB: PlainTransactions> {
    connection: PoolConnection<DB>,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unknown,
    Open,
    Ended,
}

/// A database whose transactions begin and end with plain statements on a connection.
pub(super) trait PlainTransactions: sqlx::Database {
    /// Begins a transaction.
    const BEGIN: &'static str;
    /// Ends it, durably.
    const COMMIT: &'static str;
    /// Undoes it.
    const ROLLBACK: &'static str;

    /// Runs a statement that returns no rows.
    fn run(
        connection: &mut Self::Connection,
        statement: &'static str,
    ) -> impl Future<Output = Result<()>> + Send;
}

/// SQLite takes its write lock at the start, or two readers that both want to write later would deadlock. The connection is
/// also that of the queue, whose bookkeeping may lose its last moment in a power cut, since every job can run again: it is
/// not made durable one by one.
impl PlainTransactions for Sqlite {
    const BEGIN: &'static str = "pragma synchronous = full; begin immediate";
    const COMMIT: &'static str = "commit; pragma synchronous = normal";
    const ROLLBACK: &'static str = "rollback; pragma synchronous = normal";

    async fn run(connection: &mut SqliteConnection, statement: &'static str) -> Result<()> {
        connection.execute(statement).await.map(|_| ())
    }
}

/// PostgreSQL locks rows when they are written.
impl PlainTransactions for Postgres {
    const BEGIN: &'static str = "begin";
    const COMMIT: &'static str = "commit";
    const ROLLBACK: &'static str = "rollback";

    async fn run(connection: &mut PgConnection, statement: &'static str) -> Result<()> {
        connection.execute(statement).await.map(|_| ())
    }
}

impl<DB: PlainTransactions> Begun<DB> {
    async fn begin(pool: &Pool<DB>) -> Result<Self> {
        let mut begun = Self {
            connection: pool.acquire().await?,
            state: State::Unknown,
        };
        DB::run(&mut begun.connection, DB::BEGIN).await?;
        begun.state = State::Open;
        Ok(begun)
    }

    async fn commit(mut self) -> Result<()> {
        self.state = State::Unknown;
        DB::run(&mut self.connection, DB::COMMIT).await?;
        self.state = State::Ended;
        Ok(())
    }

    async fn rollback(mut self) {
        self.state = State::Unknown;
        match DB::run(&mut self.connection, DB::ROLLBACK).await {
            Ok(()) => self.state = State::Ended,
            Err(error) => {
                tracing::debug!(%error, "failed to roll back a transaction; its connection is closed")
            }
        }
    }
}

impl<DB: PlainTransactions> Deref for Begun<DB> {
    type Target = DB::Connection;

    fn deref(&self) -> &DB::Connection {
        &self.connection
    }
}

impl<DB: PlainTransactions> DerefMut for Begun<DB> {
    fn deref_mut(&mut self) -> &mut DB::Connection {
        &mut self.connection
    }
}

impl<DB: PlainTransactions> Drop for Begun<DB> {
    fn drop(&mut self) {
        if self.state != State::Ended {
            self.connection.close_on_drop();
        }
    }
}

/// Whether a pooled connection is outside of any transaction. The pools close all others, including those of apalis,
/// which begins transactions itself.
pub(super) fn is_clean(connection: &impl Connection) -> bool {
    !connection.is_in_transaction()
}

impl Db {
    /// Begins a transaction. On SQLite writers queue here, in Rust, and not in `SQLITE_BUSY`.
    ///
    /// # Errors
    /// When no connection is available within the pool's time limit, or the file is no longer the one that was opened.
    pub async fn begin(&self) -> Result<Tx> {
        let begun = Instant::now();
        self.same_file()?;
        let inner = match &self.write {
            Either::Sqlite(pool) => Either::Sqlite(Begun::begin(pool).await?),
            Either::Postgres(pool) => Either::Postgres(Begun::begin(pool).await?),
        };
        Ok(Tx {
            inner,
            notifier: self.notifier.clone(),
            wakes: Wakes::default(),
            begun,
            transactions: self.transactions.clone(),
        })
    }
}

impl Tx {
    /// Has the commit wake the workers of a queue.
    pub(super) fn wake(&mut self, queue: &str) {
        if let Wakes::Queues(queues) = &mut self.wakes {
            queues.insert(queue.to_owned());
        }
    }

    /// Has the commit wake the workers of every queue.
    pub(super) fn wake_all(&mut self) {
        self.wakes = Wakes::All;
    }

    /// Makes all writes durable, then wakes the workers of the queues that have jobs to fetch.
    ///
    /// # Errors
    /// When the database refuses; then nothing was written, unless the connection was lost before it answered.
    pub async fn commit(self) -> Result<()> {
        on!(self.inner, |tx| tx.commit().await)?;
        self.transactions
            .observe(self.begun.elapsed().as_secs_f64());
        match self.wakes {
            Wakes::Queues(queues) => queues.iter().for_each(|queue| self.notifier.notify(queue)),
            Wakes::All => self.notifier.notify_all(),
        }
        Ok(())
    }

    /// Undoes all writes and keeps the connection, since a new one costs more than a rollback.
    pub async fn rollback(self) {
        on!(self.inner, |tx| tx.rollback().await);
    }
}
