//! Where a started program keeps its data: each name is a new, empty place.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::ValueEnum;
use tokio_postgres::NoTls;

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
}

pub struct Database {
    pub kind: Kind,
    /// For files beside the databases.
    pub folder: PathBuf,
    server: String,
}

/// A data folder and a database, both empty at first.
pub struct Place {
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
        Ok(Place { folder, url })
    }
}

pub async fn connect(url: &str) -> anyhow::Result<tokio_postgres::Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .context("connecting to PostgreSQL")?;
    tokio::spawn(connection);
    Ok(client)
}
