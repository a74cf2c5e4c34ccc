//! The model of the project plan (data model, roadmap, effort and running cost), from `content/blueprint/`.

mod column;
mod load;
mod names;
mod rates;
mod reserved;
mod schema;
mod stores;
mod when;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_saphyr::Spanned;

pub use column::{Column, Kind, Type, Unique};
pub use names::{CHOSEN, NEEDED, PARTLY_NEW, PICK, STACK, STACK_VALUES, TENANCY, TENANCY_VALUES};
pub use rates::{Band, Currency, Limits, RateCard, Scale, Share};
pub use schema::{Balances, Group, Link, Stamps, Table};
pub use stores::{Dialect, Store};
pub use when::When;

/// The number of sizes of a product in use, from fewer than a thousand users to more than ten million.
pub const SIZES: usize = 6;

/// The data that a project plan is computed from.
#[derive(Debug, Clone)]
pub struct PlanModel {
    /// Groups of tables; each comes after the groups it needs.
    pub groups: Vec<Group>,
    /// How the tables are written for each database.
    pub stores: Vec<Store>,
    /// Remarks about the tables.
    pub notes: Vec<Note>,
    /// Effort for the first release.
    pub effort: EffortModel,
    /// Phases and triggers.
    pub roadmap: RoadmapModel,
    /// Monthly running cost.
    pub cost: CostModel,
    /// What a person-week costs, and the limits that clients name.
    pub rates: RateCard,
}

/// A remark about the tables.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// When it applies.
    pub when: When,
    /// Whether it applies only if a table holds money.
    #[serde(default)]
    pub money: bool,
    /// The sentence.
    pub text: String,
}

/// What has to be known about an estimate to decide, for the first page.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remark {
    /// When it applies.
    pub when: When,
    /// A sentence.
    pub text: String,
}

/// Effort for the first release, in person-weeks.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EffortModel {
    /// What kind of estimate it is.
    pub label: String,
    /// How to read it.
    pub method: String,
    /// The first that applies counts.
    #[serde(default)]
    pub remarks: Vec<Remark>,
    /// The first that applies counts; the last always applies.
    pub bases: Vec<EffortBase>,
    /// All that apply are added.
    pub factors: Vec<EffortFactor>,
}

/// A base of the effort.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EffortBase {
    /// When it applies.
    pub when: When,
    /// Median (`p50`) and careful (`p80`) estimate.
    pub weeks: Spanned<[u32; 2]>,
    /// A short description.
    pub text: String,
}

/// A factor that adds effort.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EffortFactor {
    /// Stable id.
    pub id: String,
    /// When it applies.
    pub when: When,
    /// The question whose chosen options it counts; once without one.
    pub per: Option<Spanned<String>>,
    /// The number of options that are free.
    #[serde(default)]
    pub free: usize,
    /// Ids of options that do not count.
    #[serde(default)]
    pub less: Vec<String>,
    /// Ids of the only options that count; all if empty.
    #[serde(default)]
    pub only: Vec<String>,
    /// Percent of the base: `p50` and `p80`.
    #[serde(default)]
    pub percent: Option<Spanned<[u32; 2]>>,
    /// Person-weeks: `p50` and `p80`.
    #[serde(default)]
    pub weeks: Option<Spanned<[u32; 2]>>,
    /// A short description.
    pub text: String,
    /// How to do without it in the first release, as advice: `Start with one place`. Only for what can be left out.
    #[serde(default)]
    pub drop: Option<String>,
    /// Where that advice would do harm, and is not given.
    #[serde(default)]
    pub keep: Option<When>,
    /// What the estimate covers, where this applies.
    #[serde(default)]
    pub covers: Option<Scope>,
}

/// How much of what the client wants an estimate covers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The first release.
    #[default]
    FirstRelease,
    /// The first part of a larger whole.
    FirstPart,
    /// The replacement of a system, with the parts that move after the first release.
    Replacement,
}

impl Scope {
    /// The word for messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FirstRelease => "first_release",
            Self::FirstPart => "first_part",
            Self::Replacement => "replacement",
        }
    }
}

/// Phases up to the first release, and triggers after it.
#[derive(Debug, Clone)]
pub struct RoadmapModel {
    /// What stands beside the length; the first that applies.
    pub remarks: Vec<Remark>,
    /// Team sizes; the first that applies counts, the last always applies.
    pub people: Vec<People>,
    /// In order.
    pub phases: Vec<PhaseModel>,
    /// Changes to make when a limit is exceeded.
    pub triggers: Vec<TriggerModel>,
}

/// A team size.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct People {
    /// When it applies.
    pub when: When,
    /// Fewest people; never 0.
    pub from: u32,
    /// Most people.
    pub to: u32,
    /// A note; may be empty.
    #[serde(default)]
    pub text: String,
}

