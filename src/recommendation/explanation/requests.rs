//! Technologies that a visitor names in the free text: assessed in words against skills and rules, never in scores.

use std::collections::BTreeMap;

use super::display_names::DisplayNames;
use crate::intake::Answers;
use crate::recommendation::advice::{Layer, Request, Standing};
use crate::recommendation::facts::mentions::{is_outside_skills, named};
use crate::recommendation::model::{Idx, Model, TechnologyIdx};

/// Every technology that the message names, and what becomes of it. Where a name means several, the one with the best
/// standing is listed.
pub fn assess_requests(
    model: &Model,
    answers: &Answers,
    layers: &BTreeMap<String, Layer>,
) -> Vec<Request> {
    let mut assessed: BTreeMap<TechnologyIdx, Request> = BTreeMap::new();
    for technologies in named(model, answers).values() {
        let requests = technologies
            .iter()
            .filter_map(|index| Some((*index, assess(model, answers, layers, *index)?)));
        let best = requests.min_by_key(|(index, request)| (request.standing, *index));
        assessed.extend(best);
    }
    assessed.into_values().collect()
}

fn assess(
    model: &Model,
    answers: &Answers,
    layers: &BTreeMap<String, Layer>,
    index: TechnologyIdx,
) -> Option<Request> {
    let technology = &model.catalogue.technologies[index.position()];
    let candidates = model.candidates.iter();
    let standings = candidates
        .filter(|candidate| candidate.technology == index)
        .filter_map(|candidate| {
            let label = DisplayNames { model }.label(candidate.layer);
            let layer = layers.get(&model.layer(candidate.layer).id)?;
            standing(&technology.id, &label, layer)
        });
    let (standing, mut text) = standings.min_by_key(|(standing, _)| *standing)?;
    if is_outside_skills(answers, technology) {
        text.push_str(" Nobody on the team has named the skill that it takes.");
    }
    Some(Request {
        name: technology.name.clone(),
        standing,
        technology: technology.id.clone(),
        text,
    })
}

/// The standing of a technology in one layer, and the sentence about it.
fn standing(id: &str, label: &str, layer: &Layer) -> Option<(Standing, String)> {
    if layer.choice.as_deref() == Some(id) {
        let text = format!("It is what we recommend for {label}.");
        return Some((Standing::Chosen, text));
    }
    let mut alternatives = layer.alternatives.iter();
    if let Some(alternative) = alternatives.find(|alternative| alternative.technology == id) {
        let text = format!(
            "It is an alternative for {label}: choose it if {}.",
            alternative.choose_if.trim_end_matches('.')
        );
        return Some((Standing::Alternative, text));
    }
    if let Some(out) = layer.excluded.iter().find(|out| out.technology == id) {
        let text = format!("It is ruled out for {label}: {}", out.text);
        return Some((Standing::RuledOut, text));
    }
    if !layer.needed {
        let why = layer.reasons.first()?;
        let text = format!("Nothing asks for {label}. {}", why.text);
        return Some((Standing::NotNeeded, text));
    }
    let chosen = layer.name.as_deref()?;
    let text = format!("It is possible for {label}, but {chosen} answers what you told us better.");
    Some((Standing::Possible, text))
}
