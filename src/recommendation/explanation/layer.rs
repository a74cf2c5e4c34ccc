//! One layer: its choice, the reasons for it, and what speaks against it.

use std::cmp::Reverse;

use super::view::View;
use crate::content::catalogue::FAIR;
use crate::recommendation::advice::{Against, Layer, Reason, Stability};
use crate::recommendation::model::{CandidateIdx, LayerIdx, WeightIdx};
use crate::recommendation::scoring::Part;
use crate::recommendation::sentence::Sentence;

const AGAINST: usize = 2;
/// A criterion of a smaller share in the weights of its layer is no objection.
const LEAST_SHARE_PERCENT: i64 = 6;

impl View<'_> {
    /// The advice for a layer.
    pub fn layer(&self, layer: LayerIdx) -> Layer<Sentence> {
        let outline = self.outline(layer);
        let Some(choice) = self.decision.stack.choice[layer].filter(|_| outline.needed) else {
            return outline;
        };
        let rivals = self.rivals(layer, choice, &outline.excluded);
        Layer {
            against: self.against(layer, choice),
            alternatives: self.alternatives(layer, choice, &rivals),
            compared: rivals.first().map(|rival| self.compared(choice, *rival)),
            ..outline
        }
    }

    /// What a layer has and why, without what speaks against it and what else would do.
    pub fn outline(&self, layer: LayerIdx) -> Layer<Sentence> {
        let need = self.decision.selection.needed[layer];
        if !need.needed {
            let certain = need.known;
            return Layer {
                reasons: vec![need_reason(Sentence::NotNeeded { layer, certain })],
                ..Layer::default()
            };
        }
        let excluded = self.excluded(layer);
        let Some(choice) = self.decision.stack.choice[layer] else {
            return Layer {
                needed: true,
                reasons: vec![need_reason(self.nothing_fits(layer))],
                excluded,
                ..Layer::default()
            };
        };
        let technology = self.model.technology(choice);
        let reasons = self.reasons(layer, choice);
        let possible = self.model.layers[layer].candidates.len() - excluded.len();
        Layer {
            needed: true,
            choice: Some(technology.id.clone()),
            name: Some(technology.name.clone()),
            score: reasons.iter().map(|reason| reason.points).sum(),
            excluded,
            reasons,
            stability: if possible > 1 {
                Stability::Clear
            } else {
                Stability::Only
            },
            ..Layer::default()
        }
    }

    /// All parts of the score, sorted by how far each sets the choice apart from what else was possible.
    fn reasons(&self, layer: LayerIdx, choice: CandidateIdx) -> Vec<Reason<Sentence>> {
        let mut parts: Vec<(i64, Reason<Sentence>)> = Vec::new();
        for (part, points) in self.decision.scores.parts(self.model, choice) {
            let usual = match part {
                Part::Criterion(weight, _) => self.usual_points(layer, weight),
                Part::Preference(_) | Part::Veto(_) => 0,
            };
            let reason = Reason {
                is_weak: matches!(part, Part::Criterion(_, value) if value < FAIR),
                criterion: self.criterion(choice, part).to_owned(),
                points,
                text: self.part(choice, part),
            };
            parts.push((points - usual, reason));
        }
        for other in self.decision.stack.others(self.model, choice) {
            let synergies = self.synergies(choice, other);
            parts.extend(synergies.map(|reason| (reason.points, reason)));
        }
        parts.sort_by_key(|(apart, reason)| Reverse((*apart, reason.points)));
        parts.into_iter().map(|(_, reason)| reason).collect()
    }

    /// What a criterion gives to the candidates of a layer on average.
    fn usual_points(&self, layer: LayerIdx, weight: WeightIdx) -> i64 {
        let (scores, selection) = (&self.decision.scores, &self.decision.selection);
        let values: Vec<i64> = selection
            .remaining(self.model, layer)
            .map(|candidate| i64::from(scores.value(self.model, candidate, weight)))
            .collect();
        scores.weights[layer][weight] * values.iter().sum::<i64>() / (values.len().max(1) as i64)
    }

    /// Whether the client has a reason to care about a criterion: an answer raises it, or it is a fair part of the score.
    pub fn matters(&self, layer: LayerIdx, weight: WeightIdx) -> bool {
        let weights = &self.decision.scores.weights[layer];
        let whole: i64 = weights.iter().sum();
        self.because(layer, weight).is_some()
            || weights[weight] * 100 >= whole * LEAST_SHARE_PERCENT
    }

    /// What speaks against the choice, the heaviest first; nothing where no weakness matters to the client.
    fn against(&self, layer: LayerIdx, choice: CandidateIdx) -> Vec<Against<Sentence>> {
        let mut weaknesses: Vec<(i64, Sentence)> = Vec::new();
        for (part, points) in self.decision.scores.parts(self.model, choice) {
            let (lost, weak) = match part {
                Part::Criterion(weight, value) => (
                    self.decision.scores.weights[layer][weight] * i64::from(5 - value),
                    value < FAIR && self.matters(layer, weight),
                ),
                Part::Preference(_) | Part::Veto(_) => (-points, points < 0),
            };
            if weak && lost > 0 {
                weaknesses.push((lost, self.part(choice, part)));
            }
        }
        weaknesses.sort_by_key(|(lost, _)| Reverse(*lost));
        weaknesses
            .into_iter()
            .take(AGAINST)
            .map(|(_, text)| Against { text })
            .collect()
    }
}

/// Why a layer has no choice.
fn need_reason(text: Sentence) -> Reason<Sentence> {
    Reason {
        is_weak: false,
        criterion: "need".into(),
        points: 0,
        text,
    }
}
