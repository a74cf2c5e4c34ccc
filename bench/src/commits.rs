//! The upper bound of the database: sixteen clients that update one row per transaction, without the program.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tokio::task::JoinSet;
use tokio_postgres::Statement;

use crate::database::{Database, Kind, connect};
use crate::figures::ms;
use crate::saves::CLIENTS;

// SQLite treats `$1` as a name and numbers parameters in order of appearance, so bind in that order.
const UPDATE: &str = "update bench set body = $1 where id = $2";
/// About the size of the answers of a complete intake.
const BODY: usize = 1000;

#[derive(Clone)]
enum Writer {
    /// One connection for all, as SQLite has one writer; others wait for the lock.
    Sqlite(Arc<Mutex<rusqlite::Connection>>),
    /// A connection per client.
    Postgres(Arc<(tokio_postgres::Client, Statement)>),
}

pub struct Commits {
    writers: Vec<Writer>,
}

impl Commits {
    /// Creates a table with one row per client in a separate database.
    pub async fn open(database: &Database) -> anyhow::Result<Self> {
        let place = database.place("commits").await?;
        let rows: Vec<String> = (0..CLIENTS).map(|id| format!("({id}, '')")).collect();
        let table = format!(
            "create table bench (id bigint primary key, body text not null);
             insert into bench values {};",
            rows.join(", ")
        );
        let writers = match database.kind {
            Kind::Sqlite => {
                let connection = rusqlite::Connection::open(place.folder.join("commits.db"))?;
                connection.execute_batch("pragma journal_mode = wal; pragma synchronous = full")?;
                connection.execute_batch(&table)?;
                vec![Writer::Sqlite(Arc::new(Mutex::new(connection))); CLIENTS]
            }
            Kind::Postgres => {
                connect(&place.url).await?.batch_execute(&table).await?;
                let mut writers = Vec::new();
                for _ in 0..CLIENTS {
                    let client = connect(&place.url).await?;
                    let update = client.prepare(UPDATE).await?;
                    writers.push(Writer::Postgres(Arc::new((client, update))));
                }
                writers
            }
        };
        Ok(Self { writers })
    }

    /// Durations of commits by one client, in milliseconds.
    pub async fn alone(&mut self, count: usize) -> anyhow::Result<Vec<f64>> {
        self.writers[0].clone().commit(0, count).await
    }

    /// Commits per second by all clients together.
    pub async fn rate(&mut self, count: usize) -> anyhow::Result<f64> {
        let begin = Instant::now();
        let mut work = JoinSet::new();
        for (id, writer) in self.writers.iter().cloned().enumerate() {
            work.spawn(writer.commit(id, count / CLIENTS));
        }
        while let Some(done) = work.join_next().await {
            done??;
        }
        Ok(count as f64 / begin.elapsed().as_secs_f64())
    }
}

impl Writer {
    async fn commit(self, id: usize, count: usize) -> anyhow::Result<Vec<f64>> {
        let id = i64::try_from(id)?;
        let bodies = ["a", "b"].map(|letter| letter.repeat(BODY));
        let mut times = Vec::with_capacity(count);
        match self {
            Self::Sqlite(connection) => {
                let work = move || {
                    for number in 0..count {
                        let begin = Instant::now();
                        let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
                        let mut update = connection.prepare_cached(UPDATE)?;
                        one(u64::try_from(update.execute((&bodies[number % 2], id))?)?)?;
                        times.push(ms(begin.elapsed()));
                    }
                    Ok(times)
                };
                tokio::task::spawn_blocking(work).await?
            }
            Self::Postgres(client) => {
                let (client, update) = &*client;
                for number in 0..count {
                    let begin = Instant::now();
                    one(client.execute(update, &[&bodies[number % 2], &id]).await?)?;
                    times.push(ms(begin.elapsed()));
                }
                Ok(times)
            }
        }
    }
}

/// Fails unless one row changed: a commit without a change costs nothing.
fn one(rows: u64) -> anyhow::Result<()> {
    anyhow::ensure!(rows == 1, "an update of one row changed {rows}");
    Ok(())
}
