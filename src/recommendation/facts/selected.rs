//! What conditions may name after the choice.

use std::collections::BTreeSet;

use super::SelectedFacts;
use super::mentions::{is_outside_skills, named, requested};
use crate::content::catalogue::Technology;
use crate::intake::Answers;
use crate::recommendation::decision::Decision;
use crate::recommendation::model::vocabulary::{PICKS_VALUES, REQUESTS_VALUES};
use crate::recommendation::model::{CandidateIdx, Idx, Model, TechnologyIdx};

impl SelectedFacts {
    /// The facts about a decision.
    pub fn of(model: &Model, answers: &Answers, decision: &Decision) -> Self {
        let picks: Vec<CandidateIdx> = decision.stack.chosen().collect();
        let requested = requested(&named(model, answers));
        let needed = model
            .layers_with_info()
            .filter(|(layer, _)| decision.selection.needed[*layer].needed);
        let technologies = &model.catalogue.technologies;
        Self {
            chosen: ids_and_traits(picks.iter().map(|pick| model.technology(*pick))),
            needed: needed.map(|(_, info)| info.id.clone()).collect(),
            picks: pick_facts(model, decision, &picks),
            requested: ids_and_traits(
                requested
                    .iter()
                    .map(|technology| &technologies[technology.position()]),
            ),
            requests: request_facts(model, answers, decision, &requested),
            buys: Vec::new(),
        }
    }
}

fn ids_and_traits<'a>(technologies: impl Iterator<Item = &'a Technology>) -> Vec<String> {
    let names: BTreeSet<&String> = technologies
        .flat_map(|technology| technology.traits.iter().chain([&technology.id]))
        .collect();
    names.into_iter().cloned().collect()
}

fn pick_facts(model: &Model, decision: &Decision, picks: &[CandidateIdx]) -> Vec<String> {
    let outside = picks
        .iter()
        .filter(|pick| decision.scores.skill_of(model, **pick) == Some(0))
        .count();
    let holds = [outside > 0, outside > 2, decision.stack.over_budget];
    holding(PICKS_VALUES, holds)
}

fn request_facts(
    model: &Model,
    answers: &Answers,
    decision: &Decision,
    requested: &[TechnologyIdx],
) -> Vec<String> {
    let outside = requested.iter().any(|technology| {
        is_outside_skills(
            answers,
            &model.catalogue.technologies[technology.position()],
        )
    });
    let ruled_out = |technology: &TechnologyIdx| {
        let mut removed = model
            .candidates
            .enumerate()
            .filter(|(_, candidate)| candidate.technology == *technology)
            .map(|(index, _)| decision.selection.removed[index].is_some())
            .peekable();
        removed.peek().is_some() && removed.all(|removed| removed)
    };
    holding(REQUESTS_VALUES, [outside, requested.iter().any(ruled_out)])
}

fn holding<const N: usize>(names: [&str; N], holds: [bool; N]) -> Vec<String> {
    let holding = names.into_iter().zip(holds).filter(|(_, holds)| *holds);
    holding.map(|(name, _)| name.to_owned()).collect()
}
