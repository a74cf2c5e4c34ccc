//! The few single answers that would change it most tellingly.

use super::Flip;
use super::decision::Decision;
use super::explanation::Said;
use super::what_if::{Change, Variant};
use crate::content::Content;

const FLIPS: usize = 5;

/// How telling it is that a layer changes: another technology says more than a layer that comes or goes with the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Other,
    Comes,
    Goes,
}

/// The most telling changes: layer by layer, the most important first, the change that does least besides; then a
/// second one for each, and so on. A question speaks once, unless there are too few.
pub fn telling(content: &Content, decision: &Decision, variants: &[Variant<'_>]) -> Vec<Flip> {
    let mut layers: Vec<usize> = (0..content.catalogue.layers.len()).collect();
    layers.sort_by_key(|layer| content.model.importance[*layer]);
    let mut ranked: Vec<Vec<(Kind, usize, usize, usize)>> = layers
        .iter()
        .map(|layer| ranked(decision, variants, *layer))
        .collect();
    let mut taken: Vec<(usize, usize, Kind)> = Vec::new();
    for kind in [Kind::Other, Kind::Comes, Kind::Goes] {
        for repeat in [false, true] {
            loop {
                let before = taken.len();
                for (place, layer) in layers.iter().enumerate() {
                    let fresh = |at: usize| {
                        let question = &variants[at].question.id;
                        taken.iter().all(|(known, of, _)| {
                            variants[*known].question.id != *question || (repeat && of != layer)
                        })
                    };
                    let next = ranked[place]
                        .iter()
                        .position(|(of, _, _, at)| *of == kind && fresh(*at));
                    if let Some(next) = next.filter(|_| taken.len() < FLIPS) {
                        let (_, _, _, at) = ranked[place].remove(next);
                        taken.push((at, *layer, kind));
                    }
                }
                if taken.len() == before || taken.len() == FLIPS {
                    break;
                }
            }
        }
    }
    taken.sort_by_key(|(at, layer, _)| (content.model.importance[*layer], *at));
    let said = Said { content };
    taken
        .into_iter()
        .map(|(at, layer, kind)| flip(&said, decision, &variants[at], layer, kind))
        .collect()
}

/// The changes that touch a layer, the most telling first: kind, layers changed besides, distance, place.
fn ranked(
    decision: &Decision,
    variants: &[Variant<'_>],
    layer: usize,
) -> Vec<(Kind, usize, usize, usize)> {
    let now = decision.stack.choice[layer];
    let telling = |(at, variant): (usize, &Variant<'_>)| {
        let kind = match (now, variant.choice[layer], variant.needed[layer]) {
            (Some(now), Some(then), _) if now != then => Kind::Other,
            (None, Some(_), _) => Kind::Comes,
            (Some(_), None, false) => Kind::Goes,
            _ => return None,
        };
        let besides = variant.changes(decision).count();
        Some((kind, besides, variant.distance, at))
    };
    let mut ranked: Vec<_> = variants.iter().enumerate().filter_map(telling).collect();
    ranked.sort_unstable();
    ranked
}

fn flip(
    said: &Said<'_>,
    decision: &Decision,
    variant: &Variant<'_>,
    layer: usize,
    kind: Kind,
) -> Flip {
    let info = &said.content.catalogue.layers[layer];
    let (question, option) = (&variant.question.label, &variant.option.label);
    let condition = match variant.change {
        Change::Choose if variant.was_open => {
            format!("If the answer to “{question}” is “{option}”")
        }
        Change::Choose => format!("If the answer to “{question}” were “{option}”"),
        Change::Add => format!("If “{option}” were among the answers to “{question}”"),
        Change::Remove => format!("If “{option}” were not among the answers to “{question}”"),
    };
    let label = said.label(layer);
    let name = |choice: Option<usize>| choice.map_or("", |at| said.short(at));
    let (now, then) = (decision.stack.choice[layer], variant.choice[layer]);
    let consequence = match kind {
        Kind::Other => format!(
            "the choice for {label} changes from {} to {}",
            name(now),
            name(then)
        ),
        Kind::Comes => format!("there is a choice for {label}: {}", name(then)),
        Kind::Goes => format!("there is no need for {label}"),
    };
    Flip {
        answer: variant.option.id.clone(),
        layer: info.id.clone(),
        question: variant.question.id.clone(),
        technology: then.map(|at| said.technology(at).id.clone()),
        text: format!("{condition}, {consequence}."),
    }
}
