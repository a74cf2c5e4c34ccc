//! Tables as a drawing. What is pointed to stands above what points to it, in rows; lines that pass a
//! row go between its boxes. Tables that nearly all others point to are named in the boxes instead of drawn to.

use crate::blueprint::Table;

use super::data_model::pointed_to;
use super::drawing::{Anchor, BoxStyle, Drawing, LineStyle, TextStyle};

const WIDTH: u32 = 720;
const PER_ROW: usize = 5;
const WIDEST: u32 = 134;
const HIGH: u32 = 34;
/// From the top of a row to the top of the next.
const STEP: u32 = HIGH + 30;
const GAP: u32 = 12;
/// The room between boxes that a passing line gets.
const LANE: u32 = 10;
/// A table with so many lines to it is named, not drawn to.
const HUB: usize = 5;
const SWEEPS: usize = 4;

/// One place of a row: a table, or a line on its way through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Table(usize),
    Lane(usize),
}

/// From a table to one that it points to, with the lanes between, from below upwards.
struct Edge {
    from: usize,
    to: usize,
    lanes: Vec<usize>,
}

struct Layout {
    rows: Vec<Vec<Place>>,
    edges: Vec<Edge>,
    /// Per lane: the edge it belongs to.
    lanes: usize,
}

/// The drawing; without shapes where there are no tables.
pub(super) fn entities(title: &str, text: &str, tables: &[Table]) -> Drawing {
    let mut drawing = Drawing {
        title: title.to_owned(),
        text: text.to_owned(),
        ..Drawing::default()
    };
    if tables.is_empty() {
        return drawing;
    }
    let targets = targets(tables);
    let hubs = hubs(&targets);
    let mut layout = Layout::of(&targets, &hubs);
    for _ in 0..SWEEPS {
        layout.sweep();
    }
    let rows = u32::try_from(layout.rows.len()).unwrap_or_default();
    (drawing.width, drawing.height) = (WIDTH, rows * STEP - (STEP - HIGH) + 2);
    let (boxes, lanes) = layout.places(tables.len());
    layout.lines(&mut drawing, &boxes, &lanes);
    for (at, table) in tables.iter().enumerate() {
        let [x, y, width] = boxes[at];
        drawing.rect([x, y, width, HIGH], BoxStyle::Node);
        let named: Vec<&str> = targets[at]
            .iter()
            .filter(|to| hubs[**to])
            .map(|to| tables[*to].name.as_str())
            .collect();
        let below = if named.is_empty() {
            String::new()
        } else {
            format!("→ {}", named.join(", "))
        };
        let middle = [x + width / 2, y + if below.is_empty() { 21 } else { 15 }];
        drawing.text(middle, Anchor::Middle, TextStyle::Code, &table.name);
        if !below.is_empty() {
            drawing.text(
                [x + width / 2, y + 28],
                Anchor::Middle,
                TextStyle::Label,
                below,
            );
        }
    }
    drawing
}

/// Per table: the positions of those it points to.
fn targets(tables: &[Table]) -> Vec<Vec<usize>> {
    let place = |name: &str| tables.iter().position(|table| table.name == name);
    tables
        .iter()
        .map(|table| pointed_to(table).into_iter().filter_map(place).collect())
        .collect()
}

/// Per table: whether so many others point to it that lines would hide everything else.
fn hubs(targets: &[Vec<usize>]) -> Vec<bool> {
    (0..targets.len())
        .map(|at| targets.iter().filter(|to| to.contains(&at)).count() >= HUB)
        .collect()
}

