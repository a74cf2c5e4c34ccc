//! Puts the sentences of the advice into words: messages of `locales/*/recommendation.ftl` with texts of the content.

mod changes;
mod reasons;

use std::collections::BTreeMap;

use super::advice::{
    Against, Alternative, Excluded, Flip, Layer, Recommendation, Relaxation, Request,
};
use super::model::{CandidateIdx, LayerIdx, Model, ShortName, put};
use super::sentence::Sentence;
use crate::i18n::Locale;
use crate::text::lowercase_first;

impl Recommendation<Sentence> {
    /// The advice in words.
    #[must_use]
    pub fn localize(self, model: &Model, locale: &Locale) -> Recommendation {
        let wording = Wording {
            model,
            locale,
            called: called(model, &self.layers),
        };
        let mut layers: Vec<(String, Layer<Sentence>)> = self.layers.into_iter().collect();
        layers.sort_by_key(|(id, _)| model.importance_of(id));
        let mut given = BecauseCount::default();
        let layers = layers
            .into_iter()
            .map(|(id, layer)| (id, wording.layer(layer, &mut given)));
        Recommendation {
            buy_instead: self.buy_instead,
            confidence: self.confidence,
            contradictions: self.contradictions,
            flips: map(self.flips, |flip| wording.flip(flip)),
            layers: layers.collect(),
            next_questions: self.next_questions,
            relaxations: map(self.relaxations, |relaxation| Relaxation {
                change: wording.sentence(&relaxation.change),
                text: wording.sentence(&relaxation.text),
            }),
            requests: map(self.requests, |request| Request {
                name: request.name,
                standing: request.standing,
                technology: request.technology,
                text: wording.sentence(&request.text),
            }),
            risks: self.risks,
            versions: self.versions,
        }
    }
}

/// In how many layers each cause was given, by its text.
type BecauseCount = BTreeMap<String, usize>;

/// Writes sentences in one language.
struct Wording<'a> {
    model: &'a Model,
    locale: &'a Locale,
    /// What the products behind choices and alternatives are called, where their families are called otherwise.
    called: BTreeMap<CandidateIdx, &'a ShortName>,
}

/// The names of their own that products behind choices and alternatives have.
fn called<'a>(
    model: &'a Model,
    layers: &BTreeMap<String, Layer<Sentence>>,
) -> BTreeMap<CandidateIdx, &'a ShortName> {
    let mut called = BTreeMap::new();
    for (index, info) in model.layers_with_info() {
        let Some(layer) = layers.get(&info.id) else {
            continue;
        };
        let choice = layer.choice.as_ref().zip(layer.product.as_ref());
        let alternatives = layer.alternatives.iter();
        let alternatives =
            alternatives.filter_map(|one| Some((&one.technology, one.product.as_ref()?)));
        for (technology, product) in choice.into_iter().chain(alternatives) {
            let mut products = model.products.all.enumerate();
            let known = products.find(|(_, known)| known.id == product.id);
            let name = known.and_then(|(_, known)| known.called.as_ref());
            let mut candidates = model.layers[index].candidates.iter();
            let candidate = candidates.find(|one| model.technology(*one).id == *technology);
            called.extend(candidate.zip(name));
        }
    }
    called
}

impl Wording<'_> {
    fn layer(&self, layer: Layer<Sentence>, given: &mut BecauseCount) -> Layer {
        Layer {
            against: map(layer.against, |against| Against {
                text: self.sentence(&against.text),
            }),
            alternatives: map(layer.alternatives, |alternative| Alternative {
                choose_if: self.sentence(&alternative.choose_if),
                name: alternative.name,
                product: alternative.product,
                technology: alternative.technology,
            }),
            answers_percent: layer.answers_percent,
            choice: layer.choice,
            compared: layer.compared,
            excluded: map(layer.excluded, |excluded| Excluded {
                by: excluded.by,
                rule: excluded.rule,
                technology: excluded.technology,
                text: self.sentence(&excluded.text),
            }),
            name: layer.name,
            needed: layer.needed,
            product: layer.product,
            reasons: self.reasons(layer.reasons, given),
            score: layer.score,
            stability: layer.stability,
            stability_percent: layer.stability_percent,
        }
    }

    fn flip(&self, flip: Flip<Sentence>) -> Flip {
        Flip {
            answer: flip.answer,
            layer: flip.layer,
            question: flip.question,
            technology: flip.technology,
            text: self.sentence(&flip.text),
        }
    }

    /// A sentence in words.
    fn sentence(&self, sentence: &Sentence) -> String {
        match sentence {
            Sentence::Criterion {
                candidate,
                criterion,
                value,
                skills,
                because,
            } => self.criterion(*candidate, *criterion, *value, skills, *because),
            Sentence::Preference(preference, candidate) => {
                self.about(&self.model.preferences[*preference].text, *candidate)
            }
            Sentence::Veto(veto, candidate) => {
                self.about(&self.model.vetoes[*veto].text, *candidate)
            }
            Sentence::Rule(rule, candidate) => {
                self.about(&self.model.rules[*rule].text, *candidate)
            }
            Sentence::PairRule(rule, candidate, other) => self.pair(*rule, *candidate, *other),
            Sentence::WouldNeed(candidate, other) => self.would_need(*candidate, *other),
            Sentence::OverBudget(candidate) => self.about(&self.model.budget.text, *candidate),
            Sentence::NotNeeded { layer, certain } => self.not_needed(*layer, *certain),
            Sentence::NothingFits { layer, conflicts } => self.nothing_fits(*layer, conflicts),
            Sentence::ChooseIf(choose_if) => self.choose_if(*choose_if),
            Sentence::Flip(change, layer, effect, others) => {
                self.flipped(change, *layer, *effect, others)
            }
            Sentence::ChangeAnswers(changes) => self.change_answers(changes),
            Sentence::Fills(layers) => self.fills(layers),
            Sentence::LeaveOut(layer) => self.leave_out(*layer),
            Sentence::LeftOut => self.left_out(),
            Sentence::LookElsewhere => self.look_elsewhere(),
            Sentence::LookedElsewhere => self.looked_elsewhere(),
            Sentence::Request {
                layer,
                assessment,
                outside_skills,
            } => self.request(*layer, assessment, *outside_skills),
        }
    }

    /// A text of the content with the short name of a candidate for `{name}`.
    fn about(&self, text: &str, candidate: CandidateIdx) -> String {
        put(text, self.short(candidate), None)
    }

    /// A candidate inside a sentence.
    fn name(&self, candidate: CandidateIdx) -> &str {
        &self.short(candidate).inside
    }

    /// What a candidate is called: its product, where that is not called like the family.
    fn short(&self, candidate: CandidateIdx) -> &ShortName {
        let technology = self.model.candidates[candidate].technology;
        let called = self.called.get(&candidate).copied();
        called.unwrap_or_else(|| self.model.names.of_technology(technology))
    }

    /// A layer inside a sentence: "web front end", but "API style".
    fn label(&self, layer: LayerIdx) -> String {
        lowercase_first(&self.model.layer(layer).label)
    }
}

fn map<T, U>(items: Vec<T>, change: impl Fn(T) -> U) -> Vec<U> {
    items.into_iter().map(change).collect()
}
