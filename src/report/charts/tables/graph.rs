//! The layered graph of a data model: row assignment, then ordering within rows by the barycenter heuristic.

/// The number of tables in a row.
const MAX_PER_ROW: usize = 5;
/// The number of ordering passes, each down and up again.
const SWEEPS: usize = 4;

/// A node of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Node {
    /// A table, by index.
    Table(usize),
    /// A dummy node, by index: the place where an edge passes a row.
    Dummy(usize),
}

/// A foreign key from a table to one in a row above.
pub(super) struct Edge {
    /// Index of the referencing table.
    pub from: usize,
    /// Index of the referenced table.
    pub to: usize,
    /// Indices of the dummy nodes on the way, from the lowest row up.
    pub dummies: Vec<usize>,
}

/// Rows of nodes, and the edges between them.
pub(super) struct Graph {
    /// From the top, each from the left.
    pub rows: Vec<Vec<Node>>,
    /// In the order of the tables.
    pub edges: Vec<Edge>,
    /// The number of dummy nodes.
    pub dummies: usize,
}

impl Graph {
    /// Puts every table below all tables it references, tables without any edge last, and orders each row.
    pub fn new(references: &[Vec<usize>], hubs: &[bool]) -> Self {
        let drawn: Vec<Vec<usize>> = references
            .iter()
            .map(|targets| {
                targets
                    .iter()
                    .copied()
                    .filter(|target| !hubs[*target])
                    .collect()
            })
            .collect();
        let (rows, row_of) = assign_rows(&drawn);
        let mut graph = Self {
            rows,
            edges: Vec::new(),
            dummies: 0,
        };
        for (from, targets) in drawn.iter().enumerate() {
            for &to in targets.iter().filter(|to| **to < from) {
                graph.connect(from, to, row_of[to] + 1..row_of[from]);
            }
        }
        for _ in 0..SWEEPS {
            graph.sweep();
        }
        graph
    }

    fn connect(&mut self, from: usize, to: usize, passed: std::ops::Range<usize>) {
        let mut dummies = Vec::new();
        for row in passed.rev() {
            self.rows[row].push(Node::Dummy(self.dummies));
            dummies.push(self.dummies);
            self.dummies += 1;
        }
        self.edges.push(Edge { from, to, dummies });
    }

    /// Sorts each row by the mean position of the neighbours of its nodes, downwards and upwards again.
    fn sweep(&mut self) {
        let order: Vec<usize> = (0..self.rows.len())
            .chain((0..self.rows.len()).rev())
            .collect();
        for row in order {
            let mut nodes: Vec<(usize, usize, Node)> = self.rows[row]
                .iter()
                .enumerate()
                .map(|(index, node)| (self.barycenter(*node), index, *node))
                .collect();
            nodes.sort_by_key(|(barycenter, index, _)| (*barycenter, *index));
            self.rows[row] = nodes.into_iter().map(|(.., node)| node).collect();
        }
    }

    /// The mean position of the neighbours of a node; its own position if it has none.
    fn barycenter(&self, node: Node) -> usize {
        let positions: Vec<usize> = self
            .neighbours(node)
            .into_iter()
            .filter_map(|neighbour| self.position(neighbour))
            .collect();
        if positions.is_empty() {
            self.position(node).unwrap_or_default()
        } else {
            positions.iter().sum::<usize>() / positions.len()
        }
    }

    /// The center of a node in its row, in thousandths of the row's length.
    fn position(&self, node: Node) -> Option<usize> {
        self.rows.iter().find_map(|row| {
            let index = row.iter().position(|other| *other == node)?;
            Some((2 * index + 1) * 1_000 / (2 * row.len()))
        })
    }

    /// The nodes one step away along the edges of a node.
    fn neighbours(&self, node: Node) -> Vec<Node> {
        let mut found = Vec::new();
        for edge in &self.edges {
            let path: Vec<Node> = std::iter::once(Node::Table(edge.from))
                .chain(edge.dummies.iter().map(|dummy| Node::Dummy(*dummy)))
                .chain([Node::Table(edge.to)])
                .collect();
            for pair in path.windows(2) {
                if pair[0] == node {
                    found.push(pair[1]);
                } else if pair[1] == node {
                    found.push(pair[0]);
                }
            }
        }
        found
    }
}

/// The rows, and the row of each table. Tables come in an order in which they can be created, so a referenced table
/// has its row before those that reference it.
fn assign_rows(drawn: &[Vec<usize>]) -> (Vec<Vec<Node>>, Vec<usize>) {
    let mut row_of: Vec<usize> = vec![0; drawn.len()];
    let mut rows: Vec<Vec<Node>> = Vec::new();
    let is_isolated = |table: usize| {
        drawn[table].is_empty() && !drawn.iter().any(|targets| targets.contains(&table))
    };
    for table in (0..drawn.len()).filter(|table| !is_isolated(*table)) {
        let lowest = drawn[table]
            .iter()
            .filter(|target| **target < table)
            .map(|target| row_of[*target] + 1)
            .max()
            .unwrap_or(0);
        row_of[table] = insert(&mut rows, lowest, table);
    }
    let first = rows.len();
    for table in (0..drawn.len()).filter(|table| is_isolated(*table)) {
        row_of[table] = insert(&mut rows, first, table);
    }
    (rows, row_of)
}

/// Puts a table into the first row from `lowest` on that has room; returns that row.
fn insert(rows: &mut Vec<Vec<Node>>, lowest: usize, table: usize) -> usize {
    let mut row = lowest;
    while rows.get(row).is_some_and(|row| row.len() >= MAX_PER_ROW) {
        row += 1;
    }
    rows.resize_with(rows.len().max(row + 1), Vec::new);
    rows[row].push(Node::Table(table));
    row
}
