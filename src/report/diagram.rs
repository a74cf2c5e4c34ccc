//! The chosen parts as a drawing, from those who use the system down to where it runs.

use super::LayerSection;
use super::drawing::{Anchor, BoxStyle, Drawing, LineStyle, TextStyle, short, wrap};

/// The layers of each row. The first of a row is the one that the others speak to.
const ROWS: [&[&str]; 5] = [
    &["web", "mobile", "device_firmware"],
    &["api", "auth"],
    &["backend", "ai"],
    &["database", "queue", "search", "data_secondary"],
    &["hosting", "delivery", "observability"],
];
const OPENINGS: [&str; 5] = [
    "In use: ",
    "Way in: ",
    "Logic: ",
    "Data and work: ",
    "Running it: ",
];
/// The rows that belong to the system itself.
const FRAMED: std::ops::Range<usize> = 1..4;
const STORES: usize = 3;
const RUNNING: usize = 4;

const WIDTH: u32 = 720;
const EDGE: u32 = 14;
const BETWEEN: u32 = 16;
const WIDEST: u32 = 216;
const HIGH: u32 = 54;
const STEP: u32 = HIGH + 24;
/// Room above the rows for the title of the frame.
const TITLE: u32 = 22;

/// Where a part is drawn.
struct Part<'a> {
    layer: &'a LayerSection,
    x: u32,
    y: u32,
    width: u32,
}

impl Part<'_> {
    fn middle(&self) -> u32 {
        self.x + self.width / 2
    }
}

/// The drawing; without shapes where nothing was chosen.
pub(super) fn diagram(title: &str, layers: &[LayerSection]) -> Drawing {
    let chosen = |id: &str| {
        layers
            .iter()
            .find(|layer| layer.id == id && layer.name.is_some())
    };
    let mut rows: Vec<(usize, Vec<Part<'_>>)> = Vec::new();
    let mut y = EDGE;
    for (at, ids) in ROWS.iter().enumerate() {
        let parts: Vec<_> = ids.iter().filter_map(|id| chosen(id)).collect();
        if parts.is_empty() {
            continue;
        }
        if FRAMED.contains(&at) && !rows.last().is_some_and(|(row, _)| FRAMED.contains(row)) {
            y += TITLE;
        }
        rows.push((at, side_by_side(&parts, y)));
        y += STEP;
    }
    let mut drawing = Drawing {
        title: title.to_owned(),
        ..Drawing::default()
    };
    if rows.is_empty() {
        return drawing;
    }
    (drawing.width, drawing.height) = (WIDTH, (y + HIGH).saturating_sub(STEP) + EDGE);
    let cut = chosen("architecture")
        .and_then(|layer| layer.name.as_deref())
        .unwrap_or_default();
    frame(&mut drawing, &rows, cut);
    for line in lines(&rows) {
        drawing.line(line, LineStyle::Link);
    }
    rows.iter()
        .flat_map(|(_, parts)| parts)
        .for_each(|part| draw(&mut drawing, part));
    drawing.text = in_words(cut, &rows);
    drawing
}

/// Boxes of one width, centred.
fn side_by_side<'a>(parts: &[&'a LayerSection], y: u32) -> Vec<Part<'a>> {
    let count = u32::try_from(parts.len()).unwrap_or(1);
    let width = WIDEST.min((WIDTH - 2 * EDGE - (count - 1) * BETWEEN) / count);
    let mut x = (WIDTH - count * width - (count - 1) * BETWEEN) / 2;
    let place = |layer: &&'a LayerSection| {
        let part = Part { layer, x, y, width };
        x += width + BETWEEN;
        part
    };
    parts.iter().map(place).collect()
}

