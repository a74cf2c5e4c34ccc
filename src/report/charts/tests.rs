//! Charts stay on their sheet, and their numbers are those of the recommendation.

use super::architecture::{Outside, ROWS, architecture};
use super::boxes::{Part, Place};
use super::comparison::{MAX_CRITERIA, comparison, rows};
use super::drawing::{BoxStyle, Drawing, Shape, TextStyle, wrap};
use super::robustness::robustness;
use crate::i18n::tests::english;
use crate::recommendation::Stability;
use crate::report::layers::in_order;
use crate::report::tests::written;
use crate::text::signed_thousands;

/// Asserts that every shape is on the sheet and that no two nodes overlap.
pub(crate) fn assert_laid_out(drawing: &Drawing) {
    let mut nodes: Vec<[u32; 4]> = Vec::new();
    for shape in &drawing.shapes {
        match shape {
            Shape::Box {
                x,
                y,
                width,
                height,
                style,
            } => {
                assert!(
                    x + width <= drawing.width && y + height <= drawing.height,
                    "{shape:?}"
                );
                if matches!(style, BoxStyle::Node | BoxStyle::Outside) {
                    nodes.push([*x, *y, *width, *height]);
                }
            }
            Shape::Line { points, .. } => {
                assert!(points.len() > 1);
                assert!(
                    points
                        .iter()
                        .all(|[x, y]| *x <= drawing.width && *y <= drawing.height),
                    "{shape:?}"
                );
            }
            Shape::Text { x, y, .. } => {
                assert!(*x <= drawing.width && *y <= drawing.height, "{shape:?}")
            }
        }
    }
    for (index, [x, y, width, height]) in nodes.iter().enumerate() {
        for [left, top, wide, high] in &nodes[index + 1..] {
            let apart =
                x + width <= *left || left + wide <= *x || y + height <= *top || top + high <= *y;
            assert!(
                apart,
                "{:?} and {:?}",
                nodes[index],
                [left, top, wide, high]
            );
        }
    }
}

#[test]
fn long_names_wrap_into_two_lines() {
    assert_eq!(
        wrap("Express, Fastify or Hono on Node.js", 20),
        ["Express, Fastify or", "Hono on Node.js"]
    );
    assert_eq!(wrap("one two three four", 5), ["one", "two…"]);
}

#[test]
fn every_chosen_part_is_drawn_once_without_overlap() {
    let ids = ROWS.map(|(_, layers)| layers).concat();
    let part = |id| Part {
        id,
        label: "Back end",
        name: "Python + Django",
        place: Place::default(),
    };
    let all: Vec<_> = ids.iter().map(|id| part(*id)).collect();
    let two = [part("backend"), part("database")];
    let s = str::to_owned;
    let around = Outside {
        people: s("The general public"),
        browser: Some(s("Web browser")),
        mqtt: true,
        programs: Some(s("Programs of partners")),
        devices: Some(s("Devices in the field")),
        systems: (0..11).map(|at| format!("System {at}")).collect(),
        old_system: vec![s("Java"), s("PHP")],
    };
    for (parts, outside) in [
        (&all[..], &around),
        (&all[..], &Outside::default()),
        (&two[..], &around),
    ] {
        let drawing = architecture(english(), parts, outside);
        assert_laid_out(&drawing);
        let system =
            |shape: &Shape| matches!(shape, Shape::Text { text, .. } if text == "System 10");
        let is_drawn = drawing.shapes.iter().any(system);
        assert_eq!(is_drawn, !outside.systems.is_empty());
        assert_eq!(drawing.text.contains("Java and PHP"), is_drawn);
        let links = |id: &str| {
            drawing
                .shapes
                .iter()
                .filter(|shape| matches!(shape, Shape::Text { link: Some(link), .. } if link == id))
                .count()
        };
        for part in parts {
            assert!((1..=2).contains(&links(part.id)), "{}", part.id);
            assert!(drawing.text.contains(part.label), "{}", drawing.text);
        }
    }
}

#[test]
fn every_layer_but_the_pattern_has_a_place() {
    let (content, ..) = written();
    let layers = content
        .catalogue
        .layers
        .iter()
        .map(|layer| layer.id.as_str());
    let drawn = ROWS.map(|(_, layers)| layers).concat();
    let mut known: Vec<&str> = layers.filter(|id| *id != "architecture").collect();
    known.sort_unstable();
    let mut placed = drawn.clone();
    placed.sort_unstable();
    assert_eq!(placed, known);
}

#[test]
fn nothing_chosen_draws_nothing_and_does_not_panic() {
    assert!(
        architecture(english(), &[], &Outside::default())
            .shapes
            .is_empty()
    );
}

#[test]
fn every_chosen_layer_has_a_bar_and_its_number() {
    let (content, _, recommendation, document) = written();
    let drawing = robustness(&content, english(), &document.text, &recommendation);
    assert_laid_out(&drawing);
    for layer in recommendation
        .layers
        .values()
        .filter(|layer| layer.choice.is_some() && layer.stability != Stability::Only)
    {
        let value = format!("{}%", layer.stability_percent);
        let is_value =
            |shape: &Shape| matches!(shape, Shape::Text { text, .. } if text.starts_with(&value));
        assert!(drawing.shapes.iter().any(is_value), "{value}");
    }
}

#[test]
fn the_bars_of_a_comparison_add_up_to_both_scores() {
    let (content, _, recommendation, _) = written();
    let mut compared_layers = 0;
    for (info, layer) in in_order(&content, &recommendation) {
        let Some(compared) = &layer.compared else {
            continue;
        };
        let rows = rows(&content, english(), compared);
        assert!(rows.len() <= MAX_CRITERIA + 1);
        assert_eq!(
            rows.iter().map(|(_, points)| points.choice).sum::<i64>(),
            layer.score
        );
        assert_eq!(
            rows.iter().map(|(_, points)| points.rival).sum::<i64>(),
            compared.score
        );
        let drawing = comparison(&content, english(), info, layer).unwrap();
        assert_laid_out(&drawing);
        assert!(
            drawing.text.contains(&signed_thousands(layer.score)),
            "{}",
            drawing.text
        );
        compared_layers += 1;
    }
    assert!(compared_layers > 3);
}

/// A line that leaves a label without room would be drawn over it.
#[test]
fn no_label_of_a_line_reaches_a_box() {
    let ids = ROWS.map(|(_, layers)| layers).concat();
    let all: Vec<_> = ids
        .iter()
        .map(|id| Part {
            id,
            label: "Label",
            name: "Name",
            place: Place::default(),
        })
        .collect();
    let drawing = architecture(english(), &all, &Outside::default());
    /// The width of a letter of a label.
    const LETTER: u32 = 7;
    let mut labels = 0;
    for shape in &drawing.shapes {
        if let Shape::Text {
            x,
            text,
            style: TextStyle::Flow,
            ..
        } = shape
        {
            let width = u32::try_from(text.chars().count()).unwrap() * LETTER;
            assert!(*x > width, "{text:?} starts left of the sheet");
            labels += 1;
        }
    }
    assert!(labels >= 5, "{labels} labels");
}
