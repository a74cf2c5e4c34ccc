//! The sentences of an explanation: texts of the content with names put in.

use super::display_names::lowercase_first;
use super::minimal_conflicts::{Conflict, minimal_conflicts};
use crate::content::condition::{Facts, Value};
use crate::recommendation::decision::Decision;
use crate::recommendation::facts::FactBase;
use crate::recommendation::model::{
    CandidateIdx, CriterionIdx, IndexVec, LayerIdx, Model, Weight, WeightIdx,
};
use crate::recommendation::scoring::Part;

/// Sentences about one decision.
pub struct Sentences<'a> {
    /// Where texts and names are.
    pub model: &'a Model,
    /// The facts that were decided on.
    pub facts: &'a FactBase<'a>,
    /// What was decided.
    pub decision: &'a Decision,
}

impl Sentences<'_> {
    /// A sentence about one candidate.
    pub fn about(&self, text: &str, candidate: CandidateIdx) -> String {
        let technology = self.model.candidates[candidate].technology;
        self.model.names.put(text, technology, None)
    }

    /// A sentence about two.
    pub fn pair(&self, text: &str, candidate: CandidateIdx, other: CandidateIdx) -> String {
        let [candidate, other] =
            [candidate, other].map(|index| self.model.candidates[index].technology);
        self.model.names.put(text, candidate, Some(other))
    }

    /// A sentence about two where the other is missing.
    pub fn pair_without(&self, text: &str, candidate: CandidateIdx) -> String {
        self.about(text, candidate)
            .replace("{other}", "a stack without it")
    }

    /// The id of the criterion that a part belongs to, or what kind of part it is.
    pub fn criterion(&self, candidate: CandidateIdx, part: Part) -> &str {
        match part {
            Part::Preference(_) => "fit",
            Part::Veto(_) => "veto",
            Part::Criterion(weight, _) => {
                let criterion = self.weights(self.model.layer_of(candidate))[weight].criterion;
                &self.model.criterion(criterion).id
            }
        }
    }

    /// The criterion of a part and its sentence.
    pub fn part(&self, candidate: CandidateIdx, part: Part) -> (String, String) {
        let model = self.model;
        let text = match part {
            Part::Preference(preference) => {
                self.about(&model.preferences[preference].text, candidate)
            }
            Part::Veto(veto) => self.about(&model.vetoes[veto].text, candidate),
            Part::Criterion(weight, value) => self.value(candidate, weight, value),
        };
        (self.criterion(candidate, part).to_owned(), text)
    }

    /// What a value of a criterion means, and why the criterion weighs more if it does.
    fn value(&self, candidate: CandidateIdx, weight: WeightIdx, value: u8) -> String {
        let layer = self.model.layer_of(candidate);
        let criterion = self.weights(layer)[weight].criterion;
        let scale = self.model.criterion(criterion);
        let skills = if criterion == self.model.skill {
            self.shared_skills(candidate)
        } else {
            String::new()
        };
        let anchor = &scale.anchors[usize::from(value.min(5))];
        let mut text = format!("{}: {anchor}{skills}.", scale.name);
        if let Some(because) = self.because(layer, criterion) {
            text.push_str(" This weighs more because ");
            text.push_str(because);
            text.push('.');
        }
        text
    }

    /// Why a layer is left out.
    pub fn not_needed(&self, layer: LayerIdx, known: bool) -> String {
        let need = &self.model.layers[layer].need;
        if known {
            return need.otherwise.clone();
        }
        format!("Left out until more is known. {}", need.otherwise)
    }

    /// Why a needed layer stays empty, and the smallest changes that would fill it.
    pub fn nothing_left(&self, layer: LayerIdx) -> String {
        let label = &self.model.layer(layer).label;
        let conflicts = minimal_conflicts(self.model, &self.decision.results, layer);
        if conflicts.is_empty() {
            return format!(
                "{label}: nothing in the catalogue fits beside the rest of the stack. Talk to us before you decide."
            );
        }
        let sentences: Vec<String> = conflicts
            .iter()
            .map(|conflict| self.conflict(conflict))
            .collect();
        format!(
            "{label}: your constraints together leave nothing in the catalogue. {}",
            sentences.join(" Or: ")
        )
    }

    fn conflict(&self, conflict: &Conflict) -> String {
        let model = self.model;
        let rule_texts: Vec<String> = conflict
            .rules
            .iter()
            .map(|rule| &model.rules[*rule])
            .map(|rule| {
                let text = self.about(&rule.text, conflict.candidate);
                format!("{} ({})", text.trim_end_matches('.'), rule.id)
            })
            .collect();
        let technology = model.candidates[conflict.candidate].technology;
        format!(
            "{} would fit if this changed: {}.",
            model.names.start(technology),
            rule_texts.join("; ")
        )
    }

    /// What speaks against a choice that has no weak point here.
    pub fn think_again(&self, candidate: CandidateIdx) -> String {
        let technology = self.model.technology(candidate);
        format!(
            "Think again in these cases: {}.",
            technology.avoid.trim_end_matches('.')
        )
    }

    /// Completes "Choose this instead if …".
    pub fn choose_if(&self, layer: LayerIdx, rival: CandidateIdx, choice: CandidateIdx) -> String {
        let (model, scores) = (self.model, &self.decision.scores);
        let fits = &model.technology(rival).fits;
        let skills = scores
            .skill_of(model, choice)
            .zip(scores.skill_of(model, rival));
        if skills.is_some_and(|(of_choice, of_rival)| of_rival < of_choice) {
            return format!("your team learned it or you hired for it; it is made for {fits}");
        }
        let gain = |weight: WeightIdx| {
            let gained = i64::from(scores.value(model, rival, weight))
                - i64::from(scores.value(model, choice, weight));
            (gained > 0).then(|| (gained * scores.weights[layer][weight].max(1), weight))
        };
        let best = self
            .weights(layer)
            .indices()
            .filter_map(gain)
            .max_by_key(|(gained, weight)| (*gained, std::cmp::Reverse(*weight)));
        let Some((_, weight)) = best else {
            return format!("this describes you: {fits}");
        };
        let criterion = model.criterion(self.weights(layer)[weight].criterion);
        let value = scores.value(model, rival, weight).min(5);
        format!(
            "you care most about {} ({})",
            lowercase_first(&criterion.name),
            criterion.anchors[usize::from(value)]
        )
    }

    fn weights(&self, layer: LayerIdx) -> &IndexVec<WeightIdx, Weight> {
        &self.model.layers[layer].weights
    }

    /// The first multiplier that raises the weight of a criterion, in words.
    fn because(&self, layer: LayerIdx, criterion: CriterionIdx) -> Option<&str> {
        let multipliers = self.decision.scores.multipliers.iter();
        multipliers
            .map(|multiplier| &self.model.multipliers[*multiplier])
            .find(|multiplier| {
                multiplier.layers[layer]
                    && multiplier.percent > 100
                    && multiplier.criteria.contains(&criterion)
            })
            .map(|multiplier| multiplier.because.as_str())
    }

    /// The skills of the team that carry a candidate, in parentheses.
    fn shared_skills(&self, candidate: CandidateIdx) -> String {
        let Value::Many(skills) = self.facts.lookup("skills") else {
            return String::new();
        };
        let question = self.model.questionnaire.question("skills");
        let carrying = &self.model.technology(candidate).skills;
        let label = |skill: &String| {
            question
                .and_then(|question| question.choice(skill))
                .map_or_else(|| skill.clone(), |choice| choice.label.clone())
        };
        let shared: Vec<String> = skills
            .iter()
            .filter(|skill| carrying.get(*skill).is_some_and(|value| *value > 0))
            .map(label)
            .collect();
        if shared.is_empty() {
            String::new()
        } else {
            format!(" ({})", shared.join(", "))
        }
    }
}
