//! How much each criterion counts in a layer.

use crate::recommendation::model::{
    Idx, IndexVec, LayerIdx, LayerModel, Model, MultiplierIdx, Weight, WeightIdx,
};

/// Per layer and weight, as the model lists them.
pub type Weights = IndexVec<LayerIdx, IndexVec<WeightIdx, i64>>;

/// What the weights of one layer sum to.
const WHOLE: u64 = 2_000;
/// Bits that hold a share.
const SHARE_BITS: u32 = 16;
const SHARE_MASK: u64 = (1 << SHARE_BITS) - 1;

/// Base weights times multipliers, scaled to the same sum in each layer. Skills weigh nothing while they are unknown.
/// Weights of another situation, where skills are known just as well, save work and change nothing.
pub fn weights(
    model: &Model,
    multipliers: &[MultiplierIdx],
    skills_known: bool,
    similar: Option<(&Weights, &[MultiplierIdx])>,
) -> Weights {
    let only = |first: &[MultiplierIdx], second: &[MultiplierIdx]| {
        let missing = first
            .iter()
            .filter(|one| second.binary_search(one).is_err());
        missing.copied().collect::<Vec<MultiplierIdx>>()
    };
    let changed = similar.map(|(_, others)| [only(multipliers, others), only(others, multipliers)]);
    let changed = changed.unwrap_or_default().concat();
    let same = |index: LayerIdx| {
        let (weights, _) = similar?;
        let mut changed = changed.iter();
        let differs = changed.any(|multiplier| model.multipliers[*multiplier].layers[index]);
        (!differs).then(|| weights[index].clone())
    };
    let layers = model.layers.enumerate();
    layers
        .map(|(index, layer)| {
            let weigh = || weights_of_layer(model, index, layer, multipliers, skills_known);
            same(index).unwrap_or_else(weigh)
        })
        .collect()
}

fn weights_of_layer(
    model: &Model,
    index: LayerIdx,
    layer: &LayerModel,
    multipliers: &[MultiplierIdx],
    skills_known: bool,
) -> IndexVec<WeightIdx, i64> {
    let base = |weight: &Weight| {
        let is_unknown = weight.criterion == model.skill && !skills_known;
        if is_unknown { 0 } else { weight.base * 1_000 }
    };
    let mut weights: Vec<u64> = layer.weights.iter().map(base).collect();
    let multipliers = multipliers.iter().map(|index| &model.multipliers[*index]);
    for multiplier in multipliers.filter(|multiplier| multiplier.layers[index]) {
        for criterion in &multiplier.criteria {
            if let Some(weight) = layer.weight_of(*criterion) {
                let weight = &mut weights[weight.position()];
                *weight = *weight * multiplier.percent / 100;
            }
        }
    }
    share(&mut weights);
    weights.into_iter().map(|share| share as i64).collect()
}

/// Divides 2,000 in proportion, in place. What rounding leaves is given to the largest remainders, the earlier ones first.
pub fn share(weights: &mut [u64]) {
    let sum = weights.iter().sum::<u64>();
    if sum == 0 {
        return;
    }
    let mut left = WHOLE;
    // A share and its remainder in one number, so that nothing is allocated: this runs for each layer at each point.
    for weight in &mut *weights {
        let (share, rest) = (*weight * WHOLE / sum, *weight * WHOLE % sum);
        left -= share;
        *weight = rest << SHARE_BITS | share;
    }
    // The remainders add up to what is left, so that each of the largest takes one.
    for _ in 0..left {
        let remainders = weights.iter_mut().rev();
        let largest = remainders.max_by_key(|weight| **weight >> SHARE_BITS);
        if let Some(weight) = largest {
            *weight = (*weight & SHARE_MASK) + 1;
        }
    }
    for weight in weights {
        *weight &= SHARE_MASK;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_always_sum_to_the_whole() {
        let shares = |raw: &[u64]| {
            let mut weights = raw.to_vec();
            share(&mut weights);
            weights
        };
        for raw in [
            vec![1, 1, 1],
            vec![28_000, 12_000, 7],
            vec![0, 5],
            vec![3; 13],
        ] {
            assert_eq!(shares(&raw).iter().sum::<u64>(), 2_000, "{raw:?}");
        }
        assert_eq!(shares(&[0, 5]), [0, 2_000]);
        assert_eq!(
            shares(&[1, 1, 1]),
            [667, 667, 666],
            "the earlier ones first"
        );
        assert_eq!(shares(&[28_000, 12_000, 7]), [1_400, 600, 0]);
    }
}
