//! Sources of the facts about the chosen technologies, and when they were read.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::content::catalogue::{Fact, Technology};

use super::layer::LayerSection;
use super::risks::StatementSource;
use crate::i18n::{Locale, long_date};
use crate::t;
use crate::text::{sentence, without_parentheses};

/// Facts about a technology and where they were read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Name of the technology, or title of the page.
    pub name: String,
    /// Supported versions and ends of support; empty for the source of a statement.
    pub text: String,
    /// Address of the source.
    pub url: String,
    /// When it was read.
    pub read: String,
}

/// An entry per chosen technology with facts about its support, in the order of the layers.
pub(super) fn sources(
    content: &Content,
    locale: &Locale,
    layers: &[LayerSection],
    today: NaiveDate,
) -> Vec<Source> {
    chosen(content, layers)
        .into_iter()
        .filter_map(|technology| source(locale, technology, today))
        .collect()
}

/// Adds the sources of statements, each address once.
pub(super) fn add_cited<'a>(
    sources: &mut Vec<Source>,
    cited: impl Iterator<Item = &'a StatementSource>,
) {
    for stated in cited {
        if !sources.iter().any(|known| known.url == stated.url) {
            sources.push(Source {
                name: stated.title.clone(),
                text: String::new(),
                url: stated.url.clone(),
                read: stated.read.clone(),
            });
        }
    }
}

/// A sentence on when the scores of the chosen technologies were reviewed; empty without a choice.
pub(super) fn reviewed(content: &Content, locale: &Locale, layers: &[LayerSection]) -> String {
    let days = || {
        chosen(content, layers)
            .into_iter()
            .map(|technology| technology.judged.reviewed)
    };
    match (days().min(), days().max()) {
        (Some(first), Some(last)) if first == last => {
            t!(
                locale,
                "report-reviewed-on",
                date = long_date(locale, first)
            )
        }
        (Some(first), Some(last)) => t!(
            locale,
            "report-reviewed-between",
            first = long_date(locale, first),
            last = long_date(locale, last)
        ),
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
            .filter(|technology| !chosen.iter().any(|other| other.id == technology.id))
        {
            chosen.push(technology);
        }
    }
    chosen
}

/// The facts that hold on this day.
fn source(locale: &Locale, technology: &Technology, today: NaiveDate) -> Option<Source> {
    let is_support = |fact: &&Fact| ["end_of_life", "support"].contains(&fact.what.as_str());
    let facts: Vec<&Fact> = technology
        .facts
        .iter()
        .filter(is_support)
        .filter(|fact| !fact.has_expired(today))
        .collect();
    let first = facts.first()?;
    let sentences: Vec<String> = facts
        .iter()
        .map(|fact| fact_sentence(locale, fact))
        .collect();
    let (url, read) = (first.source.clone(), long_date(locale, first.retrieved?));
    Some(Source {
        name: without_parentheses(&technology.name),
        text: sentences.join(" "),
        url,
        read,
    })
}

fn fact_sentence(locale: &Locale, fact: &Fact) -> String {
    let date = || {
        fact.value
            .parse::<NaiveDate>()
            .map_or_else(|_| fact.value.clone(), |date| long_date(locale, date))
    };
    sentence(&match fact.what.as_str() {
        "end_of_life" => t!(
            locale,
            "report-source-support",
            technology = &fact.of,
            date = date()
        ),
        _ => t!(
            locale,
            "report-source-fact",
            subject = &fact.of,
            fact = &fact.value
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::tests::english;
    use crate::report::tests::written;

    #[test]
    fn facts_about_a_choice_have_a_date_and_an_address() {
        let (content, _, _, document) = written();
        let day = document.created_at.date_naive();
        let sources = sources(&content, english(), &document.layers, day);
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
        let cited = document.risks.iter().flat_map(|risk| &risk.sources);
        for source in cited {
            let found = document.sources.iter();
            let found = found.filter(|known| known.url == source.url);
            assert_eq!(found.count(), 1, "{source:?}");
        }
        assert!(reviewed(&content, english(), &document.layers).contains("2026"));
    }
}
