//! How answers become a recommendation, read from `content/recommendation/` and resolved
//! to positions so that a request does no look-ups by name.

pub mod asking;
mod load;
mod names;
mod raw;
mod reader;
mod together;
pub mod vocabulary;

use std::collections::BTreeSet;
use std::ops::Range;

pub use asking::{Asked, Asking, When};
pub use names::{RuleNames, ShortNames};
pub use together::Seats;

use super::condition::Condition;

/// The rule id of what costs more work than the team can carry.
pub const COMPLEXITY: &str = "complexity_budget";

/// The scoring model. Everything refers to technologies, layers and criteria by their position in the catalogue.
#[derive(Debug, Clone)]
pub struct Model {
    /// Every technology in every layer where it may be chosen; grouped by layer, sorted by id within.
    pub candidates: Vec<Candidate>,
    /// The candidates of each layer.
    pub ranges: Vec<Range<usize>>,
    /// Per layer: criterion and base weight.
    pub weights: Vec<Vec<(usize, u64)>>,
    /// Per candidate, beside the weights of its layer: the value from 0 to 5.
    pub values: Vec<Vec<u8>>,
    /// Questions that some rule asks about, directly or through a derived fact.
    pub asks: BTreeSet<String>,
    /// Every different condition that can change the choice of a technology.
    pub asking: Asking,
    /// Where every candidate sits in the joint search.
    pub seats: Seats,
    /// Per layer: its rank, the layer whose choice matters most first.
    pub importance: Vec<usize>,
    /// What technologies are called inside a sentence.
    pub names: ShortNames,
    /// What each rule is called in a list, by its id.
    pub rule_names: RuleNames,
    /// Per candidate: what it adds to the work of running the system.
    pub work: Vec<i64>,
    /// The criterion that is worked out from the team's skills.
    pub skill: usize,
    /// What makes a criterion weigh more or less.
    pub multipliers: Vec<Multiplier>,
    /// Criteria that may not fail in some situations.
    pub vetoes: Vec<Veto>,
    /// Per layer: when it is needed at all.
    pub needs: Vec<Need>,
    /// What is impossible, whatever its score.
    pub rules: Vec<Rule>,
    /// What is more or less fitting.
    pub preferences: Vec<Preference>,
    /// What cannot or should stand together.
    pub pairs: Vec<PairRule>,
    /// How much a team can run.
    pub budget: Budget,
    /// Dangers worth a sentence.
    pub risks: Vec<Risk>,
    /// Answers that do not go together.
    pub contradictions: Vec<Contradiction>,
    /// When not to build at all; the first that holds counts.
    pub buy_instead: Vec<Purchase>,
}

/// A technology in a layer where it may be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Position of the layer.
    pub layer: usize,
    /// Position of the technology.
    pub technology: usize,
}

/// Changes weights while its condition holds.
#[derive(Debug, Clone)]
pub struct Multiplier {
    /// When it applies.
    pub when: When,
    /// Per layer: whether it applies there.
    pub layers: Vec<bool>,
    /// Criterion and percent of the former weight.
    pub percent: Vec<(usize, u64)>,
    /// Ends a sentence that starts with "This weighs more because".
    pub because: String,
}

/// A criterion on which 0 or 1 sets a technology behind all others.
#[derive(Debug, Clone)]
pub struct Veto {
    /// When it applies.
    pub when: When,
    /// Per layer: whether it applies there.
    pub layers: Vec<bool>,
    /// The criterion.
    pub criterion: usize,
    /// Why, with `{name}` for the technology.
    pub text: String,
}

/// When a layer is needed.
#[derive(Debug, Clone)]
pub struct Need {
    /// Needed if it holds.
    pub when: When,
    /// If `when` is unknown: needed if this holds, and the report says that it was presumed.
    pub presume: Option<When>,
    /// Not presumed if this is known to hold.
    pub except: Option<When>,
    /// Said of a layer that is not needed.
    pub otherwise: String,
}

/// A hard rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// For example `R07`; several rules may share an id.
    pub id: String,
    /// Fires only when it holds.
    pub when: When,
    /// Candidates it removes, in order.
    pub removes: Vec<usize>,
    /// Whether it says what a technology is for, rather than what somebody wishes; nobody can ease it.
    pub firm: bool,
    /// Why, with `{name}` for the technology.
    pub text: String,
}

/// A soft rule.
#[derive(Debug, Clone)]
pub struct Preference {
    /// When it applies.
    pub when: When,
    /// Not if this is known to hold.
    pub except: Option<When>,
    /// Candidates it concerns.
    pub of: Vec<usize>,
    /// Added to their scores.
    pub points: i64,
    /// Why, with `{name}` for the technology.
    pub text: String,
}

/// A rule about two candidates of different layers.
#[derive(Debug, Clone)]
pub struct PairRule {
    /// For example `R15`.
    pub id: String,
    /// Always, if there is no condition.
    pub when: Option<When>,
    /// The pairs; the first is the one the sentence is about.
    pub pairs: Vec<(usize, usize)>,
    /// Forbidden, or worth points.
    pub effect: Effect,
    /// Why, with `{name}` and `{other}`.
    pub text: String,
    /// The layer without which the first of the pair is impossible.
    pub requires: Option<(usize, Vec<usize>)>,
}

/// What a pair rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The two never stand together.
    Forbid,
    /// Points, shared by both.
    Points(i64),
}

/// The complexity budget: how many points of operational work a stack may cost.
#[derive(Debug, Clone)]
pub struct Budget {
    /// The first that holds counts.
    pub caps: Vec<(When, i64)>,
    /// When none holds.
    pub unknown: i64,
    /// All that hold are added.
    pub adjustments: Vec<(When, i64)>,
    /// What is less work in a situation, and how much less; all that hold are taken off.
    pub reliefs: Vec<(When, Vec<usize>, i64)>,
    /// Why something was too much, with `{name}`.
    pub text: String,
}

/// A danger.
#[derive(Debug, Clone)]
pub struct Risk {
    /// Stable.
    pub id: String,
    /// When it is there; may ask what was chosen.
    pub when: Condition,
    /// Not if this is known to hold.
    pub except: Option<Condition>,
    /// What to do about it.
    pub text: String,
}

/// Answers that do not go together.
#[derive(Debug, Clone)]
pub struct Contradiction {
    /// Stable.
    pub id: String,
    /// When it is there.
    pub when: Condition,
    /// Not if this is known to hold.
    pub except: Option<Condition>,
    /// What does not fit.
    pub text: String,
    /// The smallest change that removes it.
    pub change: String,
}

/// Something to buy rather than build.
#[derive(Debug, Clone)]
pub struct Purchase {
    /// Stable.
    pub id: String,
    /// As a reader sees it.
    pub name: String,
    /// When it is the better way.
    pub when: Condition,
    /// Not if this is known to hold.
    pub except: Option<Condition>,
    /// Why.
    pub text: String,
}

impl Model {
    /// The place of the skill criterion among the weights of a layer, if skills count there.
    pub fn skill_place(&self, layer: usize) -> Option<usize> {
        let mut weights = self.weights[layer].iter();
        weights.position(|(criterion, _)| *criterion == self.skill)
    }
}

#[cfg(test)]
mod tests;