fn frame(drawing: &mut Drawing, rows: &[(usize, Vec<Part<'_>>)], title: &str) {
    let framed = rows
        .iter()
        .filter(|(at, _)| FRAMED.contains(at))
        .flat_map(|(_, parts)| parts);
    let (top, bottom) = framed.fold((u32::MAX, 0), |(top, bottom), part| {
        (top.min(part.y), bottom.max(part.y + HIGH))
    });
    if bottom > 0 {
        let upper = top - TITLE - 6;
        drawing.rect(
            [1, upper, WIDTH - 2, bottom - top + TITLE + 18],
            BoxStyle::Frame,
        );
        drawing.text([15, upper + 20], Anchor::Start, TextStyle::Title, title);
    }
}

fn draw(drawing: &mut Drawing, part: &Part<'_>) {
    drawing.rect([part.x, part.y, part.width, HIGH], BoxStyle::Node);
    let at = |line: u32| [part.middle(), part.y + 31 + 14 * line];
    drawing.text(
        [part.middle(), part.y + 15],
        Anchor::Middle,
        TextStyle::Label,
        &part.layer.label,
    );
    let name = short(part.layer.name.as_deref().unwrap_or_default());
    for (line, text) in (0u32..).zip(wrap(&name, (part.width / 8) as usize)) {
        drawing.link(at(line), TextStyle::Name, text, &part.layer.id);
    }
}

/// Each row speaks to the first part of the next; the logic speaks to every store and to the model beside it.
fn lines(rows: &[(usize, Vec<Part<'_>>)]) -> Vec<Vec<[u32; 2]>> {
    let down =
        |from: &Part<'_>, to: &Part<'_>| vec![[from.middle(), from.y + HIGH], [to.middle(), to.y]];
    let mut lines = Vec::new();
    for pair in rows.windows(2) {
        let [(_, above), (lower, below)] = pair else {
            continue;
        };
        match (*lower, above.first(), below.first()) {
            (RUNNING, ..) => {}
            (STORES, Some(logic), _) => lines.extend(below.iter().map(|store| down(logic, store))),
            (_, _, Some(next)) => lines.extend(above.iter().map(|part| down(part, next))),
            _ => {}
        }
    }
    let logic = rows
        .iter()
        .find(|(at, _)| *at == 2)
        .and_then(|(_, parts)| parts.first_chunk());
    if let Some([logic, model]) = logic {
        let middle = logic.y + HIGH / 2;
        lines.push(vec![[logic.x + logic.width, middle], [model.x, middle]]);
    }
    lines
}

fn in_words(cut: &str, rows: &[(usize, Vec<Part<'_>>)]) -> String {
    let named = |part: &Part<'_>| {
        format!(
            "{} ({})",
            short(part.layer.name.as_deref().unwrap_or_default()),
            part.layer.label
        )
    };
    let mut sentences = Vec::new();
    if !cut.is_empty() {
        sentences.push(format!("{cut}."));
    }
    for (at, parts) in rows {
        let parts: Vec<_> = parts.iter().map(named).collect();
        sentences.push(format!("{}{}.", OPENINGS[*at], parts.join(", ")));
    }
    sentences.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::drawing::{Shape, tests::assert_in_order};
    use crate::report::fixture;

    #[test]
    fn every_chosen_part_is_drawn_once_and_none_over_another() {
        let two = fixture::document().layers;
        let layers: Vec<_> = ROWS
            .concat()
            .iter()
            .map(|id| LayerSection {
                id: (*id).to_owned(),
                ..two[0].clone()
            })
            .collect();
        for layers in [&layers, &two] {
            let drawing = diagram("At a glance", layers);
            assert_in_order(&drawing);
            let linked = |shape: &&Shape| matches!(shape, Shape::Text { link: Some(_), .. });
            assert!(drawing.shapes.iter().filter(linked).count() >= layers.len());
            assert!(
                layers
                    .iter()
                    .all(|layer| drawing.text.contains(&layer.label)),
                "{}",
                drawing.text
            );
        }
    }

    #[test]
    fn nothing_chosen_draws_nothing_and_does_not_panic() {
        assert!(diagram("", &[]).shapes.is_empty());
    }
}
