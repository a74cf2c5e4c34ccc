//! The database of a program under test, new and empty for each name, and SQL queries from outside.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::ValueEnum;
use rusqlite::types::ValueRef;
use tokio_postgres::{NoTls, SimpleQueryMessage};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    /// The queue's own table of jobs.
    pub fn jobs(self) -> &'static str {
        match self {
            Self::Sqlite => "Jobs",
            Self::Postgres => "apalis.jobs",
        }
    }

    /// SQL for the size of the database, in bytes.
    pub fn size(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "select page_count * page_size from pragma_page_count, pragma_page_size"
            }
            Self::Postgres => "select pg_database_size(current_database())",
        }
    }

    /// SQL for what the PDFs of reports take, in bytes. PostgreSQL cuts them into chunks of at most 1,996 bytes, four to a
    /// page of 8 kB.
    pub fn pdfs(self) -> &'static str {
        match self {
            Self::Sqlite => "select coalesce(sum(length(pdf)), 0) from reports",
            Self::Postgres => {
                "select coalesce(sum(ceil(length(pdf) / 1996.0)), 0) * 2048 from reports"
            }
        }
    }

    /// SQL that updates the planner's statistics.
    pub fn analyze(self) -> &'static str {
        match self {
            Self::Sqlite => "pragma analysis_limit = 1000; analyze;",
            Self::Postgres => "vacuum analyze",
        }
    }

    /// SQL for one of our times as seconds since 1970, to the microsecond. SQLite's functions stop at milliseconds.
    pub fn seconds(self, column: &str) -> String {
        match self {
            Self::Sqlite => {
                format!(
                    "(unixepoch({column}) + cast('0' || substr({column}, 20, instr({column}, '+') - 20) as real))"
                )
            }
            Self::Postgres => format!("cast(extract(epoch from {column}) as float8)"),
        }
    }
}

pub struct Database {
    pub kind: Kind,
    /// For other files.
    pub folder: PathBuf,
    server: String,
}

/// A data folder and a database, both empty at first.
#[derive(Clone)]
pub struct Place {
    pub kind: Kind,
    pub folder: PathBuf,
    pub url: String,
}

impl Database {
    pub fn new(kind: Kind, folder: &Path, server: &str) -> Self {
        let folder = folder.join(kind.name());
        let server = server.trim_end_matches('/').to_owned();
        Self {
            kind,
            folder,
            server,
        }
    }

    pub async fn place(&self, name: &str) -> anyhow::Result<Place> {
        let folder = self.folder.join(name);
        std::fs::create_dir_all(&folder)?;
        let url = match self.kind {
            Kind::Sqlite => format!("sqlite:{}", folder.join("stackmatch.db").display()),
            Kind::Postgres => {
                let server = connect(&format!("{}/postgres", self.server)).await?;
                let database = format!("bench_{name}");
                server
                    .batch_execute(&format!("create database {database}"))
                    .await
                    .with_context(|| format!("creating the database {database}"))?;
                format!("{}/{database}", self.server)
            }
        };
        Ok(Place {
            kind: self.kind,
            folder,
            url,
        })
    }
}

impl Place {
    /// The file of the database, on SQLite.
    pub fn file(&self) -> Option<&Path> {
        self.url.strip_prefix("sqlite:").map(Path::new)
    }

    /// The rows of a query with every value as text: bytes in hexadecimal, empty for null.
    pub async fn rows(&self, sql: &str) -> anyhow::Result<Vec<Vec<String>>> {
        let rows = match self.file() {
            Some(file) => sqlite_rows(file, sql),
            None => postgres_rows(&self.url, sql).await,
        };
        rows.with_context(|| format!("asking the database: {sql}"))
    }

    /// The single number that a query returns.
    pub async fn number(&self, sql: &str) -> anyhow::Result<f64> {
        let rows = self.rows(sql).await?;
        let value = rows.first().and_then(|row| row.first()).context("no row")?;
        value
            .parse()
            .with_context(|| format!("{value:?} is no number: {sql}"))
    }

    /// Runs statements that return no rows.
    pub async fn execute(&self, sql: &str) -> anyhow::Result<()> {
        match self.file() {
            Some(file) => sqlite(file)?.execute_batch(sql)?,
            None => connect(&self.url).await?.batch_execute(sql).await?,
        }
        Ok(())
    }
}

fn sqlite(file: &Path) -> anyhow::Result<rusqlite::Connection> {
    let connection = rusqlite::Connection::open(file)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    Ok(connection)
}

fn sqlite_rows(file: &Path, sql: &str) -> anyhow::Result<Vec<Vec<String>>> {
    let connection = sqlite(file)?;
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    let rows = statement.query_map((), |row| {
        (0..columns)
            .map(|column| Ok(text(row.get_ref(column)?)))
            .collect()
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn text(value: ValueRef) -> String {
    match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Blob(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}

async fn postgres_rows(url: &str, sql: &str) -> anyhow::Result<Vec<Vec<String>>> {
    let messages = connect(url).await?.simple_query(sql).await?;
    let rows = messages.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    Ok(rows
        .map(|row| {
            (0..row.len())
                .map(|column| row.get(column).unwrap_or_default().to_owned())
                .collect()
        })
        .collect())
}

pub async fn connect(url: &str) -> anyhow::Result<tokio_postgres::Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .context("connecting to PostgreSQL")?;
    tokio::spawn(connection);
    Ok(client)
}
