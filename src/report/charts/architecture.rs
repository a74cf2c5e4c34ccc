//! The architecture diagram: people above, the system inside its trust border, connected systems below, and what it
//! runs on. Lines say what passes along them.

use super::boxes::{BORDER_TOP, BOX_HEIGHT, Kind, Node, Part, Place, Row, SIDE, WIDTH};
use super::connections::connect;
use super::drawing::{Anchor, BoxStyle, Drawing, TextStyle, wrap};
use crate::i18n::{Locale, sentence_list};
use crate::t;
use crate::text::sentence;

/// All rows but the one of people, with the layers of each.
pub(super) const ROWS: [(Kind, &[&str]); 8] = [
    (
        Kind::Clients,
        &["web", "mobile", "desktop", "device_firmware"],
    ),
    (Kind::Front, &[]),
    (
        Kind::Access,
        &["api", "auth", "live", "media", "device_ingress"],
    ),
    (Kind::Application, &["backend", "cms", "ai"]),
    (
        Kind::Data,
        &["database", "data_secondary", "search", "cache"],
    ),
    (
        Kind::Work,
        &["jobs", "messaging", "workflow", "object_storage", "sync"],
    ),
    (Kind::Services, &["email_delivery", "payments"]),
    (
        Kind::Operations,
        &["hosting", "ci", "iac", "errors", "telemetry"],
    ),
];

/// The row of a part; none if it is not drawn.
fn row_of(part: &Part<'_>) -> Option<Kind> {
    let mut rows = ROWS.into_iter();
    let (kind, _) = rows.find(|(_, layers)| layers.contains(&part.id))?;
    Some(match part.place {
        Place::Layer => kind,
        Place::Devices => Kind::Clients,
        Place::Front => Kind::Front,
        Place::Application => Kind::Application,
        Place::Outside => Kind::Services,
    })
}

const MARGIN: u32 = 10;
const GAP: u32 = 14;
const MAX_BOX_WIDTH: u32 = 196;
/// Boxes side by side: all of a row inside the border, whose labels are short, and fewer outside.
const MOST_INSIDE: usize = 5;
const MOST_OUTSIDE: usize = 4;
/// Room between two rows, for a line and its label.
const SPACE: u32 = 32;
/// The same between two rows of one kind.
const LITTLE_SPACE: u32 = 24;
/// Room inside the border, with its title, at its bottom.
const BORDER_BOTTOM: u32 = 30;
/// The width of a letter of a name.
const LETTER: u32 = 9;

/// Who and what is outside the system.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outside {
    /// The people who use it; may be empty.
    pub people: String,
    /// What opens the pages that the application sends.
    pub browser: Option<String>,
    /// Whether devices send their messages by MQTT.
    pub mqtt: bool,
    /// Programs of others that call it.
    pub programs: Option<String>,
    /// Devices that report to it, where it comes without firmware of its own.
    pub devices: Option<String>,
    /// Systems to connect.
    pub systems: Vec<String>,
    /// What today's system is made of; empty if there is none.
    pub old_system: Vec<String>,
}

