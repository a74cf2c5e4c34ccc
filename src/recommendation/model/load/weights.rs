//! `weights.yaml`: what counts in each layer, what changes it, and vetoes.

use std::collections::BTreeMap;

use crate::content::catalogue::{Catalogue, LayerInfo};
use crate::recommendation::model::index::{
    Idx, IndexVec, LayerIdx, MultiplierIdx, VetoIdx, WeightIdx,
};
use crate::recommendation::model::layers::Weight;
use crate::recommendation::model::raw::{RawMultiplier, RawVeto, RawWeight, RawWeights};
use crate::recommendation::model::reader::{Reader, Text};
use crate::recommendation::model::rules::{Multiplier, Veto};

/// The criterion of every layer's skill weight.
pub const SKILL: &str = "skill_match";

/// Per layer: what counts there.
pub type BaseWeights = IndexVec<LayerIdx, IndexVec<WeightIdx, Weight>>;

/// What the file holds.
pub struct Weighting {
    /// Weights before any multiplier.
    pub base: BaseWeights,
    /// What changes them.
    pub multipliers: IndexVec<MultiplierIdx, Multiplier>,
    /// Criteria that may not fail.
    pub vetoes: IndexVec<VetoIdx, Veto>,
}

/// Resolves the file.
pub fn read(reader: &mut Reader<'_>, raw: RawWeights) -> Weighting {
    let base = base_weights(reader, raw.base);
    let multipliers = raw.multipliers.into_iter();
    let multipliers = multipliers
        .filter_map(|raw| multiplier(reader, raw))
        .collect();
    let vetoes = raw.vetoes.into_iter();
    let vetoes = vetoes.filter_map(|raw| veto(reader, raw)).collect();
    Weighting {
        base,
        multipliers,
        vetoes,
    }
}

fn base_weights(reader: &mut Reader<'_>, raw: BTreeMap<String, Vec<RawWeight>>) -> BaseWeights {
    let catalogue = reader.catalogue;
    let mut base = BaseWeights::filled(IndexVec::default(), catalogue.layers.len());
    for (id, weights) in raw {
        let mut layers = catalogue.layers.iter();
        let Some(position) = layers.position(|layer| layer.id == id) else {
            if let Some(first) = weights.first() {
                reader.report(&first.criterion, format!("there is no layer `{id}`"));
            }
            continue;
        };
        for raw in weights {
            let Some(criterion) = reader.criterion(&raw.criterion) else {
                continue;
            };
            report_missing_score(reader, &catalogue.layers[position], &raw.criterion);
            base[LayerIdx::new(position)].push(Weight {
                criterion,
                base: raw.weight,
            });
        }
    }
    for (info, _) in catalogue
        .layers
        .iter()
        .zip(&base)
        .filter(|(_, weights)| weights.is_empty())
    {
        reader.report_whole(format!("the layer `{}` has no weights", info.id));
    }
    base
}

/// Reports the first candidate of a layer that has no score for a criterion that counts there.
fn report_missing_score(reader: &mut Reader<'_>, layer: &LayerInfo, criterion: &Text) {
    if criterion.value == SKILL {
        return;
    }
    let catalogue: &Catalogue = reader.catalogue;
    let unscored = layer
        .candidates
        .iter()
        .map(|position| &catalogue.technologies[*position])
        .find(|technology| !technology.scores.contains_key(&criterion.value));
    if let Some(unscored) = unscored {
        let message = format!("`{}` has no score for `{}`", unscored.id, criterion.value);
        reader.report(criterion, message);
    }
}

fn multiplier(reader: &mut Reader<'_>, raw: RawMultiplier) -> Option<Multiplier> {
    let criteria = raw.criteria.iter();
    let criteria = criteria.filter_map(|text| reader.criterion(text)).collect();
    Some(Multiplier {
        criteria,
        layers: reader.layers(&raw.layers),
        percent: raw.percent,
        because: raw.because,
        when: reader.when(&raw.when)?,
    })
}

fn veto(reader: &mut Reader<'_>, raw: RawVeto) -> Option<Veto> {
    Some(Veto {
        layers: reader.layers(&raw.layers),
        when: reader.when(&raw.when)?,
        criterion: reader.criterion(&raw.criterion)?,
        text: raw.text,
    })
}
