//! The smallest changes of the answers that would help where nothing fits, tried one by one.

use super::what_if::{Variant, Variants, changed, differing};
use crate::intake::Answers;
use crate::recommendation::advice::Relaxation;
use crate::recommendation::decision::Decision;
use crate::recommendation::facts::FactBase;
use crate::recommendation::model::{Choice, LayerIdx, Model};
use crate::recommendation::sentence::Sentence;

/// Minimum searched for and maximum reported.
const MIN: usize = 2;
const MAX: usize = 3;

/// A decision with layers that nothing fits.
struct Impasse<'a> {
    model: &'a Model,
    answers: &'a Answers,
    decision: &'a Decision,
    variants: &'a Variants<'a>,
    /// The needed layers without a choice.
    unfilled: Vec<LayerIdx>,
}

/// Single answers that fill every needed layer; failing that, pairs of answers, then answers that fill at least some
/// layer, then leaving a layer out. Empty where every needed layer has a choice.
pub fn relaxations(
    model: &Model,
    answers: &Answers,
    decision: &Decision,
    variants: &Variants<'_>,
) -> Vec<Relaxation<Sentence>> {
    let impasse = Impasse {
        model,
        answers,
        decision,
        variants,
        unfilled: decision.unfilled().collect(),
    };
    if impasse.unfilled.is_empty() {
        return Vec::new();
    }
    let steps = [
        Impasse::single_answers,
        Impasse::pairs,
        Impasse::partial_answers,
        Impasse::omissions,
        Impasse::other_catalogue,
    ];
    let mut found = Vec::new();
    for step in steps {
        if found.len() < MIN {
            found.extend(step(&impasse));
        }
    }
    found.truncate(MAX);
    found
}

impl Impasse<'_> {
    /// Single answers that fill every needed layer.
    fn single_answers(&self) -> Vec<Relaxation<Sentence>> {
        self.best(|variant| variant.is_complete())
    }

    /// Single answers that fill some layer, but not all.
    fn partial_answers(&self) -> Vec<Relaxation<Sentence>> {
        self.best(|variant| {
            let mut unfilled = self.unfilled.iter();
            !variant.is_complete() && unfilled.any(|layer| variant.choice[*layer].is_some())
        })
    }

    /// The changes of some kind, the smallest first, one for each question as long as there are enough.
    fn best(&self, is_meant: impl Fn(&Variant<'_>) -> bool) -> Vec<Relaxation<Sentence>> {
        let variants = self.variants.iter();
        let mut meant: Vec<&Variant<'_>> = variants.filter(|variant| is_meant(variant)).collect();
        meant.sort_by_key(|variant| self.cost(variant));
        let mut first: Vec<&Variant<'_>> = Vec::new();
        let mut repeated = Vec::new();
        for variant in meant {
            let mut questions = first.iter().map(|earlier| &earlier.question.id);
            if questions.any(|question| *question == variant.question.id) {
                repeated.push(variant);
            } else {
                first.push(variant);
            }
        }
        if first.len() < MIN {
            first.extend(repeated);
        }
        first
            .into_iter()
            .take(MAX)
            .map(|variant| self.relaxation(&[variant], &variant.choice))
            .collect()
    }

    /// How much a change costs: layers it only removes, other layers it changes, options it skips.
    fn cost(&self, variant: &Variant<'_>) -> (usize, usize, usize) {
        let removed = self
            .unfilled
            .iter()
            .filter(|layer| !variant.needed[**layer])
            .count();
        let others = variant
            .changes(self.decision)
            .filter(|layer| !self.unfilled.contains(layer))
            .count();
        (removed, others, variant.distance)
    }

    /// Pairs of answers that fill every needed layer, among the questions behind the rules that emptied one.
    fn pairs(&self) -> Vec<Relaxation<Sentence>> {
        let questions = self.questions_behind();
        let mut near: Vec<&Variant<'_>> = self
            .variants
            .iter()
            .filter(|variant| !variant.is_complete())
            .filter(|variant| questions.contains(&variant.question.id.as_str()))
            .filter(|variant| self.unfilled.iter().all(|layer| variant.needed[*layer]))
            .collect();
        near.sort_by_key(|variant| self.cost(variant));
        let pairs = near.iter().enumerate().flat_map(|(count, second)| {
            let earlier = near[..count].iter();
            earlier.map(move |first| [*first, *second])
        });
        pairs
            .filter(|[first, second]| first.question.id != second.question.id)
            .filter_map(|pair| self.pair(pair))
            .take(MIN)
            .collect()
    }

    /// Two changes together, if they fill every needed layer.
    fn pair(&self, variants: [&Variant<'_>; 2]) -> Option<Relaxation<Sentence>> {
        let changes =
            variants.map(|variant| (variant.question.id.as_str(), variant.answer.clone()));
        let alternative = changed(self.model, self.answers, &changes);
        let decided = self.decision.redecide(
            self.model,
            &FactBase::of(self.model, &alternative),
            differing(self.answers, &alternative),
        );
        decided
            .is_complete()
            .then(|| self.relaxation(&variants, &decided.stack.choice))
    }

    /// The questions behind the rules that removed something from the unfilled layers.
    fn questions_behind(&self) -> Vec<&str> {
        let model = self.model;
        model
            .rules
            .iter()
            .filter(|rule| self.decision.results.holds(rule.when))
            .filter(|rule| {
                let mut layers = rule.removes.iter().map(|removed| model.layer_of(*removed));
                layers.any(|layer| self.unfilled.contains(&layer))
            })
            .flat_map(|rule| &model.conditions.all()[rule.when].questions)
            .map(String::as_str)
            .collect()
    }

    /// Leaving an unfilled layer out.
    fn omissions(&self) -> Vec<Relaxation<Sentence>> {
        let omission = |layer: &LayerIdx| Relaxation {
            change: Sentence::LeaveOut(*layer),
            text: Sentence::LeftOut,
        };
        self.unfilled.iter().map(omission).collect()
    }

    fn other_catalogue(&self) -> Vec<Relaxation<Sentence>> {
        vec![Relaxation {
            change: Sentence::LookElsewhere,
            text: Sentence::LookedElsewhere,
        }]
    }

    fn relaxation(&self, variants: &[&Variant<'_>], choice: &Choice) -> Relaxation<Sentence> {
        let changes = variants.iter().map(|variant| variant.answer_change());
        let fills = self.unfilled.iter().map(|layer| (*layer, choice[*layer]));
        Relaxation {
            change: Sentence::ChangeAnswers(changes.collect()),
            text: Sentence::Fills(fills.collect()),
        }
    }
}
