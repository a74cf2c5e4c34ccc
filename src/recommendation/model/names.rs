//! Names of technologies inside a sentence, and of rules in a list.
//!
//! A full name such as "Server-rendered pages (HTMX, Hotwire, …)" heads a section of the report, but makes a sentence
//! unreadable. A short name is singular, so that "{name} is …" always reads well.

use std::collections::{BTreeMap, BTreeSet};

use super::index::{Idx, TechnologyIdx};
use super::reader::{Reader, Text};
use super::rules::{COMPLEXITY, Effect, PairRule, Rule};
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
        let text = self.put_one(text, "{name}", technology);
        match other {
            Some(other) => self.put_one(&text, "{other}", other),
            None => text,
        }
    }

    fn put_one(&self, text: &str, placeholder: &str, technology: TechnologyIdx) -> String {
        match text.strip_prefix(placeholder) {
            Some(rest) => {
                let rest = rest.replace(placeholder, self.inside(technology));
                self.start(technology).to_owned() + &rest
            }
            None => text.replace(placeholder, self.inside(technology)),
        }
    }
}

/// The name in a list of every rule that can remove something, by its id.
#[derive(Debug, Clone)]
pub struct RuleNames(BTreeMap<String, String>);

impl RuleNames {
    /// The ids of all rules that can remove something: each needs a name.
    pub(super) fn required<'a>(
        rules: impl IntoIterator<Item = &'a Rule>,
        pair_rules: impl IntoIterator<Item = &'a PairRule>,
    ) -> BTreeSet<String> {
        let rules = rules.into_iter().map(|rule| &rule.id);
        let forbidding = pair_rules
            .into_iter()
            .filter(|rule| rule.effect == Effect::Forbid)
            .map(|rule| &rule.id);
        let ids = rules.chain(forbidding).cloned();
        ids.chain([COMPLEXITY.to_owned()]).collect()
    }

    /// Those of the file: one for each rule, and no other.
    pub(super) fn of(
        reader: &mut Reader<'_>,
        raw: BTreeMap<String, Text>,
        required: &BTreeSet<String>,
    ) -> Self {
        for (id, name) in raw.iter().filter(|(id, _)| !required.contains(*id)) {
            reader.report(name, format!("no rule `{id}` removes anything"));
        }
        for id in required.iter().filter(|id| !raw.contains_key(*id)) {
            reader.report_whole(format!("the rule `{id}` has no name here"));
        }
        Self(raw.into_iter().map(|(id, name)| (id, name.value)).collect())
    }

    /// The name of a rule; its id if it has none.
    pub fn get<'a>(&'a self, id: &'a str) -> &'a str {
        self.0.get(id).map_or(id, String::as_str)
    }
}
