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

#[derive(Debug, Clone)]
struct ShortName {
    /// Inside a sentence.
    inside: String,
    /// At the start of a sentence.
    start: String,
}

impl ShortNames {
    /// Those of the file. All other technologies have their full names without parentheses.
    pub(super) fn of(reader: &mut Reader<'_>, raw: BTreeMap<String, Text>) -> Self {
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
        let both = |(inside, technology): (String, &Technology)| {
            let keeps_lower_case = technology.name.starts_with(char::is_lowercase);
            let start = if keeps_lower_case {
                inside.clone()
            } else {
                capitalised(&inside)
            };
            ShortName { inside, start }
        };
        let names = names.into_iter().zip(&catalogue.technologies);
        Self(names.map(both).collect())
    }

    /// Inside a sentence.
    pub fn inside(&self, technology: TechnologyIdx) -> &str {
        &self.0[technology.position()].inside
    }

    /// At the start of a sentence.
    pub fn start(&self, technology: TechnologyIdx) -> &str {
        &self.0[technology.position()].start
    }

    /// Puts short names for `{name}` and `{other}`.
    pub fn put(
        &self,
        text: &str,
        technology: TechnologyIdx,
        other: Option<TechnologyIdx>,
    ) -> String {
        let mut put = String::with_capacity(text.len() + 32);
        let mut rest = text;
        while let Some(at) = rest.find('{') {
            put.push_str(&rest[..at]);
            rest = &rest[at..];
            let named = match (rest.strip_prefix("{name}"), other) {
                (Some(after), _) => Some((after, technology)),
                (None, Some(other)) => rest.strip_prefix("{other}").map(|after| (after, other)),
                (None, None) => None,
            };
            match named {
                Some((after, technology)) => {
                    put.push_str(if put.is_empty() {
                        self.start(technology)
                    } else {
                        self.inside(technology)
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
}
