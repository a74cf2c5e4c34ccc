//! The boxes of the architecture diagram, side by side in rows.

use crate::text::without_parentheses;

/// The width of the drawing.
pub(super) const WIDTH: u32 = 720;
/// The height of a box.
pub(super) const BOX_HEIGHT: u32 = 52;
/// Room at the left and right of the rows; a line runs down in the right one.
pub(super) const SIDE: u32 = 36;
/// Room inside the border at its top.
pub(super) const BORDER_TOP: u32 = 12;

/// What a row holds, from top to bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    People,
    Clients,
    Front,
    Access,
    Application,
    Data,
    Work,
    Services,
    Operations,
}

impl Kind {
    /// What messages call it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Clients => "clients",
            Self::Front => "front",
            Self::Access => "access",
            Self::Application => "application",
            Self::Data => "data",
            Self::Work => "work",
            Self::Services => "services",
            Self::Operations => "operations",
        }
    }

    /// Whether it is inside the trust border.
    pub fn is_inside(self) -> bool {
        (Self::Access..=Self::Work).contains(&self)
    }
}

/// Where a part is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the row of its layer.
    #[default]
    Layer,
    /// On the devices of the people, or in the field.
    Devices,
    /// Between them and the trust border.
    Front,
    /// In the row of the application.
    Application,
    /// Outside of the border: another company runs it.
    Outside,
}

/// A chosen part of the architecture.
pub(crate) struct Part<'a> {
    /// Id of its layer.
    pub id: &'a str,
    /// Label of its layer.
    pub label: &'a str,
    /// Name of the chosen technology.
    pub name: &'a str,
    /// Where it is drawn.
    pub place: Place,
}

/// A box.
pub(super) struct Node {
    /// Its layer; none for what is not part of the stack.
    pub layer: Option<String>,
    pub label: String,
    pub name: String,
    pub x: u32,
    pub y: u32,
    pub width: u32,
}

impl Node {
    pub fn of(part: &Part<'_>) -> Self {
        let mut node = Self::outside(part.label, &without_parentheses(part.name));
        node.layer = Some(part.id.to_owned());
        node
    }

    pub fn outside(label: &str, name: &str) -> Self {
        Self {
            layer: None,
            label: label.to_owned(),
            name: name.to_owned(),
            x: 0,
            y: 0,
            width: 0,
        }
    }

    pub fn middle(&self) -> u32 {
        self.x + self.width / 2
    }
}

/// Boxes side by side.
pub(super) struct Row {
    pub kind: Kind,
    pub nodes: Vec<Node>,
}

impl Row {
    pub fn top(&self) -> u32 {
        self.nodes.first().map_or(0, |node| node.y)
    }

    pub fn bottom(&self) -> u32 {
        self.top() + BOX_HEIGHT
    }
}
