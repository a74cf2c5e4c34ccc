//! In the report: the chosen parts as a drawing, laid out once in whole numbers and drawn by each face in its own way.

use serde::{Deserialize, Serialize};

use super::LayerSection;

/// A drawing of the stack: boxes, the lines between them, and a frame around what belongs to the system itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagram {
    /// Width of the drawing; lengths are relative to it.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// The parts.
    pub nodes: Vec<Node>,
    /// From point to point: `[x, y, x, y]`.
    pub lines: Vec<[u32; 4]>,
    /// `[x, y, width, height]` of the frame.
    pub frame: [u32; 4],
    /// What stands on the frame: how the system is cut; may be empty.
    pub title: String,
    /// The same in sentences, for those who do not see it.
    pub text: String,
}

/// A part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// Id of the layer.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Name of the choice, in at most two lines.
    pub name: Vec<String>,
    /// The left edge.
    pub x: u32,
    /// The upper edge.
    pub y: u32,
    /// How wide.
    pub width: u32,
    /// How high.
    pub height: u32,
}

/// From those who use it down to where it runs. The first of a row is the one that the others speak to.
const ROWS: [&[&str]; 5] = [
    &["web", "mobile", "device_firmware"],
    &["api", "auth"],
    &["backend", "ai"],
    &["database", "queue", "search", "data_secondary"],
    &["hosting", "delivery", "observability"],
];
const WIDTH: u32 = 720;
const EDGE: u32 = 14;
const BETWEEN: u32 = 16;
const WIDEST: u32 = 216;
const HIGH: u32 = 66;
const STEP: u32 = HIGH + 34;
/// Room above the rows for the title of the frame.
const TITLE: u32 = 22;

pub(super) fn diagram(layers: &[LayerSection]) -> Diagram {
    let chosen = |id: &&str| layers.iter().find(|layer| layer.id == **id && layer.name.is_some());
    let mut rows: Vec<(usize, Vec<Node>)> = Vec::new();
    let mut y = EDGE;
    for (at, ids) in ROWS.iter().enumerate() {
        let parts: Vec<_> = ids.iter().filter_map(chosen).collect();
        if parts.is_empty() {
            continue;
        }
        let framed = |row: usize| (1..4).contains(&row);
        let last = rows.last().map(|(row, _)| *row);
        if framed(at) && !last.is_some_and(framed) {
            y += TITLE;
        }
        rows.push((at, row(&parts, y)));
        y += STEP;
    }
    let framed = rows.iter().filter(|(at, _)| (1..4).contains(at)).flat_map(|(_, nodes)| nodes);
    let (top, bottom) = framed.fold((u32::MAX, 0), |(top, bottom), node| (top.min(node.y), bottom.max(node.y + HIGH)));
    let frame = if bottom == 0 { [0, 0, 0, 0] } else { [1, top - TITLE - 6, WIDTH - 2, bottom - top + TITLE + 18] };
    Diagram {
        width: WIDTH,
        height: (y + HIGH).saturating_sub(STEP) + EDGE,
        lines: lines(&rows),
        text: text(layers, &rows),
        nodes: rows.into_iter().flat_map(|(_, nodes)| nodes).collect(),
        frame,
        title: chosen(&"architecture").and_then(|layer| layer.name.clone()).unwrap_or_default(),
    }
}

/// Boxes side by side, centred.
fn row(parts: &[&LayerSection], y: u32) -> Vec<Node> {
    let count = u32::try_from(parts.len()).unwrap_or(1);
    let width = WIDEST.min((WIDTH - 2 * EDGE - (count - 1) * BETWEEN) / count);
    let all = count * width + (count - 1) * BETWEEN;
    let mut x = (WIDTH - all) / 2;
    let mut nodes = Vec::new();
    for part in parts {
        nodes.push(Node {
            id: part.id.clone(),
            label: part.label.clone(),
            name: wrap(&short(part.name.as_deref().unwrap_or_default()), (width / 8) as usize),
            x,
            y,
            width,
            height: HIGH,
        });
        x += width + BETWEEN;
    }
    nodes
}

