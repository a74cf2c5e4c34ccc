//! Groups of tables that a data model is composed of.

mod link;
mod reading;

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::column::Column;
use super::when::When;

pub(super) use reading::Reading;

/// A group of tables.
#[derive(Debug, Clone)]
pub struct Group {
    /// Stable id.
    pub id: String,
    /// When the group is part of the data model.
    pub when: When,
    /// Its title.
    pub title: String,
    /// Ids of groups that it needs.
    pub needs: Vec<String>,
    /// Whether it is the core of a kind of product: exactly one such group is used, the first that applies.
    pub starter: bool,
    /// Whether it is the starter to use if none applies.
    pub fallback: bool,
    /// Whether its first table owns the rows of all other tables.
    pub tenancy: bool,
    /// Whether it comes before all others.
    pub first: bool,
    /// Each may reference tables above it and in needed groups.
    pub tables: Vec<Table>,
    /// What to know beside the tables, such as those that a framework makes; may be empty.
    pub remark: String,
    /// Statements for PostgreSQL after the tables; may be empty.
    pub sql: String,
}

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Lower case with underscores.
    pub name: String,
    /// What a row is.
    pub about: String,
    /// Whether its rows belong to no tenant.
    pub shared: bool,
    /// The primary key; `id` alone if empty.
    pub key: Vec<String>,
    /// Its columns, without generated ones.
    pub columns: Vec<Column>,
    /// Columns that are unique together.
    pub unique: Vec<Vec<String>>,
    /// Indexed columns.
    pub index: Vec<Vec<String>>,
    /// Check constraint.
    pub check: Option<String>,
    /// Generated time columns.
    pub stamps: Stamps,
    /// The column it is partitioned by, in ranges.
    pub partition: Option<String>,
    /// Foreign keys of several columns.
    pub links: Vec<Link>,
    /// Whether rows are never changed or deleted.
    pub append_only: bool,
    /// What has to add up to zero.
    pub balances: Option<Balances>,
    /// Whether its rows are measurements, which belong in the time-series store if one was chosen.
    pub series: bool,
    /// Whether its first column references the people of all tenants, and each row makes one of them a member.
    pub members: bool,
    /// Whether it lists the currencies.
    pub currencies: bool,
    /// The table whose rows hold these in a store of documents.
    pub within: Option<String>,
}

/// A foreign key of several columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The columns that hold the key.
    pub columns: Vec<String>,
    /// The referenced table.
    pub to: String,
    /// Its columns.
    pub to_columns: Vec<String>,
}

/// Amounts that add up to zero, per parent and currency.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Balances {
    /// The column that references the parent, whose rows balance.
    pub by: String,
    /// The money column, without its ending.
    pub amount: String,
}

/// The generated time columns of a table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stamps {
    /// `created_at` and `updated_at`.
    #[default]
    Both,
    /// `created_at`; rows do not change.
    Created,
    /// None.
    None,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGroup {
    id: Spanned<String>,
    when: When,
    title: String,
    #[serde(default)]
    needs: Vec<Spanned<String>>,
    #[serde(default)]
    starter: bool,
    #[serde(default)]
    fallback: bool,
    #[serde(default)]
    tenancy: bool,
    #[serde(default)]
    first: bool,
    tables: Vec<RawTable>,
    #[serde(default)]
    remark: String,
    #[serde(default)]
    sql: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTable {
    name: Spanned<String>,
    about: String,
    #[serde(default)]
    shared: bool,
    #[serde(default)]
    key: Vec<String>,
    columns: Vec<Spanned<String>>,
    #[serde(default)]
    unique: Vec<Vec<String>>,
    #[serde(default)]
    index: Vec<Vec<String>>,
    check: Option<String>,
    #[serde(default)]
    stamps: Stamps,
    partition: Option<String>,
    #[serde(default)]
    links: Vec<Spanned<String>>,
    #[serde(default)]
    append_only: bool,
    balances: Option<Balances>,
    #[serde(default)]
    series: bool,
    #[serde(default)]
    members: bool,
    #[serde(default)]
    currencies: bool,
    within: Option<String>,
}

impl RawGroup {
    pub(super) fn when(&mut self) -> &mut When {
        &mut self.when
    }

    pub(super) fn is_tenancy(&self) -> bool {
        self.tenancy
    }
}
