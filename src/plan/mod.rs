//! The project plan for a recommended stack: data model, roadmap, effort, running cost, and their sum.
//!
//! A pure function of content, answers and recommendation, in whole numbers. Estimates are ranges; an open
//! question widens them. Where a range is too wide to be of use, the plan names the questions that narrow it.

mod effort;
mod facts;
mod narrowing;
mod range;
mod roadmap;
mod running_cost;
mod schema;
mod sql;
mod sum;
mod unsure;

use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::intake::Answers;
use crate::recommendation::Recommendation;

pub use effort::{Effort, Factor};
pub use range::Range;
pub use roadmap::{Measure, Phase, Roadmap, Trigger};
pub use running_cost::{Driver, RunningCost};
pub use schema::{Column, ForeignKey, Relation, Schema, Series, Store, Sum as ZeroSum, Table};
pub use sum::{Change, Limit, Line, PurchaseSum, Sum, Verdict};

use facts::PlanFacts;
use narrowing::narrowing;
use sum::{Parts, Price};

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
    /// Effort, time and cost against the limits of the client.
    #[serde(default)]
    pub sum: Sum,
    /// Where the advice is to buy: what that takes against the same limits.
    #[serde(default)]
    pub purchase: Option<PurchaseSum>,
}

/// Plans the project for these answers and the stack recommended for them.
pub fn plan<T>(content: &Content, answers: &Answers, recommendation: &Recommendation<T>) -> Plan {
    let model = &content.plan;
    let facts = PlanFacts::new(content, answers, recommendation);
    let country = answers.contact().map_or("", |contact| &contact.country);
    let price = Price::new(model, &facts, country);
    // The running cost says what is assumed; the rest of the plan is made for the same.
    let assumed = running_cost::assumed(&model.cost, &facts).0;
    let mut effort = effort::effort(&model.effort, &assumed);
    if effort.range().is_wide() || price.of(effort.range()).is_wide() {
        effort.ask = narrowing(&assumed, |facts| {
            effort::effort(&model.effort, facts).range()
        });
    }
    let roadmap_of = |facts: &PlanFacts<'_>| {
        let effort = effort::effort(&model.effort, facts);
        roadmap::roadmap(&model.roadmap, facts, &effort)
    };
    let mut roadmap = roadmap_of(&assumed);
    if roadmap.total.is_wide() {
        roadmap.ask = narrowing(&assumed, |facts| roadmap_of(facts).total);
    }
    let mut running_cost = running_cost::running_cost(&model.cost, &facts);
    if running_cost.month.is_wide() {
        running_cost.ask = narrowing(&facts, |facts| {
            running_cost::running_cost(&model.cost, facts).month
        });
    }
    let parts = Parts {
        model,
        facts: &facts,
        effort: &effort,
        roadmap: &roadmap,
        cost: &running_cost,
    };
    Plan {
        sum: sum::sum(&parts, &price),
        purchase: recommendation
            .buy_instead
            .as_ref()
            .and_then(|buy| sum::purchase(&parts, &price, buy)),
        schema: schema::schema(model, &facts),
        effort,
        roadmap,
        running_cost,
    }
}

#[cfg(test)]
mod tests;
