//! What the practical parts of a report are made of (tables, phases, effort, running
//! cost), read from `content/blueprint/`.

mod column;
mod load;
mod names;
mod schema;
mod when;

use serde::Deserialize;
use serde_saphyr::Spanned;

pub use column::{Column, Kind};
pub use names::{CHOSEN, NEEDED, PARTLY_NEW, STACK, STACK_VALUES};
pub use schema::{Group, Stamps, Table};
pub use when::When;

/// How many sizes of a running product there are, from a first circle of users to more than ten million.
pub const SIZES: usize = 6;

/// Everything the blueprint is computed from.
#[derive(Debug, Clone)]
pub struct PlanModel {
    /// Groups of tables, those that others need first.
    pub groups: Vec<Group>,
    /// What has to be said about the tables.
    pub notes: Vec<Note>,
    /// How long the first release takes.
    pub effort: EffortModel,
    /// The way there and beyond.
    pub roadmap: RoadmapModel,
    /// What it costs to run.
    pub cost: CostModel,
}

/// A sentence about the tables.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// When it is said.
    pub when: When,
    /// Only where a table holds money.
    #[serde(default)]
    pub money: bool,
    /// The sentence.
    pub text: String,
}

/// How long the first release takes, in person-weeks.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EffortModel {
    /// What kind of number it is.
    pub label: String,
    /// How to read it.
    pub method: String,
    /// The first that holds counts; the last always does.
    pub bases: Vec<EffortBase>,
    /// All that hold are added.
    pub factors: Vec<EffortFactor>,
}

/// Where the effort starts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EffortBase {
    /// When it counts.
    pub when: When,
    /// Middle and careful estimate.
    pub weeks: Spanned<[u32; 2]>,
    /// In a few words.
    pub text: String,
}

/// What makes the effort larger.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EffortFactor {
    /// Stable.
    pub id: String,
    /// When it counts.
    pub when: When,
    /// It counts once for every chosen option of this question.
    pub per: Option<Spanned<String>>,
    /// Options that come without a price.
    #[serde(default)]
    pub free: usize,
    /// Options that do not count.
    #[serde(default)]
    pub less: Vec<String>,
    /// If named: only these options count.
    #[serde(default)]
    pub only: Vec<String>,
    /// Percent of the base: middle and careful.
    #[serde(default)]
    pub percent: Option<Spanned<[u32; 2]>>,
    /// Person-weeks: middle and careful.
    #[serde(default)]
    pub weeks: Option<Spanned<[u32; 2]>>,
    /// In a few words.
    pub text: String,
}

/// The way to the first release and beyond.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoadmapModel {
    /// How many people share the work; the first that holds counts, the last always does.
    pub people: Vec<People>,
    /// In order.
    pub phases: Vec<PhaseModel>,
    /// What to do when a number is reached.
    pub triggers: Vec<TriggerModel>,
}

/// How many people share the work.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct People {
    /// When it counts.
    pub when: When,
    /// At least; never 0.
    pub from: u32,
    /// At most.
    pub to: u32,
    /// Said beside it; may be empty.
    #[serde(default)]
    pub text: String,
}

/// A stretch of the way.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhaseModel {
    /// Stable.
    pub id: String,
    /// As a reader sees it.
    pub title: String,
    /// What it is for.
    pub goal: String,
    /// Shortest and longest, in weeks.
    #[serde(default)]
    pub weeks: Option<Spanned<[u32; 2]>>,
    /// Instead of `weeks`: this percentage of the effort, spread over the people.
    #[serde(default)]
    pub share: Option<u32>,
    /// What belongs in it.
    pub items: Vec<Item>,
}

/// A piece of work.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// When it belongs in.
    pub when: When,
    /// What to do.
    pub text: String,
    /// Weeks by which it lengthens the phase.
    #[serde(default)]
    pub more: Option<Spanned<[u32; 2]>>,
}

/// A number that calls for a change when it is reached.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TriggerModel {
    /// Stable.
    pub id: String,
    /// When it is worth watching.
    pub when: When,
    /// Any of these is enough.
    pub measure: Vec<Threshold>,
    /// What to do then.
    pub then: String,
}

/// A measure and its limit.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// What is measured.
    pub what: String,
    /// The limit.
    pub above: u64,
    /// Of what.
    pub unit: String,
}

/// What it costs to run.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostModel {
    /// What kind of number it is.
    pub label: String,
    /// Names of the sizes, the smallest first.
    pub sizes: [String; SIZES],
    /// Which sizes to reckon with while nobody knows; the first that holds counts, the last always does.
    pub unknown_size: Vec<SizeGuess>,
    /// What makes it at least so large, however few people use it.
    pub at_least: Vec<AtLeast>,
    /// The first that holds counts, the last always does.
    pub bases: Vec<CostBase>,
    /// All that hold are added.
    pub additions: Vec<Addition>,
    /// What the visitor said it may cost.
    pub budgets: Vec<Limit>,
}

/// A range of sizes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizeGuess {
    /// When it counts.
    pub when: When,
    /// The smallest, from 0.
    pub from: usize,
    /// The largest.
    pub to: usize,
}

/// A lower limit of the size.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AtLeast {
    /// When it counts.
    pub when: When,
    /// The smallest size, from 0.
    pub size: usize,
}

/// A lowest and a highest cost for each size.
pub type Bands = Spanned<[[u32; 2]; SIZES]>;

/// Where the cost starts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostBase {
    /// When it counts.
    pub when: When,
    /// In a few words.
    pub text: String,
    /// Per month.
    pub bands: Bands,
}

/// What makes the cost larger.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addition {
    /// Stable.
    pub id: String,
    /// When it counts.
    pub when: When,
    /// In a few words.
    pub text: String,
    /// Per month.
    #[serde(default)]
    pub bands: Option<Bands>,
    /// Percent of the base: lowest and highest.
    #[serde(default)]
    pub percent: Option<Spanned<[u32; 2]>>,
}

/// What it may cost.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// When it was said.
    pub when: When,
    /// Per month.
    pub limit: u32,
}

#[cfg(test)]
mod tests;
