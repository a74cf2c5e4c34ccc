//! Tests of the stack summary.

use super::*;
use crate::recommendation::{embedded, recommend};
use crate::web::tests::fixtures;

#[test]
fn a_stack_names_each_layer_that_is_needed_and_no_other() {
    let (content, model) = embedded().unwrap();
    let recommendation = recommend(&model, &fixtures::answers());
    let rows = stack_rows(fixtures::templates().locale(), &content, &recommendation);
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