/// A phase of the project.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhaseModel {
    /// Stable id, the name of its file.
    #[serde(skip)]
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its goal.
    pub goal: String,
    /// Other titles and goals; the first that holds counts.
    #[serde(default)]
    pub cases: Vec<PhaseCase>,
    /// When it is part of the project; always without a condition.
    #[serde(default)]
    pub when: Option<When>,
    /// Shortest and longest, in weeks, however small the effort.
    #[serde(default)]
    pub weeks: Option<Spanned<[u32; 2]>>,
    /// Its share of the effort among the phases of the project, spread over the people.
    #[serde(default)]
    pub share: Option<u32>,
    /// Its tasks.
    pub items: Vec<Item>,
}

/// What a phase is called, and what it is for, in some projects.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhaseCase {
    /// When it applies.
    pub when: When,
    /// The title.
    pub title: String,
    /// The goal.
    pub goal: String,
}

/// A task of a phase.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// When it is part of the phase.
    pub when: When,
    /// What to do.
    pub text: String,
    /// Weeks by which it lengthens the phase.
    #[serde(default)]
    pub more: Option<Spanned<[u32; 2]>>,
}

/// A change to make when a limit is exceeded.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TriggerModel {
    /// Stable id.
    pub id: String,
    /// When it is relevant.
    pub when: When,
    /// The limits; any one is enough.
    pub measure: Vec<Threshold>,
    /// The change to make.
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
    /// Its unit.
    pub unit: String,
    /// Answers that exceed the limit from the first day.
    #[serde(default)]
    pub exceeded: Option<When>,
    /// Answers under which it may be exceeded from the first day, so that it says nothing.
    #[serde(default)]
    pub unless: Option<When>,
}

/// Monthly running cost.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostModel {
    /// What kind of estimate it is.
    pub label: String,
    /// The first that applies counts.
    #[serde(default)]
    pub remarks: Vec<Remark>,
    /// Names of the sizes, the smallest first.
    pub sizes: [String; SIZES],
    /// Sizes to assume while the number of users is open; the first that applies counts, the last always applies.
    pub unknown_size: Vec<SizeGuess>,
    /// Introduces what is assumed.
    #[serde(default)]
    pub assumed: String,
    /// What to assume about questions without any answer; of a question, the first that applies.
    #[serde(default)]
    pub assumptions: Vec<Assumption>,
    /// Lower limits of the size.
    pub at_least: Vec<AtLeast>,
    /// The first that applies counts; the last always applies.
    pub bases: Vec<CostBase>,
    /// All that apply are added.
    pub additions: Vec<Addition>,
}

/// A range of sizes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizeGuess {
    /// When it applies.
    pub when: When,
    /// The smallest, from 0.
    pub from: usize,
    /// The largest.
    pub to: usize,
}

/// What to assume about a question that has no answer, such as one that was never asked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assumption {
    /// The question.
    pub question: Spanned<String>,
    /// The option.
    pub option: String,
    /// When it applies; always without a condition.
    #[serde(default)]
    pub when: Option<When>,
    /// The assumption in words; none if it need not be mentioned.
    #[serde(default)]
    pub text: Option<String>,
}

/// A lower limit of the size.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AtLeast {
    /// When it applies.
    pub when: When,
    /// The smallest size, from 0.
    pub size: usize,
}

/// A lowest and a highest cost for each size.
pub type Bands = Spanned<[[u32; 2]; SIZES]>;

/// A base of the cost.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostBase {
    /// When it applies.
    pub when: When,
    /// A short description.
    pub text: String,
    /// Per month.
    pub bands: Bands,
}

/// An addition to the cost: `bands`, `percent` or `amounts`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addition {
    /// Stable id.
    pub id: String,
    /// When it applies.
    pub when: When,
    /// A short description; `{layer}` stands for the product chosen for that layer.
    pub text: String,
    /// Per month, by size.
    #[serde(default)]
    pub bands: Option<Bands>,
    /// Percent of the base: lowest and highest.
    #[serde(default)]
    pub percent: Option<Spanned<[u32; 2]>>,
    /// Whether `percent` counts on the replicated additions as well.
    #[serde(default)]
    pub with_data: bool,
    /// The question whose answers `amounts` prices.
    #[serde(default)]
    pub by: Option<Spanned<String>>,
    /// Per month, by option. Several chosen options add up; an option without an amount costs nothing.
    #[serde(default)]
    pub amounts: BTreeMap<String, [u32; 2]>,
    /// For each size, the lowest and the highest option to assume while the question is open; any option without it.
    #[serde(default)]
    pub assume: Option<[[String; 2]; SIZES]>,
    /// Whether a second copy, region or zone pays for it again.
    #[serde(default)]
    pub replicated: bool,
    /// How to do without it, as advice. Only for what can be left out.
    #[serde(default)]
    pub drop: Option<String>,
    /// Where that advice would do harm, and is not given.
    #[serde(default)]
    pub keep: Option<When>,
}

#[cfg(test)]
mod tests;
