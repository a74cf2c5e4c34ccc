//! The tables a data model can be put together from.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::column::{Column, Kind, identifier, parse};
use super::when::When;
use crate::content::source::{File, Problem};

/// Tables that come together.
#[derive(Debug, Clone)]
pub struct Group {
    /// Stable.
    pub id: String,
    /// When the tables are there.
    pub when: When,
    /// As a reader sees it.
    pub title: String,
    /// Groups that come with it.
    pub needs: Vec<String>,
    /// Whether it is the heart of a kind of product: one such group is used, the first that holds.
    pub starter: bool,
    /// The starter that is used where none holds.
    pub fallback: bool,
    /// Whether every row of the other tables belongs to a row of its first table.
    pub tenancy: bool,
    /// Whether it stands before all others.
    pub first: bool,
    /// Each may point to those above it, and to those of needed groups.
    pub tables: Vec<Table>,
    /// Statements that follow the tables; may be empty.
    pub sql: String,
}

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Lower case with underscores.
    pub name: String,
    /// What a row is.
    pub about: String,
    /// Whether it stays out of tenancy.
    pub shared: bool,
    /// The primary key; `id` alone if empty.
    pub key: Vec<String>,
    /// The columns of its own.
    pub columns: Vec<Column>,
    /// Columns that are unique together.
    pub unique: Vec<Vec<String>>,
    /// Columns that are searched together.
    pub index: Vec<Vec<String>>,
    /// What must hold in each row.
    pub check: Option<String>,
    /// Which times are kept.
    pub stamps: Stamps,
    /// The column by whose range it is cut.
    pub partition: Option<String>,
}

/// Which times a table keeps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stamps {
    /// When a row was made and last changed.
    #[default]
    Both,
    /// When it was made; it does not change.
    Created,
    /// The table has times of its own.
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
}

/// Reads groups one after another; knows which tables there are.
#[derive(Default)]
pub(super) struct Reading {
    /// Table, the group it stands in, and whether other tables may point to it.
    tables: BTreeMap<String, (String, bool)>,
    /// Tables of groups that stand before all others.
    first: Vec<String>,
    /// Group and all it needs, directly or not.
    needs: BTreeMap<String, Vec<String>>,
}

impl Reading {
    /// Puts the groups in an order in which needed ones come first, and reads them.
    pub fn groups(
        &mut self,
        mut raw: Vec<(&File, RawGroup)>,
        problems: &mut Vec<Problem>,
    ) -> Vec<Group> {
        let mut groups = Vec::new();
        raw.sort_by_key(|(_, group)| !group.first);
        while !raw.is_empty() {
            let ready = raw.iter().position(|(_, group)| {
                group
                    .needs
                    .iter()
                    .all(|need| self.needs.contains_key(&need.value))
            });
            let Some(at) = ready else {
                for (file, group) in &raw {
                    for need in &group.needs {
                        if !self.needs.contains_key(&need.value) {
                            problems.push(file.problem_at(
                                need.referenced,
                                format!(
                                    "group `{}` is missing or needs this one in turn",
                                    need.value
                                ),
                            ));
                        }
                    }
                }
                break;
            };
            let (file, group) = raw.remove(at);
            groups.push(self.group(file, group, problems));
        }
        groups
    }

    fn group(&mut self, file: &File, raw: RawGroup, problems: &mut Vec<Problem>) -> Group {
        let id = raw.id.value.clone();
        let mut needs = Vec::new();
        for need in &raw.needs {
            needs.push(need.value.clone());
            needs.extend(self.needs.get(&need.value).into_iter().flatten().cloned());
        }
        if self.needs.insert(id.clone(), needs).is_some() {
            problems
                .push(file.problem_at(raw.id.referenced, format!("there are two groups `{id}`")));
        }
        let mut tables = Vec::new();
        for table in raw.tables {
            tables.push(self.table(file, &id, raw.first, table, problems));
        }
        Group {
            id,
            when: raw.when,
            title: raw.title,
            needs: raw.needs.into_iter().map(|need| need.value).collect(),
            starter: raw.starter,
            fallback: raw.fallback,
            tenancy: raw.tenancy,
            first: raw.first,
            tables,
            sql: raw.sql,
        }
    }

    fn table(
        &mut self,
        file: &File,
        group: &str,
        first: bool,
        raw: RawTable,
        problems: &mut Vec<Problem>,
    ) -> Table {
        let name = raw.name.value.clone();
        let mut say = |at, message: String| problems.push(file.problem_at(at, message));
        if let Err(message) = identifier(&name) {
            say(raw.name.referenced, message);
        }
        let mut columns: Vec<Column> = Vec::new();
        for text in &raw.columns {
            match parse(&text.value).and_then(|column| self.points(group, &name, column)) {
                Ok(column) if columns.iter().any(|other| other.name == column.name) => {
                    say(
                        text.referenced,
                        format!("`{name}` has two columns `{}`", column.name),
                    );
                }
                Ok(column) => columns.push(column),
                Err(message) => say(text.referenced, message),
            }
        }
        let known = |column: &String| {
            column == "id" && raw.key.is_empty()
                || column == "created_at" && raw.stamps != Stamps::None
                || columns.iter().any(|own| match own.kind {
                    Kind::Money => {
                        *column == format!("{}_minor", own.name)
                            || *column == format!("{}_currency", own.name)
                    }
                    _ => own.name == *column,
                })
        };
        for column in raw
            .key
            .iter()
            .chain(raw.unique.iter().flatten())
            .chain(raw.index.iter().flatten())
            .chain(&raw.partition)
        {
            if !known(column) {
                say(
                    raw.name.referenced,
                    format!(
                        "`{name}` has no column `{column}` for its key, uniqueness, index or partition"
                    ),
                );
            }
        }
        if raw.partition.iter().any(|column| !raw.key.contains(column)) {
            say(
                raw.name.referenced,
                format!("the column that cuts `{name}` must be part of its key"),
            );
        }
        let place = (group.to_owned(), raw.key.is_empty());
        if self.tables.insert(name.clone(), place).is_some() {
            say(
                raw.name.referenced,
                format!("there are two tables `{name}`"),
            );
        }
        if first {
            self.first.push(name.clone());
        }
        Table {
            name,
            about: raw.about,
            shared: raw.shared,
            key: raw.key,
            columns,
            unique: raw.unique,
            index: raw.index,
            check: raw.check,
            stamps: raw.stamps,
            partition: raw.partition,
        }
    }

    /// Whether the table that a column points to is there whenever the column is.
    fn points(&self, group: &str, own: &str, column: Column) -> Result<Column, String> {
        let Kind::Key { table, soft } = &column.kind else {
            return Ok(column);
        };
        if table == own {
            return Ok(column);
        }
        let (home, by_id) = self.tables.get(table).ok_or_else(|| {
            format!("there is no table `{table}` above this one; tables point to tables that stand before them")
        })?;
        let with_it = home == group
            || self
                .needs
                .get(group)
                .is_some_and(|needs| needs.contains(home))
            || (*soft && self.first.contains(table));
        match (by_id, with_it) {
            (false, _) => Err(format!(
                "`{table}` has a key of several columns, so nothing can point to it"
            )),
            (_, false) => Err(format!(
                "`{table}` stands in group `{home}`; name that group under `needs`"
            )),
            _ => Ok(column),
        }
    }
}

impl RawGroup {
    pub(super) fn when(&mut self) -> &mut When {
        &mut self.when
    }
}
