//! The order in which the search decides, so that it walks over memory in one direction.

use std::cmp::Reverse;

use super::index::{CandidateIdx, Idx, IndexRange, IndexVec, LayerIdx, SlotIdx, TechnologyIdx};
use super::layers::Place;
use super::rules::PairRule;
use crate::content::catalogue::Catalogue;

/// A slot per candidate: layer after layer in the order of deciding, within a layer in the order of the catalogue. The
/// layers of the core come before those that follow it.
#[derive(Debug, Clone)]
pub struct SearchOrder {
    /// Layers in the order of deciding: those with most pair rules first.
    pub layers: Vec<LayerIdx>,
    /// How many of them are the core.
    pub core: usize,
    /// Per candidate: its slot.
    pub slots: IndexVec<CandidateIdx, SlotIdx>,
    /// Per slot: its candidate.
    pub candidates: IndexVec<SlotIdx, CandidateIdx>,
    /// Per layer: its slots.
    pub ranges: IndexVec<LayerIdx, IndexRange<SlotIdx>>,
    /// The slots of each technology that is in several layers, in order: it is operated once, wherever it is chosen.
    pub shared: Vec<Vec<SlotIdx>>,
}

impl SearchOrder {
    /// Orders all candidates.
    pub fn of<'a>(
        catalogue: &Catalogue,
        pair_rules: impl IntoIterator<Item = &'a PairRule>,
        places: &IndexVec<CandidateIdx, Place>,
        ranges: &IndexVec<LayerIdx, IndexRange<CandidateIdx>>,
    ) -> Self {
        let mut pairs = IndexVec::<LayerIdx, usize>::filled(0, ranges.len());
        for (first, second) in pair_rules.into_iter().flat_map(|rule| &rule.pairs) {
            pairs[places[*first].layer] += 1;
            pairs[places[*second].layer] += 1;
        }
        let mut layers: Vec<LayerIdx> = ranges.indices().collect();
        let follows = |layer: LayerIdx| catalogue.layers[layer.position()].follows;
        layers.sort_by_key(|layer| (follows(*layer), Reverse(pairs[*layer]), *layer));
        let core = layers.iter().filter(|layer| !follows(**layer)).count();
        let mut candidates = IndexVec::default();
        let mut slots = IndexVec::filled(SlotIdx::default(), places.len());
        let mut slot_ranges = IndexVec::filled(
            IndexRange::new(SlotIdx::default(), SlotIdx::default()),
            ranges.len(),
        );
        for layer in &layers {
            let start = SlotIdx::new(candidates.len());
            for candidate in ranges[*layer].iter() {
                slots[candidate] = candidates.push(candidate);
            }
            slot_ranges[*layer] = IndexRange::new(start, SlotIdx::new(candidates.len()));
        }
        let mut shared = IndexVec::<TechnologyIdx, Vec<SlotIdx>>::filled(
            Vec::new(),
            catalogue.technologies.len(),
        );
        for (slot, candidate) in candidates.enumerate() {
            shared[places[*candidate].technology].push(slot);
        }
        let shared = shared.into_iter().filter(|slots| slots.len() > 1);
        Self {
            layers,
            core,
            shared: shared.collect(),
            slots,
            candidates,
            ranges: slot_ranges,
        }
    }
}
