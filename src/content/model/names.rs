//! What technologies are called inside a sentence, and rules in a list.
//!
//! A full name such as "Server-rendered pages (HTMX, Hotwire, …)" heads a section of the report, but makes a sentence
//! unreadable. A short name is singular, so that "{name} is …" always reads well.

use std::collections::{BTreeMap, BTreeSet};

use super::reader::{Reader, Word};
use super::{COMPLEXITY, Effect, PairRule, Rule};
use crate::content::catalogue::Technology;

/// Short names, per technology by its position in the catalogue: inside a sentence, and at its start.
#[derive(Debug, Clone)]
pub struct ShortNames(Vec<(String, String)>);

impl ShortNames {
    /// Those of the file; everything else is called by its full name without what stands in parentheses.
    pub(super) fn of(reader: &mut Reader<'_>, raw: BTreeMap<String, Word>) -> Self {
        let catalogue = reader.catalogue;
        let mut names: Vec<String> = catalogue
            .technologies
            .iter()
            .map(|known| plain(&known.name).to_owned())
            .collect();
        for (id, name) in raw {
            match catalogue.position(&id) {
                Some(at) => names[at] = name.value,
                None => reader.say(&name, format!("there is no technology `{id}`")),
            }
        }
        let both = |(short, known): (String, &Technology)| {
            let keeps_small = known.name.starts_with(char::is_lowercase);
            let start = if keeps_small {
                short.clone()
            } else {
                capital(&short)
            };
            (short, start)
        };
        Self(
            names
                .into_iter()
                .zip(&catalogue.technologies)
                .map(both)
                .collect(),
        )
    }

    /// Inside a sentence.
    pub fn inside(&self, technology: usize) -> &str {
        &self.0[technology].0
    }

    /// At the start of a sentence.
    pub fn start(&self, technology: usize) -> &str {
        &self.0[technology].1
    }

    /// Puts short names for `{name}` and `{other}`.
    pub fn put(&self, text: &str, technology: usize, other: Option<usize>) -> String {
        let named = |text: &str, place: &str, technology: usize| match text.strip_prefix(place) {
            Some(rest) => {
                self.start(technology).to_owned() + &rest.replace(place, self.inside(technology))
            }
            None => text.replace(place, self.inside(technology)),
        };
        let said = named(text, "{name}", technology);
        match other {
            Some(other) => named(&said, "{other}", other),
            None => said,
        }
    }
}

fn plain(name: &str) -> &str {
    name.split_once(" (").map_or(name, |(plain, _)| plain)
}

/// The same words with a capital first letter.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// What every rule that can take something out is called in a list, by its id.
#[derive(Debug, Clone)]
pub struct RuleNames(BTreeMap<String, String>);

impl RuleNames {
    /// The ids that need a name.
    pub(super) fn wanted(rules: Option<&[Rule]>, pairs: Option<&[PairRule]>) -> BTreeSet<String> {
        let unary = rules.into_iter().flatten().map(|rule| &rule.id);
        let forbidding = pairs
            .into_iter()
            .flatten()
            .filter(|pair| pair.effect == Effect::Forbid);
        let ids = unary.chain(forbidding.map(|pair| &pair.id)).cloned();
        ids.chain([COMPLEXITY.to_owned()]).collect()
    }

    /// Those of the file: one for each rule, and no other.
    pub(super) fn of(
        reader: &mut Reader<'_>,
        raw: BTreeMap<String, Word>,
        wanted: &BTreeSet<String>,
    ) -> Self {
        for (id, name) in raw.iter().filter(|(id, _)| !wanted.contains(*id)) {
            reader.say(name, format!("no rule `{id}` takes anything out"));
        }
        for id in wanted.iter().filter(|id| !raw.contains_key(*id)) {
            let problem = reader
                .file
                .problem(1, 1, format!("the rule `{id}` has no name here"));
            reader.problems.push(problem);
        }
        Self(raw.into_iter().map(|(id, name)| (id, name.value)).collect())
    }

    /// The name of a rule; its id if it has none.
    pub fn get<'a>(&'a self, id: &'a str) -> &'a str {
        self.0.get(id).map_or(id, String::as_str)
    }
}
