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
    /// Name of the product, or title of the page.
    pub name: String,
    /// Supported versions and ends of support; empty for the source of a statement.
    pub text: String,
    /// Address of the source.
    pub url: String,
    /// When it was read.
    pub read: String,
}

/// The facts about the support of the chosen products, an entry per source, in the order of the layers. What is known of
/// two products alike is said of the first one.
pub(super) fn sources(
    content: &Content,
    locale: &Locale,
    layers: &[LayerSection],
    today: NaiveDate,
) -> Vec<Source> {
    let products = chosen(content, layers).into_iter();
    let all =
        products.flat_map(|(product, technology)| of_product(locale, product, technology, today));
    let mut sources: Vec<Source> = Vec::new();
    for source in all {
        let is_same = |known: &Source| known.url == source.url && known.text == source.text;
        if !sources.iter().any(is_same) {
            sources.push(source);
        }
    }
    sources
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
            .map(|(_, technology)| technology.judged.reviewed)
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

/// The chosen technologies, each once, with the name of its product.
fn chosen<'a>(content: &'a Content, layers: &'a [LayerSection]) -> Vec<(&'a str, &'a Technology)> {
    let mut chosen: Vec<(&str, &Technology)> = Vec::new();
    for layer in layers {
        let technology = layer.choice.as_deref();
        let technology = technology.and_then(|id| content.catalogue.technology(id));
        if let (Some(technology), Some(name)) = (technology, layer.name.as_deref())
            && !chosen.iter().any(|(_, other)| other.id == technology.id)
        {
            chosen.push((name, technology));
        }
    }
    chosen
}

/// The facts about a product that hold on this day, an entry per source.
fn of_product(
    locale: &Locale,
    product: &str,
    technology: &Technology,
    today: NaiveDate,
) -> Vec<Source> {
    let is_support = |fact: &&Fact| ["end_of_life", "support"].contains(&fact.what.as_str());
    let facts = technology.facts.iter().filter(is_support);
    let facts = facts.filter(|fact| !fact.has_expired(today));
    let mut sources: Vec<Source> = Vec::new();
    for fact in facts.filter(|fact| is_about(fact, product, technology)) {
        let Some(retrieved) = fact.retrieved else {
            continue;
        };
        let sentence = fact_sentence(locale, fact);
        match sources.iter_mut().find(|known| known.url == fact.source) {
            Some(known) => known.text = format!("{} {sentence}", known.text),
            None => sources.push(Source {
                name: without_parentheses(product),
                text: sentence,
                url: fact.source.clone(),
                read: long_date(locale, retrieved),
            }),
        }
    }
    sources
}

/// Whether a fact of a technology is about this product of it: all facts are, unless the technology has several
/// products and the fact names another one.
fn is_about(fact: &Fact, product: &str, technology: &Technology) -> bool {
    /// Vendors of many products: their name tells none apart.
    const VENDORS: [&str; 6] = ["Amazon", "AWS", "Azure", "Google", "Microsoft", "Apache"];
    let is_family = technology.name != product;
    let mut words = fact.of.split(' ').filter(|word| !VENDORS.contains(word));
    let is_word = |word| {
        let mut named = product.split(|letter: char| !letter.is_alphanumeric() && letter != '.');
        named.any(|named| named == word)
    };
    !is_family || words.next().is_some_and(is_word)
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
