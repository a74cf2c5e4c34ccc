//! A drawing as data. It is laid out once, in whole numbers; each face draws the same shapes.

use serde::{Deserialize, Serialize};

/// Shapes on a sheet whose origin is its upper left corner, and the same in sentences for those who do not see it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    /// What stands over it.
    pub title: String,
    /// Width of the sheet; all lengths are relative to it.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// Drawn in this order, later ones over earlier ones.
    pub shapes: Vec<Shape>,
    /// The same in words.
    pub text: String,
}

/// One shape. How a style looks is the business of each face; no meaning hangs on colour alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Shape {
    /// A rectangle with its upper left corner at `x`, `y`.
    Box {
        /// The left edge.
        x: u32,
        /// The upper edge.
        y: u32,
        /// How wide.
        width: u32,
        /// How high.
        height: u32,
        /// What it stands for.
        style: BoxStyle,
    },
    /// A line from point to point.
    Line {
        /// At least two.
        points: Vec<[u32; 2]>,
        /// What it stands for.
        style: LineStyle,
    },
    /// One line of text with its baseline at `y`.
    Text {
        /// Where it begins, has its middle or ends, as `anchor` says.
        x: u32,
        /// The baseline.
        y: u32,
        /// Which of its points is at `x`.
        anchor: Anchor,
        /// How it is set.
        style: TextStyle,
        /// The text.
        text: String,
        /// The layer that it leads to, if any.
        link: Option<String>,
    },
}

/// What a box stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BoxStyle {
    /// A part of the system, or a table.
    Node,
    /// What belongs together.
    Frame,
    /// The chosen one: dark.
    Choice,
    /// The runner-up: light, with an outline.
    Rival,
    /// Nothing yet: the whole that a bar is part of.
    Track,
}

/// What a line stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineStyle {
    /// Two parts that speak with each other, or a table that points to another.
    Link,
    /// A limit or an axis.
    Limit,
}

/// Which point of a text its position is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// Where it begins.
    Start,
    /// Its middle.
    Middle,
    /// Where it ends.
    End,
}

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextStyle {
    /// The name of a thing.
    Name,
    /// What kind of thing it is; a number.
    Label,
    /// Over a frame.
    Title,
    /// The name of a table, in equal widths.
    Code,
}

impl Drawing {
    /// Adds a rectangle.
    pub(super) fn rect(&mut self, [x, y, width, height]: [u32; 4], style: BoxStyle) {
        self.shapes.push(Shape::Box {
            x,
            y,
            width,
            height,
            style,
        });
    }

    /// Adds a line.
    pub(super) fn line(&mut self, points: Vec<[u32; 2]>, style: LineStyle) {
        self.shapes.push(Shape::Line { points, style });
    }

    /// Adds a text.
    pub(super) fn text(
        &mut self,
        [x, y]: [u32; 2],
        anchor: Anchor,
        style: TextStyle,
        text: impl Into<String>,
    ) {
        self.shapes.push(Shape::Text {
            x,
            y,
            anchor,
            style,
            text: text.into(),
            link: None,
        });
    }

    /// Adds a text that leads to a layer.
    pub(super) fn link(
        &mut self,
        [x, y]: [u32; 2],
        style: TextStyle,
        text: impl Into<String>,
        layer: &str,
    ) {
        let link = Some(layer.to_owned());
        self.shapes.push(Shape::Text {
            x,
            y,
            anchor: Anchor::Middle,
            style,
            text: text.into(),
            link,
        });
    }
}

/// The name without what stands in parentheses: `Managed containers (Cloud Run, …)` is drawn as `Managed containers`.
pub(super) fn short(name: &str) -> String {
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
pub(super) fn wrap(name: &str, letters: usize) -> Vec<String> {
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

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Everything lies on the sheet, and no two parts lie over each other.
    pub fn assert_in_order(drawing: &Drawing) {
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
                    if *style == BoxStyle::Node {
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
        for (at, [x, y, width, height]) in nodes.iter().enumerate() {
            for [left, top, wide, high] in &nodes[at + 1..] {
                let apart = x + width <= *left
                    || left + wide <= *x
                    || y + height <= *top
                    || top + high <= *y;
                assert!(apart, "{:?} and {:?}", nodes[at], [left, top, wide, high]);
            }
        }
    }

    #[test]
    fn long_names_are_drawn_in_two_lines_without_their_parentheses() {
        assert_eq!(
            short("Managed containers (Cloud Run, ECS) by the hour"),
            "Managed containers by the hour"
        );
        assert_eq!(
            wrap("Express, Fastify or Hono on Node.js", 20),
            ["Express, Fastify or", "Hono on Node.js"]
        );
        assert_eq!(wrap("one two three four", 5), ["one", "two…"]);
    }
}
