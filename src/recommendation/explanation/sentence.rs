//! Every sentence comes from the content, with names put in.

use crate::content::Content;
use crate::content::catalogue::Technology;
use crate::content::condition::{Facts, Value};
use crate::recommendation::decision::Decision;
use crate::recommendation::facts::Situation;
use crate::recommendation::scoring::Part;

use super::relaxation;
use super::said::small;

/// Puts names into sentences.
pub struct Sentences<'a> {
    /// Where the sentences are.
    pub content: &'a Content,
    /// Whose answers they speak of.
    pub situation: &'a Situation<'a>,
    /// What was decided.
    pub decision: &'a Decision,
}

impl Sentences<'_> {
    /// The technology behind a candidate.
    pub fn technology(&self, candidate: usize) -> &Technology {
        &self.content.catalogue.technologies[self.content.model.candidates[candidate].technology]
    }

    /// A sentence about one technology.
    pub fn named(&self, text: &str, candidate: usize) -> String {
        self.put(text, candidate, None)
    }

    /// A sentence about two.
    pub fn pair(&self, text: &str, candidate: usize, other: usize) -> String {
        self.put(text, candidate, Some(other))
    }

    /// A sentence about two where the other is missing.
    pub fn pair_without(&self, text: &str, candidate: usize) -> String {
        self.named(text, candidate)
            .replace("{other}", "a stack without it")
    }

    fn put(&self, text: &str, candidate: usize, other: Option<usize>) -> String {
        let model = &self.content.model;
        let technology = |at: usize| model.candidates[at].technology;
        model
            .names
            .put(text, technology(candidate), other.map(technology))
    }

    /// The id of the criterion that a part belongs to, or what kind of part it is.
    pub fn criterion(&self, candidate: usize, part: Part) -> &str {
        match part {
            Part::Preference(_) => "fit",
            Part::Veto(_) => "veto",
            Part::Criterion(at, _) => {
                let model = &self.content.model;
                let layer = model.candidates[candidate].layer;
                &self.content.catalogue.criteria[model.weights[layer][at].0].id
            }
        }
    }

    /// The criterion of a part and its sentence.
    pub fn part(&self, candidate: usize, part: Part) -> (String, String) {
        let model = &self.content.model;
        match part {
            Part::Preference(at) => (
                "fit".into(),
                self.named(&model.preferences[at].text, candidate),
            ),
            Part::Veto(at) => ("veto".into(), self.named(&model.vetoes[at].text, candidate)),
            Part::Criterion(at, value) => {
                let layer = model.candidates[candidate].layer;
                let criterion = model.weights[layer][at].0;
                let scale = &self.content.catalogue.criteria[criterion];
                let mut text = format!(
                    "{}: {}.",
                    scale.name,
                    scale.anchors[usize::from(value.min(5))]
                );
                if criterion == model.skill {
                    text = format!(
                        "{}: {}{}.",
                        scale.name,
                        scale.anchors[usize::from(value.min(5))],
                        self.shared_skills(candidate)
                    );
                }
                if let Some(because) = self.because(layer, criterion) {
                    text.push_str(" This weighs more because ");
                    text.push_str(because);
                    text.push('.');
                }
                (scale.id.clone(), text)
            }
        }
    }

    /// Why a layer is left out.
    pub fn not_needed(&self, layer: usize, known: bool) -> String {
        let need = &self.content.model.needs[layer];
        if known {
            return need.otherwise.clone();
        }
        format!("Left out until more is known. {}", need.otherwise)
    }

    /// Why a needed layer stays empty, and the smallest changes that would fill it.
    pub fn nothing_left(&self, layer: usize) -> String {
        let label = &self.content.catalogue.layers[layer].label;
        let ways = relaxation::ways(self.content, &self.decision.truths, layer);
        if ways.is_empty() {
            return format!(
                "{label}: nothing in the catalogue fits beside the rest of the stack. Talk to us before you decide."
            );
        }
        let say = |(candidate, rules): &(usize, Vec<usize>)| {
            let rules = rules.iter().map(|at| &self.content.model.rules[*at]);
            let told: Vec<String> = rules
                .map(|rule| {
                    format!(
                        "{} ({})",
                        self.named(&rule.text, *candidate).trim_end_matches('.'),
                        rule.id
                    )
                })
                .collect();
            format!(
                "{} would fit if this changed: {}.",
                self.content
                    .model
                    .names
                    .start(self.content.model.candidates[*candidate].technology),
                told.join("; ")
            )
        };
        let told: Vec<String> = ways.iter().map(say).collect();
        format!(
            "{label}: your constraints together leave nothing in the catalogue. {}",
            told.join(" Or: ")
        )
    }

    /// What speaks against a choice that has no weak point here.
    pub fn think_again(&self, candidate: usize) -> String {
        format!(
            "Think again in these cases: {}.",
            self.technology(candidate).avoid.trim_end_matches('.')
        )
    }

    /// Completes "Choose this instead if …".
    pub fn choose_if(&self, layer: usize, rival: usize, choice: usize) -> String {
        let model = &self.content.model;
        let (known, better) = (
            self.decision.scores.skill_of(model, choice),
            self.decision.scores.skill_of(model, rival),
        );
        let fits = &self.technology(rival).fits;
        if let (Some(known), Some(better)) = (known, better)
            && better < known
        {
            return format!("your team learned it or you hired for it; it is made for {fits}");
        }
        let gain = |at: usize| {
            let gained = i64::from(self.decision.scores.value(model, rival, at))
                - i64::from(self.decision.scores.value(model, choice, at));
            (gained > 0).then(|| (gained * self.decision.scores.weights[layer][at].max(1), at))
        };
        let best = (0..model.weights[layer].len())
            .filter_map(gain)
            .max_by_key(|(gained, at)| (*gained, std::cmp::Reverse(*at)));
        match best {
            Some((_, at)) => {
                let criterion = &self.content.catalogue.criteria[model.weights[layer][at].0];
                format!(
                    "you care most about {} ({})",
                    small(&criterion.name),
                    criterion.anchors
                        [usize::from(self.decision.scores.value(model, rival, at).min(5))]
                )
            }
            None => format!("this describes you: {fits}"),
        }
    }

    fn because(&self, layer: usize, criterion: usize) -> Option<&str> {
        let multipliers = self
            .decision
            .scores
            .multipliers
            .iter()
            .map(|at| &self.content.model.multipliers[*at]);
        let mut raising = multipliers.filter(|known| {
            known.layers[layer]
                && known
                    .percent
                    .iter()
                    .any(|(of, percent)| *of == criterion && *percent > 100)
        });
        raising.next().map(|known| known.because.as_str())
    }

    fn shared_skills(&self, candidate: usize) -> String {
        let Value::Many(skills) = self.situation.lookup("skills") else {
            return String::new();
        };
        let question = self.content.questionnaire.question("skills");
        let known = &self.technology(candidate).skills;
        let label = |skill: &String| {
            question
                .and_then(|question| question.choice(skill))
                .map_or_else(|| skill.clone(), |choice| choice.label.clone())
        };
        let shared: Vec<String> = skills
            .iter()
            .filter(|skill| known.get(*skill).is_some_and(|value| *value > 0))
            .map(label)
            .collect();
        if shared.is_empty() {
            String::new()
        } else {
            format!(" ({})", shared.join(", "))
        }
    }
}
