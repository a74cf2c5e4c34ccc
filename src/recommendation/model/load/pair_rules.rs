//! `compatibility.yaml`: rules about two candidates, and the complexity budget.

use crate::recommendation::model::index::{CandidateIdx, ConditionId, Idx};
use crate::recommendation::model::raw::{
    RawBudget, RawCompatibility, RawPair, RawPoints, RawRelief, RawRequirement,
};
use crate::recommendation::model::reader::Reader;
use crate::recommendation::model::rules::{Budget, Effect, PairRule, Relief, Requirement};

/// Resolves the file.
pub fn read(reader: &mut Reader<'_>, raw: RawCompatibility) -> (Vec<PairRule>, Budget) {
    let mut rules = Vec::new();
    for raw in raw.forbid {
        rules.extend(pair_rule(reader, raw, Effect::Forbid));
    }
    for raw in raw.require {
        rules.extend(requirement(reader, raw));
    }
    for raw in raw.synergy {
        let effect = Effect::Points(raw.points);
        rules.extend(pair_rule(reader, raw, effect));
    }
    (rules, budget(reader, raw.budget))
}

fn pair_rule(reader: &mut Reader<'_>, raw: RawPair, effect: Effect) -> Option<PairRule> {
    let first = reader.select(&raw.these);
    let second = reader.select(&raw.with);
    Some(PairRule {
        when: reader.optional_when(raw.when.as_ref())?,
        id: raw.id.value,
        pairs: pairs(reader, &first, &second),
        effect,
        text: raw.text,
        requires: None,
    })
}

fn requirement(reader: &mut Reader<'_>, raw: RawRequirement) -> Option<PairRule> {
    let of = reader.select(&raw.these);
    let layer = reader.layer(&raw.layer)?;
    if reader.catalogue.layers[layer.position()].follows {
        let message = format!(
            "`{}` follows the core, so nothing can require it; write `forbid`",
            raw.layer.value
        );
        reader.report(&raw.layer, message);
    }
    let allowed = reader.select(&raw.one_of);
    let places = reader.places.enumerate();
    let others: Vec<CandidateIdx> = places
        .filter(|(candidate, place)| place.layer == layer && !allowed.contains(candidate))
        .map(|(candidate, _)| candidate)
        .collect();
    Some(PairRule {
        when: reader.optional_when(raw.when.as_ref())?,
        id: raw.id.value,
        pairs: pairs(reader, &of, &others),
        effect: Effect::Forbid,
        text: raw.text,
        requires: Some(Requirement { layer, of }),
    })
}

/// Every pair of candidates from different layers.
fn pairs(
    reader: &Reader<'_>,
    first: &[CandidateIdx],
    second: &[CandidateIdx],
) -> Vec<(CandidateIdx, CandidateIdx)> {
    let layer = |candidate: CandidateIdx| reader.places[candidate].layer;
    first
        .iter()
        .flat_map(|first| second.iter().map(|second| (*first, *second)))
        .filter(|(first, second)| layer(*first) != layer(*second))
        .collect()
}

fn budget(reader: &mut Reader<'_>, raw: RawBudget) -> Budget {
    let caps = conditional_points(reader, raw.caps);
    let adjustments = conditional_points(reader, raw.adjustments);
    let reliefs = raw.reliefs.into_iter();
    let reliefs = reliefs.filter_map(|raw| relief(reader, raw)).collect();
    Budget {
        caps,
        adjustments,
        reliefs,
        unknown: raw.unknown,
        text: raw.text,
    }
}

fn conditional_points(reader: &mut Reader<'_>, raw: Vec<RawPoints>) -> Vec<(ConditionId, i64)> {
    let points = raw.into_iter();
    points
        .filter_map(|raw| Some((reader.when(&raw.when)?, raw.points)))
        .collect()
}

fn relief(reader: &mut Reader<'_>, raw: RawRelief) -> Option<Relief> {
    let of = reader.select(&raw.of);
    Some(Relief {
        when: reader.when(&raw.when)?,
        of,
        points: raw.points,
    })
}
