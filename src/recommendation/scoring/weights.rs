//! How much each criterion counts in a layer.

use std::cmp::Reverse;

use crate::recommendation::model::{
    IndexVec, LayerIdx, LayerModel, Model, MultiplierIdx, Weight, WeightIdx,
};

/// Per layer and weight, as the model lists them.
pub type Weights = IndexVec<LayerIdx, IndexVec<WeightIdx, i64>>;

/// What the weights of one layer sum to.
const WHOLE: u64 = 2_000;

/// Base weights times multipliers, scaled to the same sum in each layer. Skills weigh nothing while they are unknown.
pub fn weights(model: &Model, multipliers: &[MultiplierIdx], skills_known: bool) -> Weights {
    let layers = model.layers.enumerate();
    layers
        .map(|(index, layer)| weights_of_layer(model, index, layer, multipliers, skills_known))
        .collect()
}

fn weights_of_layer(
    model: &Model,
    index: LayerIdx,
    layer: &LayerModel,
    multipliers: &[MultiplierIdx],
    skills_known: bool,
) -> IndexVec<WeightIdx, i64> {
    let weigh = |weight: &Weight| {
        if weight.criterion == model.skill && !skills_known {
            return 0;
        }
        multipliers
            .iter()
            .map(|multiplier| &model.multipliers[*multiplier])
            .filter(|multiplier| multiplier.layers[index])
            .flat_map(|multiplier| {
                let same = multiplier
                    .criteria
                    .iter()
                    .filter(|criterion| **criterion == weight.criterion);
                same.map(|_| multiplier.percent)
            })
            .fold(weight.base * 1_000, |product, percent| {
                product * percent / 100
            })
    };
    let raw: Vec<u64> = layer.weights.iter().map(weigh).collect();
    share(&raw).into()
}

/// Divides 2,000 in proportion. What rounding leaves is given to the largest remainders, the earlier ones first.
pub fn share(raw: &[u64]) -> Vec<i64> {
    let sum = raw.iter().sum::<u64>().max(1);
    let mut shares: Vec<u64> = raw.iter().map(|weight| weight * WHOLE / sum).collect();
    let left = WHOLE.saturating_sub(shares.iter().sum());
    let remainders = raw.iter().enumerate().filter(|(_, weight)| **weight > 0);
    let mut remainders: Vec<(Reverse<u64>, usize)> = remainders
        .map(|(index, weight)| (Reverse(weight * WHOLE % sum), index))
        .collect();
    remainders.sort_unstable();
    for (_, index) in remainders.into_iter().cycle().take(left as usize) {
        shares[index] += 1;
    }
    shares.into_iter().map(|share| share as i64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_always_sum_to_the_whole() {
        for raw in [
            vec![1, 1, 1],
            vec![28_000, 12_000, 7],
            vec![0, 5],
            vec![3; 13],
        ] {
            assert_eq!(share(&raw).iter().sum::<i64>(), 2_000, "{raw:?}");
        }
        assert_eq!(share(&[0, 5]), [0, 2_000]);
    }
}