/// The diagram; without shapes if there are no parts.
pub(crate) fn architecture(locale: &Locale, parts: &[Part<'_>], outside: &Outside) -> Drawing {
    let mut drawing = Drawing {
        title: t!(locale, "report-diagram"),
        ..Drawing::default()
    };
    let mut rows = rows(locale, parts, outside);
    if parts.iter().all(|part| row_of(part).is_none()) {
        return drawing;
    }
    (drawing.width, drawing.height) = (WIDTH, place(&mut rows));
    let mut chosen = parts.iter();
    let pattern = chosen.find(|part| part.id == "architecture");
    let pattern = pattern.map_or("", |part| part.name);
    border(locale, &mut drawing, &rows, pattern);
    connect(locale, &mut drawing, &rows, outside.mqtt);
    for row in &rows {
        for node in &row.nodes {
            draw(&mut drawing, node);
        }
    }
    drawing.text = text_alternative(locale, pattern, &rows);
    drawing
}

/// The rows from top to bottom, not placed yet.
fn rows(locale: &Locale, parts: &[Part<'_>], outside: &Outside) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |kind: Kind, mut nodes: Vec<Node>| {
        let most = if kind.is_inside() {
            MOST_INSIDE
        } else {
            MOST_OUTSIDE
        };
        while !nodes.is_empty() {
            // As many in each row, rather than one alone in the last.
            let lines = nodes.len().div_ceil(most);
            let rest = nodes.split_off(nodes.len().div_ceil(lines));
            rows.push(Row { kind, nodes });
            nodes = rest;
        }
    };
    if !outside.people.is_empty() {
        let label = t!(locale, "report-diagram-outside", what = "people");
        add(Kind::People, vec![Node::outside(&label, &outside.people)]);
    }
    // In the order of the layers.
    let order = ROWS.into_iter().flat_map(|(_, layers)| layers);
    let parts: Vec<_> = order
        .filter_map(|id| parts.iter().find(|part| part.id == *id))
        .collect();
    for (kind, _) in ROWS {
        let chosen = parts.iter().filter(|part| row_of(part) == Some(kind));
        let mut nodes: Vec<Node> = chosen.map(|part| Node::of(part)).collect();
        let others = |what: &str, names: &[String]| {
            let label = t!(locale, "report-diagram-outside", what = what);
            let nodes = names.iter().map(|name| Node::outside(&label, name));
            nodes.collect::<Vec<_>>()
        };
        match kind {
            Kind::Clients => {
                nodes.splice(..0, others("browser", outside.browser.as_slice()));
                nodes.extend(others("devices", outside.devices.as_slice()));
                nodes.extend(others("programs", outside.programs.as_slice()));
            }
            Kind::Services => {
                nodes.extend(others("systems", &outside.systems));
                if !outside.old_system.is_empty() {
                    let name = sentence_list(locale, &outside.old_system);
                    nodes.extend(others("old", &[name]));
                }
            }
            _ => {}
        }
        add(kind, nodes);
    }
    rows
}

/// Places all boxes; gives the height of the sheet.
fn place(rows: &mut [Row]) -> u32 {
    let mut y = MARGIN;
    let mut before: Option<Kind> = None;
    for row in rows {
        let was_inside = before.is_some_and(Kind::is_inside);
        let is_inside = row.kind.is_inside();
        if let Some(before) = before {
            y += if before == row.kind {
                LITTLE_SPACE
            } else {
                SPACE
            };
        }
        y += match (was_inside, is_inside) {
            (false, true) => BORDER_TOP,
            (true, false) => BORDER_BOTTOM,
            _ => 0,
        };
        let count = u32::try_from(row.nodes.len()).unwrap_or(1).max(1);
        let room = WIDTH - 2 * SIDE;
        let width = MAX_BOX_WIDTH.min((room - (count - 1) * GAP) / count);
        let mut x = (WIDTH - count * width - (count - 1) * GAP) / 2;
        for node in &mut row.nodes {
            (node.x, node.y, node.width) = (x, y, width);
            x += width + GAP;
        }
        y += BOX_HEIGHT;
        before = Some(row.kind);
    }
    if before.is_some_and(Kind::is_inside) {
        y += BORDER_BOTTOM;
    }
    y + MARGIN
}

/// The trust border, with its title in the lower left corner, where no line crosses it.
fn border(locale: &Locale, drawing: &mut Drawing, rows: &[Row], pattern: &str) {
    let mut inside = rows.iter().filter(|row| row.kind.is_inside());
    let Some(first) = inside.next() else { return };
    let last = inside.next_back().unwrap_or(first);
    let (top, bottom) = (first.top() - BORDER_TOP, last.bottom() + BORDER_BOTTOM);
    drawing.rect([4, top, WIDTH - 8, bottom - top], BoxStyle::Border);
    let title = t!(
        locale,
        "report-diagram-border",
        pattern = pattern,
        known = if pattern.is_empty() { "no" } else { "yes" }
    );
    drawing.text([16, bottom - 10], Anchor::Start, TextStyle::Title, title);
}

fn draw(drawing: &mut Drawing, node: &Node) {
    let style = match node.layer {
        Some(_) => BoxStyle::Node,
        None => BoxStyle::Outside,
    };
    drawing.rect([node.x, node.y, node.width, BOX_HEIGHT], style);
    let letters = (node.width / LETTER) as usize;
    let label = wrap(&node.label, (node.width / 6) as usize).swap_remove(0);
    drawing.text(
        [node.middle(), node.y + 16],
        Anchor::Middle,
        TextStyle::Label,
        label,
    );
    let mut lines = wrap(&node.name, letters);
    // Rather the first part of a list than a list that is cut.
    if lines.last().is_some_and(|line| line.ends_with('…')) {
        let first = node.name.split(", ").next();
        lines = wrap(first.unwrap_or_default(), letters);
    }
    let first = if lines.len() == 1 { 37 } else { 31 };
    for (line, text) in (0u32..).zip(lines) {
        let at = [node.middle(), node.y + first + 15 * line];
        match &node.layer {
            Some(layer) => drawing.link(at, TextStyle::Name, text, layer),
            None => drawing.text(at, Anchor::Middle, TextStyle::Name, text),
        }
    }
}

fn text_alternative(locale: &Locale, pattern: &str, rows: &[Row]) -> String {
    let named = |node: &Node| {
        t!(
            locale,
            "report-diagram-part",
            technology = &node.name,
            layer = &node.label
        )
    };
    let mut sentences = Vec::new();
    if !pattern.is_empty() {
        sentences.push(sentence(pattern));
    }
    for same in rows.chunk_by(|above, below| above.kind == below.kind) {
        let nodes = same.iter().flat_map(|row| &row.nodes);
        let parts: Vec<_> = nodes.map(named).collect();
        sentences.push(t!(
            locale,
            "report-diagram-row",
            row = same[0].kind.as_str(),
            parts = parts.join(", ")
        ));
    }
    sentences.join(" ")
}
