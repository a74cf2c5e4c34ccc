//! Matchups as cards, and the labels of their categories.

use serde::Serialize;

use crate::content::matchup::Matchup;
use crate::i18n::Locale;
use crate::t;

/// A matchup on a card.
#[derive(Serialize)]
pub struct Card<'a> {
    slug: &'a str,
    a: &'a str,
    b: &'a str,
    verdict: &'a str,
    category_label: String,
}

impl<'a> Card<'a> {
    /// The card of a matchup.
    #[must_use]
    pub fn new(locale: &Locale, matchup: &'a Matchup) -> Self {
        let [a, b] = &matchup.technologies;
        Self {
            slug: &matchup.slug,
            a: &a.name,
            b: &b.name,
            verdict: first_sentence(&matchup.verdict.summary),
            category_label: category_label(locale, &matchup.category),
        }
    }
}

/// The label of a category.
#[must_use]
pub fn category_label(locale: &Locale, id: &str) -> String {
    t!(locale, "site-category", category = id)
}

/// The text up to the first full stop that a space and a capital letter follow, so that `Node.js` does not end it.
fn first_sentence(text: &str) -> &str {
    let end = text.match_indices(". ").find(|(at, _)| {
        let rest = &text[at + 2..];
        rest.starts_with(char::is_uppercase)
    });
    end.map_or(text, |(at, _)| &text[..=at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_has_the_first_sentence_of_the_verdict() {
        assert_eq!(
            first_sentence("Take Node.js for events, e.g. chat. Django for records."),
            "Take Node.js for events, e.g. chat."
        );
        assert_eq!(first_sentence("Only one."), "Only one.");
    }
}
