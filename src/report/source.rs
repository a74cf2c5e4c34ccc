//! Where the facts about the chosen technologies were read, and when.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::content::catalogue::{Fact, Technology};

use super::drawing::short;
use super::text::{day, sentence};
use super::{LayerSection, Words};

/// What is known about a technology, with the address where it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The technology, without examples.
    pub name: String,
    /// Versions and ends of support.
    pub text: String,
    /// Where the facts were read.
    pub url: String,
    /// When, as people write it.
    pub read: String,
}

/// One entry for each chosen technology that has dated facts, in the order of the report.
pub(super) fn sources(content: &Content, words: &Words, layers: &[LayerSection]) -> Vec<Source> {
    chosen(content, layers)
        .into_iter()
        .filter_map(|technology| source(words, technology))
        .collect()
}

/// Between which days the scores of the chosen technologies were reviewed, and by what standard.
pub(super) fn reviewed(content: &Content, words: &Words, layers: &[LayerSection]) -> String {
    let days = || {
        chosen(content, layers)
            .into_iter()
            .map(|technology| technology.judged.reviewed)
    };
    match (days().min(), days().max()) {
        (Some(first), Some(last)) if first == last => {
            sentence(&format!("{} {}", words.reviewed, day(first)))
        }
        (Some(first), Some(last)) => sentence(&format!(
            "{} {} – {}",
            words.reviewed,
            day(first),
            day(last)
        )),
        _ => String::new(),
    }
}

/// The chosen technologies, each once.
fn chosen<'a>(content: &'a Content, layers: &[LayerSection]) -> Vec<&'a Technology> {
    let mut chosen: Vec<&Technology> = Vec::new();
    for id in layers.iter().filter_map(|layer| layer.choice.as_deref()) {
        if let Some(technology) = content
            .catalogue
            .technology(id)
            .filter(|one| !chosen.iter().any(|it| it.id == one.id))
        {
            chosen.push(technology);
        }
    }
    chosen
}

fn source(words: &Words, technology: &Technology) -> Option<Source> {
    let dated = |fact: &&Fact| ["end_of_life", "support"].contains(&fact.what.as_str());
    let facts: Vec<&Fact> = technology.facts.iter().filter(dated).collect();
    let first = facts.first()?;
    let text: Vec<String> = facts.iter().map(|fact| said(words, fact)).collect();
    let (url, read) = (first.source.clone(), day(first.retrieved));
    Some(Source {
        name: short(&technology.name),
        text: text.join(" "),
        url,
        read,
    })
}

fn said(words: &Words, fact: &Fact) -> String {
    let date = || {
        fact.value
            .parse::<NaiveDate>()
            .map_or_else(|_| fact.value.clone(), day)
    };
    sentence(&match fact.what.as_str() {
        "end_of_life" => format!("{} {} {}", fact.of, words.supported_until, date()),
        _ => format!("{}: {}", fact.of, fact.value),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::engine_tests::written;

    #[test]
    fn what_is_known_of_a_choice_is_told_with_its_date_and_address() {
        let (content, _, _, document) = written();
        let sources = sources(&content, &document.words, &document.layers);
        let django = sources
            .iter()
            .find(|source| source.name == "Django")
            .unwrap();
        assert!(
            django.text.contains("is supported until") && django.url.starts_with("https://"),
            "{django:?}"
        );
        assert!(
            sources
                .iter()
                .all(|source| !source.text.is_empty() && !source.read.is_empty())
        );
        assert!(reviewed(&content, &document.words, &document.layers).contains("2026"));
    }
}
