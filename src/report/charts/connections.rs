//! The lines of the architecture diagram. Two rows are joined by one line across, from which a short one leads to each
//! box; a line down the right side joins the application to the rows further below.

use super::boxes::{BORDER_TOP, BOX_HEIGHT, Kind, Row, SIDE, WIDTH};
use super::drawing::{Anchor, Drawing, LineStyle, TextStyle};
use crate::i18n::Locale;
use crate::t;

/// Where the line runs down.
const TRUNK: u32 = WIDTH - SIDE / 2;
/// The distance of a line across from the boxes below it, or from the border above them.
const ABOVE: u32 = 12;

/// Draws all lines with their labels; `mqtt` if devices speak it.
pub(super) fn connect(locale: &Locale, drawing: &mut Drawing, rows: &[Row], mqtt: bool) {
    let entry = rows.iter().find(|row| row.kind.is_inside());
    let height = |row: &Row| {
        let is_entry = entry.is_some_and(|entry| std::ptr::eq(entry, row));
        row.top() - ABOVE - if is_entry { BORDER_TOP + 4 } else { 0 }
    };
    let of = |kind: Kind| rows.iter().filter(move |row| row.kind == kind);
    let below = |kind: Kind, others: &[Kind]| {
        let upper = of(kind).next_back()?;
        let lower = others.iter().find_map(|other| of(*other).next())?;
        Some((upper, lower))
    };
    use Kind::{Access, Application, Clients, Data, Front, People, Services, Work};
    let calls = if mqtt { "mqtt" } else { "https" };
    for (upper, lower, label) in [
        (People, &[Clients, Front, Access, Application][..], "use"),
        (Clients, &[Front, Access, Application], calls),
        (Front, &[Access, Application], "requests"),
        (Access, &[Application], "requests"),
    ] {
        if let Some((upper, lower)) = below(upper, lower) {
            let label = t!(locale, "report-diagram-flow", flow = label);
            across(drawing, Some(upper), lower, height(lower), false, label);
        }
    }
    let Some(application) = of(Application).next_back() else {
        return;
    };
    let served: Vec<(&Row, &str)> = [(Data, "data"), (Work, "work"), (Services, "services")]
        .into_iter()
        .flat_map(|(kind, label)| of(kind).map(move |row| (row, label)))
        .collect();
    let has_trunk = served.len() > 1;
    let mut labelled = "";
    for (at, (row, flow)) in served.iter().enumerate() {
        let label = if labelled == *flow {
            String::new()
        } else {
            t!(locale, "report-diagram-flow", flow = *flow)
        };
        labelled = flow;
        let upper = (at == 0).then_some(application);
        across(drawing, upper, row, height(row), has_trunk, label);
    }
    if let (true, Some((first, _)), Some((last, _))) = (has_trunk, served.first(), served.last()) {
        let points = vec![[TRUNK, height(first)], [TRUNK, height(last)]];
        drawing.line(points, LineStyle::Link);
    }
}

/// The line across above a row, at `y`, with a short one from each box of the row above, if that is given, and to each box of this
/// one. The label stands at its left end.
fn across(
    drawing: &mut Drawing,
    upper: Option<&Row>,
    lower: &Row,
    y: u32,
    to_trunk: bool,
    label: String,
) {
    let above = upper.iter().flat_map(|row| &row.nodes);
    let mut ends: Vec<u32> = above.clone().map(|node| node.middle()).collect();
    ends.extend(lower.nodes.iter().map(|node| node.middle()));
    if to_trunk {
        ends.push(TRUNK);
    }
    let (left, right) = ends.iter().fold((WIDTH, 0), |(left, right), end| {
        (left.min(*end), right.max(*end))
    });
    if left < right {
        drawing.line(vec![[left, y], [right, y]], LineStyle::Link);
    }
    for node in above {
        let x = node.middle();
        drawing.line(vec![[x, node.y + BOX_HEIGHT], [x, y]], LineStyle::Link);
    }
    for node in &lower.nodes {
        let x = node.middle();
        drawing.line(vec![[x, y], [x, node.y]], LineStyle::Arrow);
    }
    if !label.is_empty() {
        drawing.text([left - 8, y + 4], Anchor::End, TextStyle::Flow, label);
    }
}
