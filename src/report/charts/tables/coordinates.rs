//! Coordinates of the boxes and lines of a layered graph.

use super::graph::{Edge, Graph, Node};

pub(super) const WIDTH: u32 = 720;
pub(super) const BOX_HEIGHT: u32 = 34;
const MAX_BOX_WIDTH: u32 = 134;
/// From the top of a row to the top of the next.
const ROW_STEP: u32 = BOX_HEIGHT + 30;
const GAP: u32 = 12;
/// The width that a passing line gets between boxes.
const LANE: u32 = 10;
/// Height and half width of the crow's foot at the end with many rows.
const FOOT: [u32; 2] = [8, 4];

/// Where everything is.
pub(super) struct Coordinates {
    /// The height of the sheet.
    pub height: u32,
    /// Per table: left, top and width of its box.
    pub boxes: Vec<[u32; 3]>,
    /// Per dummy node: its center and the top of its row.
    lanes: Vec<[u32; 2]>,
}

impl Coordinates {
    /// Centers each row on the sheet.
    pub fn new(graph: &Graph, tables: usize) -> Self {
        let rows = u32::try_from(graph.rows.len()).unwrap_or_default();
        let mut coordinates = Self {
            height: rows * ROW_STEP - (ROW_STEP - BOX_HEIGHT) + 2,
            boxes: vec![[0; 3]; tables],
            lanes: vec![[0; 2]; graph.dummies],
        };
        for (row, top) in graph.rows.iter().zip((1u32..).step_by(ROW_STEP as usize)) {
            coordinates.place(row, top);
        }
        coordinates
    }

    fn place(&mut self, row: &[Node], top: u32) {
        let dummies = row
            .iter()
            .filter(|node| matches!(node, Node::Dummy(_)))
            .count();
        let (boxes, lanes) = ((row.len() - dummies) as u32, dummies as u32);
        let spacing = (boxes + lanes).saturating_sub(1) * GAP + lanes * LANE;
        let width = MAX_BOX_WIDTH.min((WIDTH - 2).saturating_sub(spacing) / boxes.max(1));
        let mut x = WIDTH.saturating_sub(boxes * width + spacing) / 2;
        for node in row {
            x += GAP
                + match *node {
                    Node::Table(table) => {
                        self.boxes[table] = [x, top, width];
                        width
                    }
                    Node::Dummy(dummy) => {
                        self.lanes[dummy] = [x + LANE / 2, top];
                        LANE
                    }
                };
        }
    }

    /// Two lines per edge: the way from box to box, and a crow's foot at the end with many rows.
    pub fn lines(&self, graph: &Graph) -> Vec<Vec<[u32; 2]>> {
        let mut lines = Vec::new();
        for (index, edge) in graph.edges.iter().enumerate() {
            let start = self.port(graph, index, edge.from, |edge| edge.from);
            let end = self.port(graph, index, edge.to, |edge| edge.to);
            let (low, high) = (
                self.boxes[edge.from][1],
                self.boxes[edge.to][1] + BOX_HEIGHT,
            );
            let [foot, half] = FOOT;
            let mut points = vec![[start, low], [start, low - foot]];
            for dummy in &edge.dummies {
                let [x, top] = self.lanes[*dummy];
                points.extend([[x, top + BOX_HEIGHT], [x, top]]);
            }
            points.push([end, high]);
            lines.push(points);
            lines.push(vec![
                [start.saturating_sub(half), low],
                [start, low - foot],
                [start + half, low],
            ]);
        }
        lines
    }

    /// Where an edge meets a table: the edges of one side share its width equally.
    fn port(&self, graph: &Graph, edge: usize, table: usize, side: fn(&Edge) -> usize) -> u32 {
        let edges: Vec<usize> = (0..graph.edges.len())
            .filter(|other| side(&graph.edges[*other]) == table)
            .collect();
        let position = edges
            .iter()
            .position(|other| *other == edge)
            .unwrap_or_default();
        let [x, _, width] = self.boxes[table];
        x + width * (position as u32 + 1) / (edges.len() as u32 + 1)
    }
}
