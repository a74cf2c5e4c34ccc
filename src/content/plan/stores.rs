//! How the tables are written for each database that a stack can have.

use serde::{Deserialize, Serialize};
use serde_saphyr::Spanned;

use crate::content::catalogue::Catalogue;
use crate::content::source::{File, Problem};

/// A database, and the form in which its tables are written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Store {
    /// Ids of products or technologies.
    pub of: Vec<Spanned<String>>,
    /// As a reader sees it.
    pub name: String,
    /// How the tables are written.
    pub dialect: Dialect,
    /// The oldest version that the statements are for; may be empty.
    #[serde(default)]
    pub version: String,
    /// What the catalogue calls that version; its fact about the end of support decides how long it may be named.
    #[serde(default)]
    pub fact: Option<Spanned<String>>,
}

/// A form of the data model.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// SQL of PostgreSQL.
    #[default]
    Postgresql,
    /// What databases with the protocol of PostgreSQL share: no triggers, policies or partitions.
    PostgresqlCompatible,
    /// SQL of MySQL and MariaDB.
    Mysql,
    /// Transact-SQL.
    Sqlserver,
    /// SQL of SQLite.
    Sqlite,
    /// An outline: documents that can hold others.
    Documents,
    /// An outline: rows found by a partition and a sort key.
    Partitions,
    /// SQL of PostgreSQL with hypertables, and with the parts that only the vendor's licence allows.
    Timescaledb,
    /// SQL of PostgreSQL with hypertables, of the edition under the Apache licence.
    TimescaledbApache,
    /// SQL of ClickHouse.
    Clickhouse,
    /// CQL.
    Cassandra,
    /// An outline: measurements with tags and fields.
    Influxdb,
}

impl Dialect {
    /// Whether it is an outline rather than statements.
    #[must_use]
    pub fn is_outline(self) -> bool {
        matches!(self, Self::Documents | Self::Partitions | Self::Influxdb)
    }

    /// Whether a constraint can wait for the end of the transaction and read other rows.
    #[must_use]
    pub fn defers_checks(self) -> bool {
        !matches!(self, Self::Mysql | Self::Sqlserver | Self::Sqlite)
    }

    /// Whether it is a form for measurements.
    #[must_use]
    pub fn is_for_series(self) -> bool {
        matches!(
            self,
            Self::Timescaledb
                | Self::TimescaledbApache
                | Self::Clickhouse
                | Self::Cassandra
                | Self::Influxdb
        )
    }
}

/// Checks that the catalogue says until when each version is supported.
pub(super) fn check(
    stores: &[Store],
    file: &File,
    catalogue: &Catalogue,
    problems: &mut Vec<Problem>,
) {
    let facts = || {
        catalogue
            .technologies
            .iter()
            .flat_map(|technology| &technology.facts)
    };
    for store in stores {
        let Some(fact) = &store.fact else { continue };
        let is_known = facts().any(|known| {
            known.of == fact.value && ["end_of_life", "support"].contains(&known.what.as_str())
        });
        if !is_known {
            problems.push(file.problem_at(
                fact.referenced,
                format!(
                    "no technology has a fact `end_of_life` or `support` of `{}`; add one, so that its end is noticed",
                    fact.value
                ),
            ));
        }
    }
}
