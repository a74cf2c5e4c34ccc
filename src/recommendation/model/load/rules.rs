//! `rules.yaml` and `preferences.yaml`: hard and soft rules about single candidates.

use crate::recommendation::model::index::{CandidateIdx, IndexVec, LayerIdx};
use crate::recommendation::model::raw::{RawPreference, RawRule};
use crate::recommendation::model::reader::Reader;
use crate::recommendation::model::rules::{Preference, Rule};

/// All hard rules.
pub fn read_rules(reader: &mut Reader<'_>, raw: Vec<RawRule>) -> Vec<Rule> {
    let rules = raw.into_iter();
    rules.filter_map(|raw| rule(reader, raw)).collect()
}

/// All soft rules.
pub fn read_preferences(reader: &mut Reader<'_>, raw: Vec<RawPreference>) -> Vec<Preference> {
    let preferences = raw.into_iter();
    preferences
        .filter_map(|raw| preference(reader, raw))
        .collect()
}

fn rule(reader: &mut Reader<'_>, raw: RawRule) -> Option<Rule> {
    let layers = reader.layers(&raw.layers);
    let spared = reader.select_in(&raw.unless, &layers);
    let mut removes = reader.select_in(&raw.exclude, &layers);
    if !raw.keep.is_empty() {
        removes = all_but_kept(reader, &raw, &layers);
    }
    removes.retain(|candidate| !spared.contains(candidate));
    if removes.is_empty() {
        reader.report(
            &raw.id,
            format!(
                "`{}` removes nothing; write `exclude` or `keep`",
                raw.id.value
            ),
        );
    }
    Some(Rule {
        when: reader.when(&raw.when)?,
        id: raw.id.value,
        removes,
        firm: raw.firm,
        text: raw.text,
    })
}

fn all_but_kept(
    reader: &mut Reader<'_>,
    raw: &RawRule,
    layers: &IndexVec<LayerIdx, bool>,
) -> Vec<CandidateIdx> {
    if raw.layers.is_empty() || !raw.exclude.is_empty() {
        reader.report(
            &raw.id,
            "`keep` needs `layers` and cannot be combined with `exclude`",
        );
    }
    let kept = reader.select_in(&raw.keep, layers);
    let places = reader.places.enumerate();
    places
        .filter(|(candidate, place)| layers[place.layer] && !kept.contains(candidate))
        .map(|(candidate, _)| candidate)
        .collect()
}

fn preference(reader: &mut Reader<'_>, raw: RawPreference) -> Option<Preference> {
    let layers = reader.layers(&raw.layers);
    let spared = reader.select_in(&raw.unless, &layers);
    let mut of = reader.select_in(&raw.of, &layers);
    of.retain(|candidate| !spared.contains(candidate));
    if of.is_empty() {
        reader.report(
            &raw.when,
            "this concerns no technology; check `of` and `layers`",
        );
    }
    Some(Preference {
        when: reader.when(&raw.when)?,
        except: reader.optional_when(raw.except.as_ref())?,
        of,
        points: raw.points,
        text: raw.text,
    })
}
