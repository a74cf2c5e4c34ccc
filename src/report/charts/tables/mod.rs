//! The data model as a diagram, drawn as a layered graph: tables in rows below those they reference, lines routed
//! between the boxes. Tables with many references are named inside the boxes instead of drawn to.

mod coordinates;
mod graph;

#[cfg(test)]
mod tests;

use crate::plan::Table;

use super::drawing::{Anchor, BoxStyle, Drawing, LineStyle, TextStyle};
use coordinates::{BOX_HEIGHT, Coordinates, WIDTH};
use graph::Graph;

/// A table with this many references to it is a hub: named, not drawn to.
const HUB: usize = 5;

/// The diagram with its text alternative; without shapes if there are no tables.
pub(crate) fn tables(title: &str, alternative: &str, tables: &[Table]) -> Drawing {
    let mut drawing = Drawing {
        title: title.to_owned(),
        text: alternative.to_owned(),
        ..Drawing::default()
    };
    if tables.is_empty() {
        return drawing;
    }
    let references = references(tables);
    let hubs = hubs(&references);
    let graph = Graph::new(&references, &hubs);
    let coordinates = Coordinates::new(&graph, tables.len());
    (drawing.width, drawing.height) = (WIDTH, coordinates.height);
    for line in coordinates.lines(&graph) {
        drawing.line(line, LineStyle::Link);
    }
    for (index, table) in tables.iter().enumerate() {
        let [x, y, width] = coordinates.boxes[index];
        drawing.rect([x, y, width, BOX_HEIGHT], BoxStyle::Node);
        let hubs: Vec<&str> = references[index]
            .iter()
            .filter(|target| hubs[**target])
            .map(|target| tables[*target].name.as_str())
            .collect();
        let center = x + width / 2;
        let baseline = if hubs.is_empty() { 21 } else { 15 };
        drawing.text(
            [center, y + baseline],
            Anchor::Middle,
            TextStyle::Code,
            &table.name,
        );
        if !hubs.is_empty() {
            drawing.text(
                [center, y + 28],
                Anchor::Middle,
                TextStyle::Label,
                format!("→ {}", hubs.join(", ")),
            );
        }
    }
    drawing
}

/// The other tables that a table references, each once.
pub(crate) fn referenced(table: &Table) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for target in table
        .columns
        .iter()
        .filter_map(|column| column.references.as_deref())
    {
        if !found.contains(&target) && target != table.name {
            found.push(target);
        }
    }
    found
}

/// Per table: the indices of the tables it references.
fn references(tables: &[Table]) -> Vec<Vec<usize>> {
    let index = |name: &str| tables.iter().position(|table| table.name == name);
    tables
        .iter()
        .map(|table| referenced(table).into_iter().filter_map(index).collect())
        .collect()
}

/// Per table: whether it is a hub, so that lines to it would hide everything else.
fn hubs(references: &[Vec<usize>]) -> Vec<bool> {
    (0..references.len())
        .map(|index| {
            references
                .iter()
                .filter(|targets| targets.contains(&index))
                .count()
                >= HUB
        })
        .collect()
}
