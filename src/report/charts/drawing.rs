//! A drawing as a list of shapes. Every format draws the same ones.

use serde::{Deserialize, Serialize};

/// Shapes on a sheet with its origin in the upper left corner, and a text alternative for readers who cannot see them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    /// Its heading.
    pub title: String,
    /// Width of the sheet; all lengths are relative to it.
    pub width: u32,
    /// Height of the sheet.
    pub height: u32,
    /// In drawing order: later shapes cover earlier ones.
    pub shapes: Vec<Shape>,
    /// The text alternative.
    pub text: String,
}

/// One shape. Each format decides what a style looks like; colour alone never carries meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Shape {
    /// A rectangle with its upper left corner at `x`, `y`.
    Box {
        /// The left edge.
        x: u32,
        /// The upper edge.
        y: u32,
        /// The width.
        width: u32,
        /// The height.
        height: u32,
        /// What it represents.
        style: BoxStyle,
    },
    /// A line from point to point.
    Line {
        /// At least two.
        points: Vec<[u32; 2]>,
        /// What it represents.
        style: LineStyle,
    },
    /// One line of text with its baseline at `y`.
    Text {
        /// The horizontal position of `anchor`.
        x: u32,
        /// The baseline.
        y: u32,
        /// Which point of the text is at `x`.
        anchor: Anchor,
        /// How it is set.
        style: TextStyle,
        /// The text.
        text: String,
        /// Id of the layer that it links to.
        link: Option<String>,
    },
}

/// What a box represents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BoxStyle {
    /// A part of the system, or a table.
    Node,
    /// A group of nodes.
    Frame,
    /// The border of what the client answers for.
    Border,
    /// People, or a system outside that border.
    Outside,
    /// The choice: dark.
    Choice,
    /// The runner-up: light, with an outline.
    Rival,
    /// The full length of a bar: the background of its filled part.
    Track,
}

/// What a line represents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineStyle {
    /// A connection between two parts, or a foreign key.
    Link,
    /// The end of a connection: it leads to its last point.
    Arrow,
    /// A limit or an axis.
    Limit,
}

/// The point of a text that its position refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// Its start.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextStyle {
    /// The name of a part.
    Name,
    /// The kind of a part, or a number.
    Label,
    /// The heading of a frame.
    Title,
    /// The name of a table, in a monospaced font.
    Code,
    /// What passes along a line.
    Flow,
}

impl Drawing {
    /// Adds a rectangle.
    pub(crate) fn rect(&mut self, [x, y, width, height]: [u32; 4], style: BoxStyle) {
        self.shapes.push(Shape::Box {
            x,
            y,
            width,
            height,
            style,
        });
    }

    /// Adds a line.
    pub(crate) fn line(&mut self, points: Vec<[u32; 2]>, style: LineStyle) {
        self.shapes.push(Shape::Line { points, style });
    }

    /// Adds a text.
    pub(crate) fn text(
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

    /// Adds a text that links to a layer.
    pub(crate) fn link(
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

/// The name in at most two lines of about `letters` characters; a longer name ends in an ellipsis.
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
