//! Reads groups of tables and checks their names and references.

use std::collections::BTreeMap;

use super::{Group, Link, RawGroup, RawTable, Stamps, Table, link};
use crate::content::plan::column::{Column, Kind, parse, unquoted};
use crate::content::source::{File, Problem};

/// Reads groups in order and keeps what later ones can reference.
#[derive(Default)]
pub(in crate::content::plan) struct Reading {
    /// Per table: its group, and whether other tables can reference it.
    tables: BTreeMap<String, (String, bool)>,
    /// Tables of groups that come before all others.
    first: Vec<String>,
    /// Per table: the names of its columns in the database.
    columns: BTreeMap<String, Vec<String>>,
    /// Per group: all groups it needs, directly or not.
    needs: BTreeMap<String, Vec<String>>,
}

impl Reading {
    /// Sorts the groups so that needed ones come first, and reads them.
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
            remark: raw.remark,
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
        if let Err(message) = unquoted(&name) {
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
                format!("the column that `{name}` is partitioned by must be part of its key"),
            );
        }
        let names = names(&raw, &columns);
        let mut links: Vec<Link> = Vec::new();
        for text in &raw.links {
            match link::parse(&text.value).and_then(|link| self.connects(&names, link)) {
                Ok(link) => links.push(link),
                Err(message) => say(text.referenced, message),
            }
        }
        if let Some(balances) = &raw.balances {
            let amount = [
                balances.by.clone(),
                format!("{}_minor", balances.amount),
                format!("{}_currency", balances.amount),
            ];
            if amount.iter().any(|column| !names.contains(column)) {
                say(
                    raw.name.referenced,
                    format!(
                        "`balances` of `{name}` needs a reference in `by` and money in `amount`"
                    ),
                );
            }
        }
        self.columns.insert(name.clone(), names);
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
            links,
            append_only: raw.append_only,
            balances: raw.balances,
            series: raw.series,
            members: raw.members,
            currencies: raw.currencies,
            within: raw.within,
        }
    }

    /// Checks that both sides of a link have the columns.
    fn connects(&self, own: &[String], link: Link) -> Result<Link, String> {
        let there = self
            .columns
            .get(&link.to)
            .ok_or_else(|| format!("there is no table `{}` above this one", link.to))?;
        let missing = |names: &[String], known: &[String]| {
            names.iter().find(|name| !known.contains(name)).cloned()
        };
        match missing(&link.columns, own).or_else(|| missing(&link.to_columns, there)) {
            Some(column) => Err(format!(
                "there is no column `{column}` for the link to `{}`",
                link.to
            )),
            None => Ok(link),
        }
    }

    /// Checks that the table a column references exists whenever the column does.
    fn points(&self, group: &str, own: &str, column: Column) -> Result<Column, String> {
        let Kind::Key { table, soft } = &column.kind else {
            return Ok(column);
        };
        if table == own {
            return Ok(column);
        }
        let (home, by_id) = self.tables.get(table).ok_or_else(|| {
            format!("there is no table `{table}` above this one; tables can reference only tables before them")
        })?;
        let with_it = home == group
            || self
                .needs
                .get(group)
                .is_some_and(|needs| needs.contains(home))
            || (*soft && self.first.contains(table));
        match (by_id, with_it) {
            (false, _) => Err(format!(
                "`{table}` has a key of several columns, so nothing can reference it"
            )),
            (_, false) => Err(format!(
                "`{table}` is in group `{home}`; add that group to `needs`"
            )),
            _ => Ok(column),
        }
    }
}

/// The columns of a table as the database names them.
fn names(raw: &RawTable, columns: &[Column]) -> Vec<String> {
    let mut names = Vec::new();
    if raw.key.is_empty() {
        names.push("id".to_owned());
    }
    for column in columns {
        match column.kind {
            Kind::Money => names.extend([
                format!("{}_minor", column.name),
                format!("{}_currency", column.name),
            ]),
            _ => names.push(column.name.clone()),
        }
    }
    names
}
