//! The architecture diagram: the chosen parts in rows, from clients down to operations.

use super::drawing::{Anchor, BoxStyle, Drawing, LineStyle, TextStyle, wrap};
use crate::i18n::Locale;
use crate::t;
use crate::text::{sentence, without_parentheses};

/// The layers of each row. The row above connects to the first part of a row.
pub(super) const ROWS: [&[&str]; 7] = [
    &["web", "mobile", "desktop", "device_firmware"],
    &["api", "auth", "live", "media", "device_ingress"],
    &["backend", "cms", "ai"],
    &["database", "data_secondary", "search", "cache"],
    &["jobs", "messaging", "workflow", "object_storage", "sync"],
    &["email_delivery", "payments"],
    &["hosting", "ci", "iac", "errors", "telemetry"],
];
/// What messages call the rows.
const ROW_IDS: [&str; 7] = [
    "clients",
    "access",
    "application",
    "data",
    "work",
    "services",
    "operations",
];
/// The rows inside the system boundary.
const FRAMED: std::ops::Range<usize> = 1..5;
const LOGIC: usize = 2;
const STORES: usize = 3;
const WORK: usize = 4;

const WIDTH: u32 = 720;
const MARGIN: u32 = 14;
const GAP: u32 = 16;
const MAX_BOX_WIDTH: u32 = 216;
const BOX_HEIGHT: u32 = 54;
const ROW_STEP: u32 = BOX_HEIGHT + 24;
/// Room for the heading of the frame above its rows.
const FRAME_TITLE: u32 = 22;

/// A chosen part of the architecture.
pub(crate) struct Part<'a> {
    /// Id of its layer.
    pub id: &'a str,
    /// Label of its layer.
    pub label: &'a str,
    /// Name of the chosen technology.
    pub name: &'a str,
}

/// A part and the position of its box.
struct Node<'a> {
    part: &'a Part<'a>,
    x: u32,
    y: u32,
    width: u32,
}

/// The index of a row in [`ROWS`] and its nodes.
type Row<'a> = (usize, Vec<Node<'a>>);

impl Node<'_> {
    fn middle(&self) -> u32 {
        self.x + self.width / 2
    }
}

/// The diagram; without shapes if there are no parts.
pub(crate) fn architecture(locale: &Locale, parts: &[Part<'_>]) -> Drawing {
    let chosen = |id: &str| parts.iter().find(|part| part.id == id);
    let mut rows: Vec<Row<'_>> = Vec::new();
    let mut y = MARGIN;
    for (at, ids) in ROWS.iter().enumerate() {
        let parts: Vec<_> = ids.iter().filter_map(|id| chosen(id)).collect();
        if parts.is_empty() {
            continue;
        }
        if FRAMED.contains(&at) && !rows.last().is_some_and(|(row, _)| FRAMED.contains(row)) {
            y += FRAME_TITLE;
        }
        rows.push((at, side_by_side(&parts, y)));
        y += ROW_STEP;
    }
    let mut drawing = Drawing {
        title: t!(locale, "report-diagram"),
        ..Drawing::default()
    };
    if rows.is_empty() {
        return drawing;
    }
    (drawing.width, drawing.height) = (WIDTH, (y + BOX_HEIGHT).saturating_sub(ROW_STEP) + MARGIN);
    let pattern = chosen("architecture").map_or("", |part| part.name);
    frame(&mut drawing, &rows, pattern);
    for line in lines(&rows) {
        drawing.line(line, LineStyle::Link);
    }
    rows.iter()
        .flat_map(|(_, parts)| parts)
        .for_each(|part| draw(&mut drawing, part));
    drawing.text = text_alternative(locale, pattern, &rows);
    drawing
}

/// Boxes of equal width, centred.
fn side_by_side<'a>(parts: &[&'a Part<'a>], y: u32) -> Vec<Node<'a>> {
    let count = u32::try_from(parts.len()).unwrap_or(1);
    let width = MAX_BOX_WIDTH.min((WIDTH - 2 * MARGIN - (count - 1) * GAP) / count);
    let mut x = (WIDTH - count * width - (count - 1) * GAP) / 2;
    let place = |part: &&'a Part<'a>| {
        let node = Node { part, x, y, width };
        x += width + GAP;
        node
    };
    parts.iter().map(place).collect()
}

fn frame(drawing: &mut Drawing, rows: &[Row<'_>], title: &str) {
    let framed = rows
        .iter()
        .filter(|(at, _)| FRAMED.contains(at))
        .flat_map(|(_, parts)| parts);
    let (top, bottom) = framed.fold((u32::MAX, 0), |(top, bottom), part| {
        (top.min(part.y), bottom.max(part.y + BOX_HEIGHT))
    });
    if bottom > 0 {
        let upper = top - FRAME_TITLE - 6;
        drawing.rect(
            [1, upper, WIDTH - 2, bottom - top + FRAME_TITLE + 18],
            BoxStyle::Frame,
        );
        drawing.text([15, upper + 20], Anchor::Start, TextStyle::Title, title);
    }
}

fn draw(drawing: &mut Drawing, node: &Node<'_>) {
    drawing.rect([node.x, node.y, node.width, BOX_HEIGHT], BoxStyle::Node);
    let at = |line: u32| [node.middle(), node.y + 31 + 14 * line];
    drawing.text(
        [node.middle(), node.y + 15],
        Anchor::Middle,
        TextStyle::Label,
        node.part.label,
    );
    let name = without_parentheses(node.part.name);
    for (line, text) in (0u32..).zip(wrap(&name, (node.width / 8) as usize)) {
        drawing.link(at(line), TextStyle::Name, text, node.part.id);
    }
}

/// Each part connects to the first part of the next row; the back end also connects to every store below it and to
/// what is beside it. What is outside the frame below has no lines.
fn lines(rows: &[Row<'_>]) -> Vec<Vec<[u32; 2]>> {
    let down = |from: &Node<'_>, to: &Node<'_>| {
        vec![[from.middle(), from.y + BOX_HEIGHT], [to.middle(), to.y]]
    };
    let mut lines = Vec::new();
    for pair in rows.windows(2) {
        let [(upper, above), (lower, below)] = pair else {
            continue;
        };
        match (*lower, above.first(), below.first()) {
            (WORK, ..) if *upper != LOGIC => {}
            (row, ..) if row > WORK => {}
            (STORES | WORK, Some(logic), _) => {
                lines.extend(below.iter().map(|store| down(logic, store)))
            }
            (_, _, Some(next)) => lines.extend(above.iter().map(|part| down(part, next))),
            _ => {}
        }
    }
    let logic = rows.iter().filter(|(row, _)| *row == LOGIC);
    for neighbours in logic.flat_map(|(_, parts)| parts.windows(2)) {
        if let [left, right] = neighbours {
            let middle = left.y + BOX_HEIGHT / 2;
            lines.push(vec![[left.x + left.width, middle], [right.x, middle]]);
        }
    }
    lines
}

fn text_alternative(locale: &Locale, pattern: &str, rows: &[Row<'_>]) -> String {
    let named = |node: &Node<'_>| {
        t!(
            locale,
            "report-diagram-part",
            technology = without_parentheses(node.part.name),
            layer = node.part.label
        )
    };
    let mut sentences = Vec::new();
    if !pattern.is_empty() {
        sentences.push(sentence(pattern));
    }
    for (at, parts) in rows {
        let parts: Vec<_> = parts.iter().map(named).collect();
        sentences.push(t!(
            locale,
            "report-diagram-row",
            row = ROW_IDS[*at],
            parts = parts.join(", ")
        ));
    }
    sentences.join(" ")
}
