//! The recommended stack in a few lines, for the home page, the intake and the sales desk.

#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::content::Content;
use crate::i18n::Locale;
use crate::recommendation::Recommendation;
use crate::t;
use crate::text::split_parentheses;

/// One layer of a stack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StackRow {
    /// Label of the layer.
    pub layer: String,
    /// Name of the choice, without what follows in brackets.
    pub choice: String,
    /// The family of the product, or what the name has in brackets; may be empty.
    pub detail: String,
}

/// The layers that a recommendation needs, in the order of the report.
#[must_use]
pub fn stack_rows<T>(
    locale: &Locale,
    content: &Content,
    recommendation: &Recommendation<T>,
) -> Vec<StackRow> {
    let layers = content.catalogue.layers.iter().filter_map(|info| {
        let layer = recommendation
            .layers
            .get(&info.id)
            .filter(|layer| layer.needed)?;
        let nothing = t!(locale, "layout-stack-nothing");
        let name = layer.product_name().unwrap_or(&nothing);
        let (choice, members) = split_parentheses(name);
        let family = layer
            .family_name()
            .map(|family| split_parentheses(family).0);
        let detail = family.unwrap_or(members);
        Some(StackRow {
            layer: info.label.clone(),
            choice: choice.into(),
            detail: detail.trim_end_matches(')').into(),
        })
    });
    layers.collect()
}
