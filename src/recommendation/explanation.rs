//! The stack becomes advice: for every layer what was chosen, why, what speaks against it, what else would do and what
//! was ruled out by which rule.

mod relaxation;
mod said;
mod sentence;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::choice::Stack;
use super::decision::Decision;
use super::facts::Situation;
use super::scoring::{Part, Scores};
use super::selection::{RemovedBy, Selection};
use super::{Against, Alternative, Compared, Excluded, Layer, Points, Reason};
use crate::content::Content;
use crate::content::model::{COMPLEXITY, Effect};
pub use said::Said;
use sentence::Sentences;

const ALTERNATIVES: usize = 2;
const AGAINST: usize = 2;
/// A single reason of so many points or fewer keeps a technology from being offered as an alternative.
const CLEARLY_WRONG: i64 = -1_500;

/// All layers of the catalogue.
pub fn layers(
    content: &Content,
    situation: &Situation<'_>,
    decision: &Decision,
) -> BTreeMap<String, Layer> {
    let (selection, scores, stack) = (&decision.selection, &decision.scores, &decision.stack);
    let view = View {
        content,
        selection,
        scores,
        stack,
        say: Sentences {
            content,
            situation,
            decision,
        },
    };
    content
        .catalogue
        .layers
        .iter()
        .enumerate()
        .map(|(at, info)| (info.id.clone(), view.layer(at)))
        .collect()
}

struct View<'a> {
    content: &'a Content,
    selection: &'a Selection,
    scores: &'a Scores,
    stack: &'a Stack,
    say: Sentences<'a>,
}

