//! Matchups as cards, and the labels of their categories.

use serde::Serialize;

use crate::content::matchup::Matchup;
use crate::i18n::Locale;
use crate::t;

/// A matchup on a card.
#[derive(Serialize)]
pub struct Card<'a> {
    slug: &'a str,
    title: &'a str,
    summary: &'a str,
    category_label: String,
}

impl<'a> Card<'a> {
    /// The card of a matchup.
    #[must_use]
    pub fn new(locale: &Locale, matchup: &'a Matchup) -> Self {
        Self {
            slug: &matchup.slug,
            title: &matchup.title,
            summary: &matchup.summary,
            category_label: category_label(locale, &matchup.category),
        }
    }
}

/// The label of a category.
#[must_use]
pub fn category_label(locale: &Locale, id: &str) -> String {
    t!(locale, "site-category", category = id)
}
