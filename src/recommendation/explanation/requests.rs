//! Technologies that a visitor names in the free text: assessed in words against skills and rules, never in scores.

use std::collections::BTreeMap;

use super::view::View;
use crate::intake::Answers;
use crate::recommendation::advice::{ExcludedBy, Layer, Request, Standing};
use crate::recommendation::facts::mentions::{is_outside_skills, named};
use crate::recommendation::model::{CandidateIdx, Idx, TechnologyIdx};
use crate::recommendation::scoring::Part;
use crate::recommendation::sentence::{Assessment, Sentence};
use crate::text::split_parentheses;

impl View<'_> {
    /// Every technology that the message names, and what becomes of it. Where a name means several, the one with the best
    /// standing is listed.
    pub fn requests(
        &self,
        answers: &Answers,
        layers: &BTreeMap<String, Layer<Sentence>>,
    ) -> Vec<Request<Sentence>> {
        let mut assessed: BTreeMap<TechnologyIdx, Request<Sentence>> = BTreeMap::new();
        for technologies in named(self.model, answers) {
            let requests = technologies
                .iter()
                .filter_map(|index| Some((*index, self.request(answers, layers, *index)?)));
            let best = requests.min_by_key(|(index, request)| (request.standing, *index));
            assessed.extend(best);
        }
        assessed.into_values().collect()
    }

    fn request(
        &self,
        answers: &Answers,
        layers: &BTreeMap<String, Layer<Sentence>>,
        index: TechnologyIdx,
    ) -> Option<Request<Sentence>> {
        let model = self.model;
        let technology = &model.catalogue.technologies[index.position()];
        let candidates = model.candidates.enumerate();
        let standings = candidates
            .filter(|(_, candidate)| candidate.technology == index)
            .filter_map(|(at, candidate)| {
                let layer = layers.get(&model.layer(candidate.layer).id)?;
                let (standing, assessment) = self.standing(at, &technology.id, layer)?;
                Some((standing, candidate.layer, assessment))
            });
        let (standing, layer, assessment) = standings.min_by_key(|(standing, ..)| *standing)?;
        Some(Request {
            name: split_parentheses(&technology.name).0.to_owned(),
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
        &self,
        candidate: CandidateIdx,
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
        let index = self.model.layer_of(candidate);
        let chosen = self.decision.stack.choice[index]?;
        let assessment = Assessment::Possible {
            chosen,
            because: Box::new(self.advantage(chosen, candidate)?),
            conflict: excluded.map(|(_, why)| why),
        };
        Some((Standing::Possible, assessment))
    }

    /// What sets the choice apart from another candidate of its layer by most points.
    fn advantage(&self, chosen: CandidateIdx, other: CandidateIdx) -> Option<Sentence> {
        let scores = &self.decision.scores;
        let parts = scores.parts(self.model, chosen).into_iter();
        let of_other = scores.parts(self.model, other);
        let lead = |part: Part, points: i64| {
            let same = of_other.iter().find(|(known, _)| match (part, *known) {
                (Part::Criterion(weight, _), Part::Criterion(known, _)) => weight == known,
                _ => false,
            });
            points - same.map_or(0, |(_, points)| *points)
        };
        let best = parts.max_by_key(|(part, points)| lead(*part, *points));
        best.map(|(part, _)| self.part(chosen, part))
    }
}
