//! Layout of the data model diagram.

use crate::plan::{Column, Table};
use crate::report::charts::drawing::{Drawing, Shape};
use crate::report::charts::tests::assert_laid_out;

fn table(name: &str, to: &[&str]) -> Table {
    let column = |to: &&str| Column {
        name: format!("{to}_id"),
        references: Some((*to).to_owned()),
        ..Column::default()
    };
    Table {
        name: name.to_owned(),
        columns: to.iter().map(column).collect(),
        ..Table::default()
    }
}

fn lines(drawing: &Drawing) -> usize {
    drawing
        .shapes
        .iter()
        .filter(|shape| matches!(shape, Shape::Line { .. }))
        .count()
        / 2
}

#[test]
fn a_table_is_below_those_it_references_and_every_line_is_drawn() {
    let tables = [
        table("product", &[]),
        table("person", &[]),
        table("purchase", &["person"]),
        table("purchase_line", &["purchase", "product"]),
        table("note", &[]),
    ];
    let drawing = super::tables("Tables", "In words.", &tables);
    assert_laid_out(&drawing);
    assert_eq!(lines(&drawing), 3);
    let top = |name: &str| {
        drawing.shapes.iter().find_map(|shape| match shape {
            Shape::Text { y, text, .. } if text == name => Some(*y),
            _ => None,
        })
    };
    assert!(top("person") < top("purchase") && top("purchase") < top("purchase_line"));
    assert!(
        top("note") > top("purchase_line"),
        "tables without a reference come last"
    );
}

#[test]
fn a_table_with_many_references_is_named_and_not_drawn_to() {
    let names: Vec<String> = (0..9).map(|number| format!("thing_{number}")).collect();
    let things = names.iter().map(|name| table(name, &["tenant"]));
    let tables: Vec<Table> = std::iter::once(table("tenant", &[]))
        .chain(things)
        .collect();
    let drawing = super::tables("", "", &tables);
    assert_laid_out(&drawing);
    assert_eq!(lines(&drawing), 0);
    let named = |shape: &&Shape| matches!(shape, Shape::Text { text, .. } if text == "→ tenant");
    assert_eq!(drawing.shapes.iter().filter(named).count(), 9);
}

#[test]
fn no_tables_draw_nothing() {
    assert!(super::tables("", "", &[]).shapes.is_empty());
}