impl Layout {
    /// Puts every table below all that it points to, and lanes into the rows that its lines pass.
    fn of(targets: &[Vec<usize>], hubs: &[bool]) -> Self {
        let drawn: Vec<Vec<usize>> = targets
            .iter()
            .map(|to| to.iter().copied().filter(|to| !hubs[*to]).collect())
            .collect();
        let mut row_of: Vec<usize> = vec![0; targets.len()];
        let mut rows: Vec<Vec<Place>> = Vec::new();
        let alone = |at: usize| drawn[at].is_empty() && !drawn.iter().any(|to| to.contains(&at));
        // Tables come in an order in which they can be made, so what one points to has its row already.
        for at in (0..targets.len()).filter(|at| !alone(*at)) {
            let lowest = drawn[at]
                .iter()
                .filter(|to| **to < at)
                .map(|to| row_of[*to] + 1)
                .max()
                .unwrap_or(0);
            row_of[at] = put(&mut rows, lowest, Place::Table(at));
        }
        let first = rows.len();
        for at in (0..targets.len()).filter(|at| alone(*at)) {
            row_of[at] = put(&mut rows, first, Place::Table(at));
        }
        let mut layout = Self {
            rows,
            edges: Vec::new(),
            lanes: 0,
        };
        for (from, to) in
            (0..targets.len()).flat_map(|from| drawn[from].iter().map(move |to| (from, *to)))
        {
            if to < from {
                layout.connect(from, to, row_of[to] + 1..row_of[from]);
            }
        }
        layout
    }

    fn connect(&mut self, from: usize, to: usize, between: std::ops::Range<usize>) {
        let mut lanes = Vec::new();
        for row in between.rev() {
            self.rows[row].push(Place::Lane(self.lanes));
            lanes.push(self.lanes);
            self.lanes += 1;
        }
        self.edges.push(Edge { from, to, lanes });
    }

    /// Moves every place of a row to the middle of what it is connected with, row by row, downwards and back.
    fn sweep(&mut self) {
        let order: Vec<usize> = (0..self.rows.len())
            .chain((0..self.rows.len()).rev())
            .collect();
        for row in order {
            let position = |place: Place| -> Option<usize> {
                let find = |row: &Vec<Place>| {
                    let at = row.iter().position(|known| *known == place)?;
                    Some((2 * at + 1) * 1_000 / (2 * row.len()))
                };
                self.rows.iter().find_map(find)
            };
            let wish = |place: &Place| {
                let near: Vec<usize> = self
                    .neighbours(*place)
                    .into_iter()
                    .filter_map(position)
                    .collect();
                if near.is_empty() {
                    position(*place).unwrap_or_default()
                } else {
                    near.iter().sum::<usize>() / near.len()
                }
            };
            let mut wishes: Vec<(usize, usize, Place)> = self.rows[row]
                .iter()
                .enumerate()
                .map(|(at, place)| (wish(place), at, *place))
                .collect();
            wishes.sort_by_key(|(wish, at, _)| (*wish, *at));
            self.rows[row] = wishes.into_iter().map(|(.., place)| place).collect();
        }
    }

    /// What a place is connected with, one step along each of its lines.
    fn neighbours(&self, place: Place) -> Vec<Place> {
        let steps = self.edges.iter().flat_map(|edge| {
            let ends = [Place::Table(edge.from)]
                .into_iter()
                .chain(edge.lanes.iter().map(|lane| Place::Lane(*lane)));
            let path: Vec<Place> = ends.chain([Place::Table(edge.to)]).collect();
            path.windows(2)
                .map(|pair| [pair[0], pair[1]])
                .collect::<Vec<_>>()
        });
        let other = |[a, b]: [Place; 2]| {
            if a == place {
                Some(b)
            } else {
                (b == place).then_some(a)
            }
        };
        steps.filter_map(other).collect()
    }

