//! What a team can start with on Monday: tables, phases, effort and running cost for these answers.
//!
//! Pure, in whole numbers, from the content, the answers and the recommendation. Estimates are ranges, and what nobody
//! has answered widens them.

mod effort;
mod known;
mod roadmap;
mod running_cost;
mod schema;
mod sql;

use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::intake::Answers;
use crate::recommendation::Recommendation;

pub use effort::{Effort, Factor};
pub use roadmap::{Measure, Phase, Roadmap, Trigger};
pub use running_cost::{Driver, RunningCost};
pub use schema::{Column, Relation, Schema, Table};

use known::Known;

/// The practical parts of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blueprint {
    /// How long the first release takes.
    pub effort: Effort,
    /// The way there and beyond.
    pub roadmap: Roadmap,
    /// What it costs to run.
    pub running_cost: RunningCost,
    /// Tables to start from.
    pub schema: Schema,
}

/// From one number to another, both included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// The lower one.
    pub from: u32,
    /// The upper one.
    pub to: u32,
}

/// The upper end of a sum of ranges. They do not all reach their own upper ends at once, so their widths are added
/// like independent errors: the square root of the sum of their squares.
fn upper(ranges: impl Iterator<Item = (u32, u32)>) -> u32 {
    let (from, squares) = ranges.fold((0u64, 0u64), |(from, squares), (low, high)| {
        let width = u64::from(high.saturating_sub(low));
        (from + u64::from(low), squares + width * width)
    });
    let root = squares.isqrt();
    let root = root + u64::from(root * root < squares);
    u32::try_from(from + root).unwrap_or(u32::MAX)
}

/// The practical parts for these answers and the stack that was recommended for them.
pub fn blueprint(
    content: &Content,
    answers: &Answers,
    recommendation: &Recommendation,
) -> Blueprint {
    let model = &content.blueprint;
    let known = Known::of(content, answers, recommendation);
    let effort = effort::effort(&model.effort, &known);
    Blueprint {
        roadmap: roadmap::roadmap(&model.roadmap, &known, &effort),
        running_cost: running_cost::running_cost(&model.cost, &known),
        schema: schema::schema(model, &known),
        effort,
    }
}

#[cfg(test)]
mod tests;
