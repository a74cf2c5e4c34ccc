//! The report in one sentence.

use super::layer::LayerSection;
use super::purchase::Purchase;
use crate::i18n::{Locale, sentence_list, yes_or_no};
use crate::recommendation::{Confidence, Recommendation};
use crate::t;
use crate::text::without_parentheses;

/// The layers that a sentence about the stack names, as far as they are chosen; the first of each group stands for it.
const NAMED: [&[&str]; 3] = [
    &["mobile", "desktop"],
    &["backend", "web"],
    &["database", "cms"],
];

/// What is recommended, in one sentence without a full stop: the product to buy, or the stack to build on. Empty without
/// a choice, and where the advice is to buy something that has no name.
pub(super) fn statement(
    locale: &Locale,
    recommendation: &Recommendation,
    layers: &[LayerSection],
    purchase: Option<&Purchase>,
) -> String {
    if let Some(first) = purchase.and_then(|buy| buy.products.first()) {
        return t!(locale, "report-statement-buy", product = &first.name);
    }
    if recommendation.buy_instead.is_some() {
        return String::new();
    }
    let name = |id: &str| {
        let section = layers.iter().find(|section| section.id == id)?;
        section.name.as_deref().map(without_parentheses)
    };
    let mut parts: Vec<String> = Vec::new();
    for group in NAMED {
        let chosen = group.iter().find_map(|id| name(id));
        parts.extend(chosen.filter(|chosen| !parts.contains(chosen)));
    }
    if parts.is_empty() {
        return String::new();
    }
    let hosting = name("hosting");
    t!(
        locale,
        "report-statement",
        certainty = if recommendation.confidence == Confidence::Low {
            "low"
        } else {
            "usual"
        },
        parts = sentence_list(locale, &parts),
        hosted = yes_or_no(hosting.is_some()),
        hosting = hosting.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::tests::english;
    use crate::report::tests::written;

    #[test]
    fn a_statement_names_back_end_database_and_hosting() {
        let (_, _, recommendation, document) = written();
        let statement = statement(english(), &recommendation, &document.layers, None);
        for id in ["backend", "database", "hosting"] {
            let mut layers = document.layers.iter();
            let name = layers.find(|layer| layer.id == id).unwrap().name.clone();
            assert!(statement.contains(&without_parentheses(&name.unwrap())));
        }
        assert_eq!(statement, document.statement);
    }

    #[test]
    fn without_a_choice_there_is_no_statement() {
        let (_, _, recommendation, _) = written();
        assert_eq!(statement(english(), &recommendation, &[], None), "");
    }
}