    /// Per table: left, top and width of its box. Per lane: its middle and the top of its row.
    fn places(&self, tables: usize) -> (Vec<[u32; 3]>, Vec<[u32; 2]>) {
        let (mut boxes, mut lanes) = (vec![[0; 3]; tables], vec![[0; 2]; self.lanes]);
        for (row, top) in self.rows.iter().zip((1u32..).step_by(STEP as usize)) {
            let count = |lane: bool| {
                row.iter()
                    .filter(|place| matches!(place, Place::Lane(_)) == lane)
                    .count()
            };
            let (wide, narrow) = (count(false) as u32, count(true) as u32);
            let spare =
                (WIDTH - 2).saturating_sub((wide + narrow).saturating_sub(1) * GAP + narrow * LANE);
            let width = WIDEST.min(spare / wide.max(1));
            let all = wide * width + narrow * LANE + (wide + narrow).saturating_sub(1) * GAP;
            let mut x = WIDTH.saturating_sub(all) / 2;
            for place in row {
                x += GAP
                    + match *place {
                        Place::Table(at) => {
                            boxes[at] = [x, top, width];
                            width
                        }
                        Place::Lane(at) => {
                            lanes[at] = [x + LANE / 2, top];
                            LANE
                        }
                    };
            }
        }
        (boxes, lanes)
    }

    /// Every line, with a fork at the end of which there are many.
    fn lines(&self, drawing: &mut Drawing, boxes: &[[u32; 3]], lanes: &[[u32; 2]]) {
        for (at, edge) in self.edges.iter().enumerate() {
            let share = |table: usize, end: fn(&Edge) -> usize| {
                let of: Vec<usize> = (0..self.edges.len())
                    .filter(|one| end(&self.edges[*one]) == table)
                    .collect();
                let place = of.iter().position(|one| *one == at).unwrap_or_default();
                let [x, _, width] = boxes[table];
                x + width * (place as u32 + 1) / (of.len() as u32 + 1)
            };
            let (from, to) = (
                share(edge.from, |edge| edge.from),
                share(edge.to, |edge| edge.to),
            );
            let (low, high) = (boxes[edge.from][1], boxes[edge.to][1] + HIGH);
            let mut points = vec![[from, low], [from, low - 8]];
            for lane in &edge.lanes {
                let [x, top] = lanes[*lane];
                points.extend([[x, top + HIGH], [x, top]]);
            }
            points.push([to, high]);
            drawing.line(points, LineStyle::Link);
            drawing.line(
                vec![
                    [from.saturating_sub(4), low],
                    [from, low - 8],
                    [from + 4, low],
                ],
                LineStyle::Link,
            );
        }
    }
}

/// Puts a place into the first row from `lowest` on that has room for a table; the row it got.
fn put(rows: &mut Vec<Vec<Place>>, lowest: usize, place: Place) -> usize {
    let mut row = lowest;
    while rows.get(row).is_some_and(|row| row.len() >= PER_ROW) {
        row += 1;
    }
    rows.resize_with(rows.len().max(row + 1), Vec::new);
    rows[row].push(place);
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blueprint::Column;
    use crate::report::drawing::{Shape, tests::assert_in_order};

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
    fn what_points_stands_below_what_it_points_to_and_every_line_is_drawn() {
        let tables = [
            table("product", &[]),
            table("person", &[]),
            table("purchase", &["person"]),
            table("purchase_line", &["purchase", "product"]),
            table("note", &[]),
        ];
        let drawing = entities("Tables", "In words.", &tables);
        assert_in_order(&drawing);
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
            "what stands alone comes last"
        );
    }

    #[test]
    fn a_table_that_all_point_to_is_named_and_not_drawn_to() {
        let names: Vec<String> = (0..9).map(|number| format!("thing_{number}")).collect();
        let things = names.iter().map(|name| table(name, &["tenant"]));
        let tables: Vec<Table> = std::iter::once(table("tenant", &[]))
            .chain(things)
            .collect();
        let drawing = entities("", "", &tables);
        assert_in_order(&drawing);
        assert_eq!(lines(&drawing), 0);
        let named =
            |shape: &&Shape| matches!(shape, Shape::Text { text, .. } if text == "→ tenant");
        assert_eq!(drawing.shapes.iter().filter(named).count(), 9);
    }

    #[test]
    fn no_tables_draw_nothing() {
        assert!(entities("", "", &[]).shapes.is_empty());
    }
}