/// The name without what stands in parentheses: `Managed containers (Cloud Run, …)` is drawn as `Managed containers`.
fn short(name: &str) -> String {
    let mut out = String::new();
    let mut depth = 0u32;
    for c in name.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 && !(c == ' ' && out.ends_with(' ')) => out.push(c),
            _ => {}
        }
    }
    out.trim().to_owned()
}

/// At most two lines of about so many letters; what is longer ends in an ellipsis.
fn wrap(name: &str, letters: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in name.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= letters => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    if lines.len() > 2 {
        lines.truncate(2);
        if let Some(line) = lines.last_mut() {
            line.push('…');
        }
    }
    lines
}

/// Each row speaks to the first part of the next; the logic speaks to every store and to the model beside it.
fn lines(rows: &[(usize, Vec<Node>)]) -> Vec<[u32; 4]> {
    let mut lines = Vec::new();
    let down = |from: &Node, to: &Node| {
        let (from_x, to_x) = (from.x + from.width / 2, to.x + to.width / 2);
        [from_x, from.y + from.height, to_x, to.y]
    };
    for pair in rows.windows(2) {
        let [(upper, above), (lower, below)] = pair else {
            continue;
        };
        match (*upper, *lower, above.first(), below.first()) {
            (_, 4, ..) => {}
            (_, 3, Some(logic), _) => lines.extend(below.iter().map(|store| down(logic, store))),
            (_, _, _, Some(next)) => lines.extend(above.iter().map(|part| down(part, next))),
            _ => {}
        }
    }
    if let Some([logic, model]) = rows.iter().find(|(at, _)| *at == 2).and_then(|(_, row)| row.first_chunk()) {
        let middle = logic.y + HIGH / 2;
        lines.push([logic.x + logic.width, middle, model.x, middle]);
    }
    lines
}

fn text(layers: &[LayerSection], rows: &[(usize, Vec<Node>)]) -> String {
    let openings = ["In use: ", "Way in: ", "Logic: ", "Data and work: ", "Running it: "];
    let named = |id: &str| layers.iter().find(|layer| layer.id == id);
    let mut sentences = Vec::new();
    for (at, nodes) in rows {
        let parts = nodes.iter().filter_map(|node| named(&node.id));
        let parts: Vec<_> = parts
            .map(|layer| format!("{} ({})", short(layer.name.as_deref().unwrap_or_default()), layer.label))
            .collect();
        sentences.push(format!("{}{}.", openings[*at], parts.join(", ")));
    }
    sentences.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn every_chosen_part_is_drawn_once_inside_the_drawing_and_no_two_overlap() {
        let document = fixture::document();
        let mut layers = document.layers.clone();
        for id in ROWS.concat() {
            layers.push(LayerSection { id: id.to_owned(), ..layers[0].clone() });
        }
        layers.drain(..document.layers.len());
        let drawing = diagram(&layers);
        assert_eq!(drawing.nodes.len(), 14);
        for (at, node) in drawing.nodes.iter().enumerate() {
            assert!(node.x + node.width <= drawing.width && node.y + node.height <= drawing.height, "{node:?}");
            assert!(node.name.len() <= 2);
            for other in &drawing.nodes[at + 1..] {
                let apart = other.y >= node.y + node.height || other.x >= node.x + node.width;
                assert!(apart, "{} and {}", node.id, other.id);
            }
        }
        assert!(drawing.lines.iter().all(|[_, from, _, to]| from <= to));
        let [x, y, width, height] = drawing.frame;
        assert!(x + width <= drawing.width && y + height <= drawing.height);
    }

    #[test]
    fn nothing_chosen_draws_nothing_and_does_not_panic() {
        assert!(diagram(&[]).nodes.is_empty());
    }
}
