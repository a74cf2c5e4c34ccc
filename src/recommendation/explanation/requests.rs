//! Technologies that a visitor names in the free text: assessed in words against skills and rules, never in scores.

use std::collections::BTreeMap;

use crate::intake::Answers;
use crate::recommendation::advice::{ExcludedBy, Layer, Request, Standing};
use crate::recommendation::facts::mentions::{is_outside_skills, named};
use crate::recommendation::model::{Idx, LayerIdx, Model, TechnologyIdx};
use crate::recommendation::sentence::{Assessment, Sentence};

/// Every technology that the message names, and what becomes of it. Where a name means several, the one with the best
/// standing is listed.
pub fn assess_requests(
    model: &Model,
    answers: &Answers,
    layers: &BTreeMap<String, Layer<Sentence>>,
) -> Vec<Request<Sentence>> {
    let mut assessed: BTreeMap<TechnologyIdx, Request<Sentence>> = BTreeMap::new();
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
    layers: &BTreeMap<String, Layer<Sentence>>,
    index: TechnologyIdx,
) -> Option<Request<Sentence>> {
    let technology = &model.catalogue.technologies[index.position()];
    let standings = model
        .candidates
        .iter()
        .filter(|candidate| candidate.technology == index)
        .filter_map(|candidate| {
            let layer = layers.get(&model.layer(candidate.layer).id)?;
            let (standing, assessment) = standing(model, candidate.layer, &technology.id, layer)?;
            Some((standing, candidate.layer, assessment))
        });
    let (standing, layer, assessment) = standings.min_by_key(|(standing, ..)| *standing)?;
    Some(Request {
        name: technology.name.clone(),
        standing,
        technology: technology.id.clone(),
        text: Sentence::Request {
            layer,
            assessment,
            outside_skills: is_outside_skills(answers, technology),
        },
    })
}

/// What becomes of a technology in one layer.
fn standing(
    model: &Model,
    index: LayerIdx,
    id: &str,
    layer: &Layer<Sentence>,
) -> Option<(Standing, Assessment)> {
    if layer.choice.as_deref() == Some(id) {
        return Some((Standing::Chosen, Assessment::Chosen));
    }
    let mut alternatives = layer.alternatives.iter();
    if let Some(alternative) = alternatives.find(|alternative| alternative.technology == id) {
        let choose_if = Box::new(alternative.choose_if.clone());
        return Some((Standing::Alternative, Assessment::Alternative(choose_if)));
    }
    let excluded = layer.excluded.iter().find(|out| out.technology == id);
    let excluded = excluded.map(|out| (out.by, Box::new(out.text.clone())));
    if let Some((ExcludedBy::Answers, why)) = excluded {
        return Some((Standing::RuledOut, Assessment::RuledOut(why)));
    }
    if !layer.needed {
        let why = Box::new(layer.reasons.first()?.text.clone());
        return Some((Standing::NotNeeded, Assessment::NotNeeded(why)));
    }
    let chosen = layer.choice.as_deref()?;
    let mut candidates = model.layers[index].candidates.iter();
    let chosen = candidates.find(|candidate| model.technology(*candidate).id == chosen)?;
    let assessment = Assessment::Possible {
        chosen,
        because: Box::new(layer.reasons.first()?.text.clone()),
        conflict: excluded.map(|(_, why)| why),
    };
    Some((Standing::Possible, assessment))
}
