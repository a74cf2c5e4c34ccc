//! The rules of the model, with everything they name resolved to indices.

use super::index::{CandidateIdx, ConditionId, CriterionIdx, IndexVec, LayerIdx};
use crate::content::condition::Condition;

/// The rule id for whatever exceeds the complexity budget.
pub const COMPLEXITY: &str = "complexity_budget";

/// Changes weights while its condition holds.
#[derive(Debug, Clone)]
pub struct Multiplier {
    /// When it applies.
    pub when: ConditionId,
    /// Per layer: whether it applies there.
    pub layers: IndexVec<LayerIdx, bool>,
    /// The criteria whose weights it changes.
    pub criteria: Vec<CriterionIdx>,
    /// In percent of the former weight.
    pub percent: u64,
    /// A main clause about the client, such as "you want to launch soon": what a technology means for it follows after "and".
    pub because: String,
}

/// A criterion on which 0 or 1 puts a technology behind all others.
#[derive(Debug, Clone)]
pub struct Veto {
    /// When it applies.
    pub when: ConditionId,
    /// Per layer: whether it applies there.
    pub layers: IndexVec<LayerIdx, bool>,
    /// The criterion.
    pub criterion: CriterionIdx,
    /// Why, with `{name}` for the technology.
    pub text: String,
}

/// When a layer is needed.
#[derive(Debug, Clone, Default)]
pub struct Need {
    /// Needed if it holds.
    pub when: ConditionId,
    /// If `when` is unknown: needed if this holds.
    pub presume: Option<ConditionId>,
    /// Not presumed if this is known to hold.
    pub except: Option<ConditionId>,
    /// Also needed beside one of these candidates of the core, in order.
    pub or_chosen: Vec<CandidateIdx>,
    /// The reason shown where the layer is not needed.
    pub otherwise: String,
}

/// A hard rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// For example `R07`; several rules may share an id.
    pub id: String,
    /// Fires only when it holds.
    pub when: ConditionId,
    /// Candidates it removes, in order.
    pub removes: Vec<CandidateIdx>,
    /// Whether it is about what a technology is for rather than what a visitor prefers. Such a rule cannot be relaxed.
    pub firm: bool,
    /// Why, with `{name}` for the technology.
    pub text: String,
}

/// A soft rule.
#[derive(Debug, Clone)]
pub struct Preference {
    /// When it applies.
    pub when: ConditionId,
    /// Not if this is known to hold.
    pub except: Option<ConditionId>,
    /// Candidates it concerns, in order.
    pub of: Vec<CandidateIdx>,
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
    pub when: Option<ConditionId>,
    /// The pairs; the sentence is about the first of each.
    pub pairs: Vec<(CandidateIdx, CandidateIdx)>,
    /// What it does to them.
    pub effect: Effect,
    /// Why, with `{name}` and `{other}`.
    pub text: String,
    /// The layer without which some candidates are impossible.
    pub requires: Option<Requirement>,
}

/// A layer that some candidates cannot do without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The layer.
    pub layer: LayerIdx,
    /// The candidates, in order.
    pub of: Vec<CandidateIdx>,
}

/// What a pair rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The two are never chosen together.
    Forbid,
    /// Points, shared by both.
    Points(i64),
}

/// The complexity budget: how many points of operational work a stack may cost.
#[derive(Debug, Clone)]
pub struct Budget {
    /// The first that holds counts.
    pub caps: Vec<(ConditionId, i64)>,
    /// When none holds.
    pub unknown: i64,
    /// All that hold are added.
    pub adjustments: Vec<(ConditionId, i64)>,
    /// All that hold are subtracted.
    pub reliefs: Vec<Relief>,
    /// Why something was too much, with `{name}`.
    pub text: String,
}

/// Less work for some candidates.
#[derive(Debug, Clone)]
pub struct Relief {
    /// When it applies.
    pub when: ConditionId,
    /// The candidates, in order.
    pub of: Vec<CandidateIdx>,
    /// How much less.
    pub points: i64,
}

/// A finding of the advice, and when it applies. Its condition may name what was chosen.
#[derive(Debug, Clone)]
pub struct Conditional<T> {
    /// When it applies.
    pub when: Condition,
    /// Not if this is known to hold.
    pub except: Option<Condition>,
    /// What the advice then contains.
    pub finding: T,
}
