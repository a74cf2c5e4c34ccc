//! A decision to be explained.

use crate::recommendation::advice::Reason;
use crate::recommendation::decision::Decision;
use crate::recommendation::facts::FactBase;
use crate::recommendation::model::{
    CandidateIdx, Effect, IndexVec, LayerIdx, Model, MultiplierIdx, PairRuleIdx, WeightIdx,
};
use crate::recommendation::sentence::Sentence;

/// What pair rules count as, beside the criteria.
pub const TOGETHER: &str = "together";

/// A decision with the model and the facts that it was made with.
pub struct View<'a> {
    /// The model.
    pub model: &'a Model,
    /// The facts that were decided on.
    pub facts: &'a FactBase<'a>,
    /// What was decided.
    pub decision: &'a Decision,
    /// Per layer and weight: the first multiplier that raises it.
    raised_by: IndexVec<LayerIdx, IndexVec<WeightIdx, Option<MultiplierIdx>>>,
}

impl<'a> View<'a> {
    /// The view of a decision.
    pub fn of(model: &'a Model, facts: &'a FactBase<'a>, decision: &'a Decision) -> Self {
        let layers = model.layers.iter();
        let nothing = layers.map(|layer| IndexVec::filled(None, layer.weights.len()));
        let mut raised_by: IndexVec<LayerIdx, IndexVec<WeightIdx, _>> = nothing.collect();
        for index in &decision.scores.multipliers {
            let multiplier = &model.multipliers[*index];
            for (layer, info) in model.layers.enumerate() {
                if multiplier.percent <= 100 || !multiplier.layers[layer] {
                    continue;
                }
                let criteria = multiplier.criteria.iter();
                for weight in criteria.filter_map(|criterion| info.weight_of(*criterion)) {
                    raised_by[layer][weight].get_or_insert(*index);
                }
            }
        }
        Self {
            model,
            facts,
            decision,
            raised_by,
        }
    }

    /// The first multiplier that raises a weight.
    pub fn because(&self, layer: LayerIdx, weight: WeightIdx) -> Option<MultiplierIdx> {
        self.raised_by[layer][weight]
    }

    /// What two candidates add to each other's scores, by rule.
    pub fn synergies(
        &self,
        candidate: CandidateIdx,
        other: CandidateIdx,
    ) -> impl Iterator<Item = Reason<Sentence>> {
        let points = self.synergy_points(candidate, other);
        points.map(move |(index, points)| {
            let pairs = &self.model.pair_rules[index].pairs;
            let (first, second) = if pairs.contains(&(candidate, other)) {
                (candidate, other)
            } else {
                (other, candidate)
            };
            Reason {
                is_weak: false,
                criterion: TOGETHER.to_owned(),
                points,
                text: Sentence::PairRule(index, first, Some(second)),
            }
        })
    }

    /// The rules by which two candidates add to each other's scores, and what each adds.
    pub fn synergy_points(
        &self,
        candidate: CandidateIdx,
        other: CandidateIdx,
    ) -> impl Iterator<Item = (PairRuleIdx, i64)> {
        let rules = self.standing_rules(candidate, other);
        rules.filter_map(move |index| {
            let rule = &self.model.pair_rules[index];
            let Effect::Points(points) = rule.effect else {
                return None;
            };
            let is_pair = |pair: &&(CandidateIdx, CandidateIdx)| {
                **pair == (candidate, other) || **pair == (other, candidate)
            };
            let times = rule.pairs.iter().filter(is_pair).count();
            (times > 0).then_some((index, points * times as i64))
        })
    }

    /// The rules about two candidates that hold here.
    pub fn standing_rules(
        &self,
        first: CandidateIdx,
        second: CandidateIdx,
    ) -> impl Iterator<Item = PairRuleIdx> + '_ {
        let standing = self.decision.stack.pair_rules();
        let rules = self.model.pairs.rules(first, second).iter().copied();
        rules.filter(|rule| standing.binary_search(rule).is_ok())
    }
}
