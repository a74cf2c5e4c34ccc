//! What all commands need to know: which program, and on which databases.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::database::{Database, Kind};

#[derive(Args)]
pub struct Target {
    /// The program
    #[arg(long, value_name = "FILE")]
    pub program: PathBuf,
    /// A PostgreSQL server where databases may be created, without a database's name
    #[arg(long, value_name = "URL")]
    pub postgres: String,
    /// On one database only
    #[arg(long, value_enum)]
    only: Option<Kind>,
}

impl Target {
    /// The databases in question, with their files in this folder.
    pub fn databases(&self, folder: &Path) -> Vec<Database> {
        let wanted = [Kind::Sqlite, Kind::Postgres]
            .into_iter()
            .filter(|kind| self.only.is_none_or(|only| only == *kind));
        wanted
            .map(|kind| Database::new(kind, folder, &self.postgres))
            .collect()
    }
}
