//! Matchups as cards, and the labels of their categories.

use serde::Serialize;

use crate::content::matchup::Matchup;

/// A matchup on a card.
#[derive(Serialize)]
pub struct Card<'a> {
    slug: &'a str,
    title: &'a str,
    summary: &'a str,
    category_label: &'a str,
}

impl<'a> Card<'a> {
    /// The card of a matchup.
    #[must_use]
    pub fn new(matchup: &'a Matchup) -> Self {
        Self {
            slug: &matchup.slug,
            title: &matchup.title,
            summary: &matchup.summary,
            category_label: category_label(&matchup.category),
        }
    }
}

/// The label of a category.
#[must_use]
pub fn category_label(id: &str) -> &str {
    match id {
        "backend" => "Backend",
        "web" => "Web front end",
        "mobile" => "Mobile",
        "database" => "Database",
        "hosting" => "Hosting",
        "queue" => "Queues and events",
        "search" => "Search",
        "auth" => "Sign-in",
        "api" => "API style",
        "delivery" => "Delivery",
        "observability" => "Observability",
        "ai" => "AI",
        "architecture" => "Architecture",
        other => other,
    }
}
