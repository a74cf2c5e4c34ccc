//! Foreign keys: within a tenant, of the right currency, and never from one store to another.

use super::table::plain;
use super::{Column, ForeignKey, Table, owner};
use crate::content::plan::{Group, Type};

/// Writes the foreign keys, and the unique keys that they reference.
pub(super) fn connect(tables: &mut [Table], groups: &[&Group]) {
    let sources: Vec<_> = groups.iter().flat_map(|group| &group.tables).collect();
    let source = |name: &str| sources.iter().find(|source| source.name == name);
    let owner = owner(groups);
    // A row of a tenant references a person through the membership in that tenant.
    let members = owner.and_then(|_| {
        let table = sources.iter().find(|source| source.members)?;
        let column = table.columns.first()?;
        Some((table.name.clone(), column.name.clone()))
    });
    let people = members.as_ref().and_then(|(name, column)| {
        let table = tables.iter().find(|table| table.name == *name)?;
        table.column(column)?.references.clone()
    });
    let currencies = sources.iter().find(|source| source.currencies);
    let currency =
        currencies.and_then(|table| Some((table.name.clone(), table.key.first()?.clone())));
    for at in 0..tables.len() {
        let known: Vec<(String, bool)> = tables[..=at]
            .iter()
            .map(|table| (table.name.clone(), table.row_security))
            .collect();
        let owned = |name: &str| known.iter().any(|(known, owned)| known == name && *owned);
        let exists = |name: &str| known.iter().any(|(known, _)| known == name);
        let table = &mut tables[at];
        let tenant = owner
            .filter(|_| table.row_security)
            .map(|owner| format!("{owner}_id"));
        let inside = |column: &str, names: &[&str]| -> Vec<String> {
            let names = names.iter().map(|name| (*name).to_owned());
            std::iter::once(column.to_owned()).chain(names).collect()
        };
        let links = source(&table.name).map_or(&[][..], |source| source.links.as_slice());
        let mut foreign: Vec<ForeignKey> = Vec::new();
        let is_linked = |column: &str| {
            links
                .iter()
                .any(|link| link.columns.iter().any(|one| one == column))
        };
        for column in &mut table.columns {
            let Some(to) = column.references.clone() else {
                if column.kind == Type::Currency && !is_linked(&column.name) {
                    foreign.extend(
                        currency
                            .as_ref()
                            .filter(|(name, _)| exists(name) && *name != table.name)
                            .map(|(name, code)| ForeignKey {
                                columns: vec![column.name.clone()],
                                to: name.clone(),
                                to_columns: vec![code.clone()],
                            }),
                    );
                }
                continue;
            };
            let as_member = members.as_ref().filter(|(name, _)| {
                tenant.is_some() && people.as_ref() == Some(&to) && *name != table.name
            });
            let (to, by) = match as_member {
                Some((name, by)) => (name.clone(), by.as_str()),
                None => (to, "id"),
            };
            if !exists(&to) {
                column.references = None;
                continue;
            }
            column.references = Some(to.clone());
            if is_linked(&column.name) {
                continue;
            }
            foreign.push(match &tenant {
                Some(tenant) if owned(&to) && column.name != *tenant => ForeignKey {
                    columns: inside(tenant, &[&column.name]),
                    to,
                    to_columns: inside(tenant, &[by]),
                },
                _ => ForeignKey {
                    columns: vec![column.name.clone()],
                    to,
                    to_columns: vec![by.to_owned()],
                },
            });
        }
        for link in links {
            let of_tenant = tenant.iter().filter(|_| owned(&link.to));
            foreign.push(ForeignKey {
                columns: of_tenant.clone().chain(&link.columns).cloned().collect(),
                to: link.to.clone(),
                to_columns: of_tenant.chain(&link.to_columns).cloned().collect(),
            });
        }
        table.foreign = foreign;
    }
    uniques(tables);
}

/// Makes what a foreign key of several columns references unique.
fn uniques(tables: &mut [Table]) {
    let wanted: Vec<(String, Vec<String>)> = tables
        .iter()
        .flat_map(|table| &table.foreign)
        .filter(|key| key.to_columns.len() > 1)
        .map(|key| (key.to.clone(), key.to_columns.clone()))
        .collect();
    for (name, columns) in wanted {
        for table in tables.iter_mut().filter(|table| table.name == name) {
            if table.key != columns && !table.unique.contains(&columns) {
                table.unique.push(columns.clone());
            }
        }
    }
}

/// Adds an index for each foreign key that no other index leads with.
pub(super) fn index(tables: &mut [Table]) {
    for table in tables {
        let mut wanted: Vec<Vec<String>> = table
            .foreign
            .iter()
            .map(|key| key.columns.clone())
            .collect();
        // The longest first, since an index also serves what it begins with.
        wanted.sort_by_key(|columns| std::cmp::Reverse(columns.len()));
        for columns in wanted {
            let lists = || {
                table
                    .unique
                    .iter()
                    .chain(&table.indexes)
                    .chain([&table.key])
            };
            let unique = columns.len() == 1
                && table
                    .column(&columns[0])
                    .is_some_and(|column| column.unique);
            let is_currency = columns.len() == 1
                && table
                    .column(&columns[0])
                    .is_some_and(|column| column.kind == Type::Currency);
            if !unique && !is_currency && !lists().any(|list| list.starts_with(&columns)) {
                table.indexes.push(columns);
            }
        }
    }
}

/// Removes what ties a table to others: its rows are in another store.
pub(super) fn detach(table: &mut Table) {
    for column in &mut table.columns {
        column.references = None;
    }
    table.row_security = false;
}

/// Gives the parents of balanced rows a column that says since when they are posted: most databases check a row at
/// once and not at the end of the transaction, so an entry is written first and posted when it balances.
pub(super) fn post(tables: &mut [Table]) {
    let parents: Vec<String> = tables
        .iter()
        .filter_map(|table| table.balances.as_ref().map(|sum| sum.parent.clone()))
        .collect();
    for table in tables
        .iter_mut()
        .filter(|table| parents.contains(&table.name))
    {
        table.columns.push(Column {
            null: true,
            ..plain("posted_at", Type::Time)
        });
    }
}
