//! Formats a condition as text, for the API and for reports.

use std::fmt;

use serde::{Serialize, Serializer};

use super::{Condition, Node, Sign, Test};

impl fmt::Display for Condition {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.show(out, 0)
    }
}

impl Node {
    /// `outer` is the precedence of the surrounding operator: 0 none or `or`, 1 `and`, 2 `not`.
    fn show(&self, out: &mut fmt::Formatter<'_>, outer: u8) -> fmt::Result {
        match self {
            Self::Always(value) => write!(out, "{value}"),
            Self::Test { name, test } => write!(out, "{name} {test}"),
            Self::Not(inner) => {
                out.write_str("not ")?;
                inner.show(out, 2)
            }
            Self::And(parts) => Self::show_joined(out, parts, " and ", 1, outer > 1),
            Self::Or(parts) => Self::show_joined(out, parts, " or ", 0, outer > 0),
        }
    }

    fn show_joined(
        out: &mut fmt::Formatter<'_>,
        parts: &[Self],
        word: &str,
        inner: u8,
        wrap: bool,
    ) -> fmt::Result {
        out.write_str(if wrap { "(" } else { "" })?;
        for (index, part) in parts.iter().enumerate() {
            out.write_str(if index > 0 { word } else { "" })?;
            part.show(out, inner)?;
        }
        out.write_str(if wrap { ")" } else { "" })
    }
}

impl fmt::Display for Test {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is(value) => write!(out, "== {value}"),
            Self::IsNot(value) => write!(out, "!= {value}"),
            Self::In(values) => write!(out, "in [{}]", values.join(", ")),
            Self::Has(values) => write!(out, "has {}", values.join("|")),
            Self::Order { sign, than, .. } => write!(out, "{} {than}", sign.text()),
        }
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Sign {
    fn text(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::AtLeast => ">=",
            Self::More => ">",
        }
    }
}