impl View<'_> {
    fn layer(&self, layer: usize) -> Layer {
        let need = self.selection.needed[layer];
        if !need.needed {
            let text = self.say.not_needed(layer, need.known);
            return Layer {
                reasons: vec![Reason {
                    criterion: "need".into(),
                    points: 0,
                    text,
                }],
                ..Layer::default()
            };
        }
        let excluded = self.excluded(layer);
        let Some(choice) = self.stack.choice[layer] else {
            let text = self.say.nothing_left(layer);
            let reasons = vec![Reason {
                criterion: "need".into(),
                points: 0,
                text,
            }];
            return Layer {
                needed: true,
                reasons,
                excluded,
                ..Layer::default()
            };
        };
        let technology = self.say.technology(choice);
        let reasons = self.reasons(layer, choice);
        let rivals = self.rivals(layer, choice, &excluded);
        Layer {
            needed: true,
            choice: Some(technology.id.clone()),
            name: Some(technology.name.clone()),
            score: reasons.iter().map(|reason| reason.points).sum(),
            against: self.against(layer, choice),
            alternatives: rivals
                .iter()
                .map(|rival| self.alternative(layer, choice, *rival))
                .collect(),
            compared: rivals.first().map(|rival| self.compared(choice, *rival)),
            excluded,
            reasons,
            ..Layer::default()
        }
    }

    /// All parts of the score, sorted by how far each sets the choice apart from what else was possible.
    fn reasons(&self, layer: usize, choice: usize) -> Vec<Reason> {
        let rivals: Vec<usize> = self.selection.left(&self.content.model, layer).collect();
        let mut parts: Vec<(i64, Reason)> = Vec::new();
        for (part, points) in self.scores.parts(&self.content.model, choice) {
            let usual = match part {
                Part::Criterion(at, _) => {
                    let sum: i64 = rivals
                        .iter()
                        .map(|rival| i64::from(self.scores.value(&self.content.model, *rival, at)))
                        .sum();
                    self.scores.weights[layer][at] * sum / (rivals.len().max(1) as i64)
                }
                Part::Preference(_) | Part::Veto(_) => 0,
            };
            let (criterion, text) = self.say.part(choice, part);
            parts.push((
                points - usual,
                Reason {
                    criterion,
                    points,
                    text,
                },
            ));
        }
        for other in self.stack.others(&self.content.model, choice) {
            parts.extend(
                self.together(choice, other)
                    .into_iter()
                    .map(|reason| (reason.points, reason)),
            );
        }
        parts.sort_by_key(|(apart, reason)| Reverse((*apart, reason.points)));
        parts.into_iter().map(|(_, reason)| reason).collect()
    }

    fn together(&self, choice: usize, other: usize) -> Vec<Reason> {
        let model = &self.content.model;
        let rules = self.stack.pair_rules().iter().map(|at| &model.pairs[*at]);
        rules
            .filter_map(|rule| {
                let Effect::Points(points) = rule.effect else {
                    return None;
                };
                let times = rule
                    .pairs
                    .iter()
                    .filter(|pair| **pair == (choice, other) || **pair == (other, choice))
                    .count();
                let (first, second) = if rule.pairs.contains(&(choice, other)) {
                    (choice, other)
                } else {
                    (other, choice)
                };
                (times > 0).then(|| Reason {
                    criterion: "together".into(),
                    points: points * times as i64,
                    text: self.say.pair(&rule.text, first, second),
                })
            })
            .collect()
    }

    fn against(&self, layer: usize, choice: usize) -> Vec<Against> {
        let mut found: Vec<(i64, String)> = Vec::new();
        for (part, points) in self.scores.parts(&self.content.model, choice) {
            let (lost, weak) = match part {
                Part::Criterion(at, value) => (
                    self.scores.weights[layer][at] * i64::from(5 - value),
                    value <= 3,
                ),
                Part::Preference(_) | Part::Veto(_) => (-points, points < 0),
            };
            if weak && lost > 0 {
                found.push((lost, self.say.part(choice, part).1));
            }
        }
        found.sort_by_key(|(lost, _)| Reverse(*lost));
        let mut against: Vec<Against> = found
            .into_iter()
            .take(AGAINST)
            .map(|(_, text)| Against { text })
            .collect();
        if against.is_empty() {
            against.push(Against {
                text: self.say.think_again(choice),
            });
        }
        against
    }

    /// The best that could stand in the choice's place, best first.
    fn rivals(&self, layer: usize, choice: usize, excluded: &[Excluded]) -> Vec<usize> {
        let model = &self.content.model;
        let is_out = |rival: usize| {
            excluded
                .iter()
                .any(|out| out.technology == self.say.technology(rival).id)
        };
        let left = self
            .selection
            .left(model, layer)
            .filter(|rival| *rival != choice && !is_out(*rival));
        let mut rivals: Vec<(i64, usize)> = left
            .filter_map(|rival| {
                Some((
                    self.scores.alone[rival] + self.stack.beside(model, rival)?,
                    rival,
                ))
            })
            .filter(|(_, rival)| !self.clearly_wrong(*rival))
            .collect();
        rivals.sort_by_key(|(score, rival)| (Reverse(*score), *rival));
        rivals
            .into_iter()
            .take(ALTERNATIVES)
            .map(|(_, rival)| rival)
            .collect()
    }

    fn alternative(&self, layer: usize, choice: usize, rival: usize) -> Alternative {
        Alternative {
            choose_if: self.say.choose_if(layer, rival, choice),
            name: self.say.technology(rival).name.clone(),
            technology: self.say.technology(rival).id.clone(),
        }
    }

    /// Both scores by criterion. What counts for both comes first, the widest difference on top.
    fn compared(&self, choice: usize, rival: usize) -> Compared {
        let mut by_criterion: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        for (criterion, points) in self.contributions(choice) {
            by_criterion.entry(criterion).or_default().0 += points;
        }
        for (criterion, points) in self.contributions(rival) {
            by_criterion.entry(criterion).or_default().1 += points;
        }
        let mut criteria: Vec<Points> = by_criterion
            .into_iter()
            .map(|(criterion, (choice, rival))| Points {
                choice,
                criterion,
                rival,
            })
            .collect();
        criteria.sort_by_key(|points| Reverse((points.choice - points.rival).abs()));
        Compared {
            score: criteria.iter().map(|points| points.rival).sum(),
            criteria,
            name: self.say.technology(rival).name.clone(),
            technology: self.say.technology(rival).id.clone(),
        }
    }

    fn contributions(&self, candidate: usize) -> impl Iterator<Item = (String, i64)> {
        let own = self.scores.parts(&self.content.model, candidate);
        let own = own
            .into_iter()
            .map(move |(part, points)| (self.say.criterion(candidate, part).to_owned(), points));
        let others = self.stack.others(&self.content.model, candidate);
        let pairs = others.flat_map(move |other| self.together(candidate, other));
        own.chain(pairs.map(|reason| (reason.criterion, reason.points)))
    }

    /// Nobody should be pointed to what a veto or a heavy reason speaks against.
    fn clearly_wrong(&self, candidate: usize) -> bool {
        let parts = self.scores.parts(&self.content.model, candidate);
        parts.iter().any(|(part, points)| {
            matches!(part, Part::Preference(_) | Part::Veto(_)) && *points <= CLEARLY_WRONG
        })
    }

    fn excluded(&self, layer: usize) -> Vec<Excluded> {
        let model = &self.content.model;
        let out = model.ranges[layer].clone().filter_map(|candidate| {
            let (rule, text) = match self.selection.removed[candidate] {
                Some(RemovedBy::Rule(at)) => (
                    model.rules[at].id.clone(),
                    self.say.named(&model.rules[at].text, candidate),
                ),
                Some(RemovedBy::Requirement(at)) => (
                    model.pairs[at].id.clone(),
                    self.say.pair_without(&model.pairs[at].text, candidate),
                ),
                None if self.stack.choice[layer] == Some(candidate) => return None,
                None => match self.stack.opponent(&self.content.model, candidate) {
                    Some(other) => self.refused(candidate, other)?,
                    None if !self.stack.affords(&self.content.model, candidate) => (
                        COMPLEXITY.to_owned(),
                        self.say.named(&model.budget.text, candidate),
                    ),
                    None => return None,
                },
            };
            Some(Excluded {
                rule,
                technology: self.say.technology(candidate).id.clone(),
                text,
            })
        });
        out.collect()
    }

    fn refused(&self, candidate: usize, other: usize) -> Option<(String, String)> {
        let mut rules = self
            .stack
            .pair_rules()
            .iter()
            .map(|at| &self.content.model.pairs[*at]);
        rules.find_map(|rule| {
            if rule.effect != Effect::Forbid {
                return None;
            }
            let (first, second) = rule
                .pairs
                .iter()
                .find(|pair| **pair == (candidate, other) || **pair == (other, candidate))?;
            Some((rule.id.clone(), self.say.pair(&rule.text, *first, *second)))
        })
    }
}
