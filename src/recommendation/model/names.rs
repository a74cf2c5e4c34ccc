//! Names of technologies inside a sentence.
//!
//! A full name such as "Server-rendered pages (HTMX, Hotwire, …)" heads a section of the report, but makes a sentence
//! unreadable. A short name is singular, so that "{name} is …" always reads well.

use std::collections::BTreeMap;

use super::index::{Idx, TechnologyIdx};
use super::reader::{Reader, Text};
use crate::content::catalogue::Technology;
use crate::text::{capitalised, split_parentheses};

/// Short names of all technologies.
#[derive(Debug, Clone)]
pub struct ShortNames(Vec<ShortName>);

/// What a technology or product is called.
#[derive(Debug, Clone)]
pub struct ShortName {
    /// Inside a sentence.
    pub inside: String,
    /// At the start of a sentence.
    pub start: String,
}

impl ShortName {
    /// `inside` as it is written in the middle of a sentence; `full` begins in lower case if that stays so at the start.
    pub fn new(inside: String, full: &str) -> Self {
        let start = if full.starts_with(char::is_lowercase) {
            inside.clone()
        } else {
            capitalised(&inside)
        };
        Self { inside, start }
    }

    /// Whether it is a name of its own, such as "Keycloak", and no description such as "a job queue in the database".
    pub fn is_proper(&self) -> bool {
        self.inside.starts_with(char::is_uppercase)
    }
}

impl ShortNames {
    /// Those of the file. All other technologies have their full names without parentheses.
    pub(super) fn read(reader: &mut Reader<'_>, raw: BTreeMap<String, Text>) -> Self {
        let catalogue = reader.catalogue;
        let mut names: Vec<String> = catalogue
            .technologies
            .iter()
            .map(|technology| split_parentheses(&technology.name).0.to_owned())
            .collect();
        for (id, name) in raw {
            match catalogue.position(&id) {
                Some(position) => names[position] = name.value,
                None => reader.report(&name, format!("there is no technology `{id}`")),
            }
        }
        let short =
            |(inside, technology): (String, &Technology)| ShortName::new(inside, &technology.name);
        let names = names.into_iter().zip(&catalogue.technologies);
        Self(names.map(short).collect())
    }

    /// What a technology is called.
    pub fn of_technology(&self, technology: TechnologyIdx) -> &ShortName {
        &self.0[technology.position()]
    }
}

/// Puts short names for `{name}` and `{other}`.
pub fn put(text: &str, name: &ShortName, other: Option<&ShortName>) -> String {
    let mut put = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        put.push_str(&rest[..at]);
        rest = &rest[at..];
        let named = match (rest.strip_prefix("{name}"), other) {
            (Some(after), _) => Some((after, name)),
            (None, Some(other)) => rest.strip_prefix("{other}").map(|after| (after, other)),
            (None, None) => None,
        };
        match named {
            Some((after, name)) => {
                put.push_str(if put.is_empty() {
                    &name.start
                } else {
                    &name.inside
                });
                rest = after;
            }
            None => {
                put.push('{');
                rest = &rest[1..];
            }
        }
    }
    put + rest
}
