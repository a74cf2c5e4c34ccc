//! The project plan for a recommended stack: data model, roadmap, effort and running cost.
//!
//! A pure function of content, answers and recommendation, in whole numbers. Estimates are ranges; an open
//! question widens them.

mod effort;
mod facts;
mod range;
mod roadmap;
mod running_cost;
mod schema;
mod sql;

use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::intake::Answers;
use crate::recommendation::Recommendation;

pub use effort::{Effort, Factor};
pub use range::Range;
pub use roadmap::{Measure, Phase, Roadmap, Trigger};
pub use running_cost::{Driver, RunningCost};
pub use schema::{Column, ForeignKey, Relation, Schema, Series, Store, Sum, Table};

use facts::PlanFacts;

/// The practical parts of a report: what a team needs to start the project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// How long the first release takes.
    pub effort: Effort,
    /// Phases up to the first release, and triggers after it.
    pub roadmap: Roadmap,
    /// What it costs to run.
    pub running_cost: RunningCost,
    /// Tables to start from.
    pub schema: Schema,
}

/// Plans the project for these answers and the stack recommended for them.
pub fn plan<T>(content: &Content, answers: &Answers, recommendation: &Recommendation<T>) -> Plan {
    let model = &content.plan;
    let facts = PlanFacts::new(content, answers, recommendation);
    let effort = effort::effort(&model.effort, &facts);
    Plan {
        roadmap: roadmap::roadmap(&model.roadmap, &facts, &effort),
        running_cost: running_cost::running_cost(&model.cost, &facts),
        schema: schema::schema(model, &facts),
        effort,
    }
}

#[cfg(test)]
mod tests;
