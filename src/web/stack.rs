//! A visitor sees what comes of the answers: the recommended stack in a few lines.

use serde::Serialize;

use crate::content::Content;
use crate::recommendation::Recommendation;
use crate::text::split_parentheses;

/// One layer of a stack, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StackRow {
    /// Label of the layer.
    pub layer: String,
    /// Name of the choice.
    pub choice: String,
    /// What the name has in brackets, such as examples; may be empty.
    pub detail: String,
}

/// The layers of a recommendation that are needed, in the order of the report.
#[must_use]
pub fn stack_rows(content: &Content, recommendation: &Recommendation) -> Vec<StackRow> {
    let layers = content.catalogue.layers.iter().filter_map(|info| {
        let layer = recommendation
            .layers
            .get(&info.id)
            .filter(|layer| layer.needed)?;
        let name = layer.name.as_deref().unwrap_or("Nothing fits yet");
        let (choice, detail) = split_parentheses(name);
        Some(StackRow {
            layer: info.label.clone(),
            choice: choice.into(),
            detail: detail.trim_end_matches(')').into(),
        })
    });
    layers.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommendation::recommend;
    use crate::web::fixture;

    #[test]
    fn a_stack_names_each_layer_that_is_needed_and_no_other() {
        let content = fixture::content();
        let recommendation = recommend(&content, &fixture::answers());
        let rows = stack_rows(&content, &recommendation);
        let needed = recommendation
            .layers
            .values()
            .filter(|layer| layer.needed)
            .count();
        assert_eq!(rows.len(), needed);
        assert!(rows.iter().any(|row| row.choice == "PostgreSQL"));
        assert!(
            rows.iter()
                .all(|row| !row.choice.contains('(') && !row.detail.ends_with(')')),
            "{rows:?}"
        );
    }
}
