//! Layers, the technologies that may be chosen for them, and what counts there.

use super::index::{CandidateIdx, CriterionIdx, IndexRange, IndexVec, LayerIdx, WeightIdx};
use super::index::{Idx, TechnologyIdx};
use super::rules::Need;
use crate::content::catalogue::Catalogue;

/// Per layer: the chosen candidate; none if the layer is not needed or nothing is left for it.
pub type Choice = IndexVec<LayerIdx, Option<CandidateIdx>>;

/// A technology in a layer where it may be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The layer.
    pub layer: LayerIdx,
    /// The technology.
    pub technology: TechnologyIdx,
    /// Per weight of its layer: the value from 0 to 5.
    pub values: IndexVec<WeightIdx, u8>,
    /// Its points of operational work.
    pub work: i64,
}

/// What the model knows about a layer.
#[derive(Debug, Clone)]
pub struct LayerModel {
    /// What may be chosen here.
    pub candidates: IndexRange<CandidateIdx>,
    /// What counts here. Never empty.
    pub weights: IndexVec<WeightIdx, Weight>,
    /// The weight of the team's skills, where they count.
    pub skill: Option<WeightIdx>,
    /// Rank among the layers; 0 is the layer whose choice matters most.
    pub importance: usize,
    /// When the layer is needed.
    pub need: Need,
    /// Whether it is chosen after the core of the stack, for the core that was chosen.
    pub follows: bool,
}

/// How much a criterion counts in a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weight {
    /// The criterion.
    pub criterion: CriterionIdx,
    /// In proportion to the other weights of the layer.
    pub base: u64,
}

impl LayerModel {
    /// The weight of a criterion, if it counts here.
    pub fn weight_of(&self, criterion: CriterionIdx) -> Option<WeightIdx> {
        let mut weights = self.weights.enumerate();
        weights
            .find(|(_, weight)| weight.criterion == criterion)
            .map(|(weight, _)| weight)
    }
}

/// The layer and the technology of every candidate, layer by layer, and the range of each layer.
pub fn places(
    catalogue: &Catalogue,
) -> (
    IndexVec<CandidateIdx, Place>,
    IndexVec<LayerIdx, IndexRange<CandidateIdx>>,
) {
    let mut places = IndexVec::default();
    let mut ranges = IndexVec::default();
    for (layer, info) in catalogue.layers.iter().enumerate() {
        let start = places.len();
        for technology in &info.candidates {
            places.push(Place {
                layer: LayerIdx::new(layer),
                technology: TechnologyIdx::new(*technology),
            });
        }
        ranges.push(IndexRange::new(
            CandidateIdx::new(start),
            CandidateIdx::new(places.len()),
        ));
    }
    (places, ranges)
}

/// The position of a candidate in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The layer.
    pub layer: LayerIdx,
    /// The technology.
    pub technology: TechnologyIdx,
}
