//! The facts that conditions in `content/blueprint/` are evaluated against: answers and the recommended stack.

use std::collections::BTreeMap;

use crate::content::condition::{Facts, NOT_SURE, Truth, Value};
use crate::content::plan::{
    CHOSEN, NEEDED, PARTLY_NEW, STACK, STACK_VALUES, TENANCY, TENANCY_VALUES, When,
};
use crate::content::questionnaire::{Kind, Questionnaire};
use crate::content::{Content, catalogue::Catalogue};
use crate::intake::Answers;
use crate::recommendation::Recommendation;

/// Layers with code of the team's own, which therefore depend on its skills.
const OWN_CODE_LAYERS: [&str; 4] = ["backend", "web", "mobile", "device_firmware"];
/// The lowest value, of five, at which a skill covers a technology.
const COVERED_FROM: u8 = 3;

/// Answers, chosen technologies and needed layers.
pub(super) struct PlanFacts<'a> {
    questionnaire: &'a Questionnaire,
    answers: &'a Answers,
    chosen: Vec<String>,
    needed: Vec<String>,
    stack: Option<&'static str>,
    tenancy: Option<&'a When>,
    products: BTreeMap<String, [String; 2]>,
}

impl<'a> PlanFacts<'a> {
    /// Collects the facts for one set of answers and its recommendation.
    pub fn new<T>(
        content: &'a Content,
        answers: &'a Answers,
        recommendation: &Recommendation<T>,
    ) -> Self {
        let mut chosen = Vec::new();
        for id in recommendation
            .layers
            .values()
            .filter_map(|layer| layer.choice.as_deref())
        {
            chosen.push(id.to_owned());
            let technology = content.catalogue.technology(id);
            chosen.extend(
                technology
                    .into_iter()
                    .flat_map(|technology| technology.traits.iter().cloned()),
            );
        }
        let needed = recommendation
            .layers
            .iter()
            .filter(|(_, layer)| layer.needed);
        Self {
            questionnaire: &content.questionnaire,
            answers,
            chosen,
            needed: needed.map(|(id, _)| id.clone()).collect(),
            stack: stack(&content.catalogue, answers, recommendation),
            tenancy: content
                .plan
                .groups
                .iter()
                .find(|group| group.tenancy)
                .map(|group| &group.when),
            products: products(recommendation),
        }
    }

    /// The product and the technology that were chosen for a layer; the same id twice without a product.
    pub fn product(&self, layer: &str) -> Option<&[String; 2]> {
        self.products.get(layer)
    }

    /// The chosen options of a question without `none`; `None` where the question is open.
    pub fn options(&self, question: &str) -> Option<Vec<&str>> {
        match self.lookup(question) {
            Value::Unknown => None,
            Value::One(one) => (one != NOT_SURE).then(|| vec![one]),
            Value::Many(many) if many.iter().any(|one| one == NOT_SURE) => None,
            Value::Many(many) => Some(
                many.iter()
                    .map(String::as_str)
                    .filter(|one| *one != "none")
                    .collect(),
            ),
        }
    }

    /// The first entry whose condition holds. The loader has checked that the last one always does.
    pub fn first<'m, T>(&self, list: &'m [T], when: impl Fn(&T) -> &When) -> Option<&'m T> {
        list.iter().find(|one| when(one).holds(self))
    }

    /// The position of a single answer among the options of its question.
    pub fn option_index(&self, question: &str) -> Option<usize> {
        let answer = self
            .answers
            .one(question)
            .filter(|option| *option != NOT_SURE)?;
        match &self.questionnaire.question(question)?.kind {
            Kind::Single(choices) | Kind::Multi { choices, .. } => {
                choices.iter().position(|choice| choice.id == answer)
            }
            Kind::Contact => None,
        }
    }

    /// The value of a condition, and the first open question that it depends on.
    pub fn evaluate<'w>(&self, when: &'w When) -> (Truth, Option<&'w str>) {
        let truth = when.eval(self);
        // `stack` is derived from `skills`, `tenancy` above all from `audience`.
        let question = |name| match name {
            STACK => "skills",
            TENANCY => "audience",
            name => name,
        };
        let names = when.names().into_iter().map(question);
        (
            truth,
            names.into_iter().find(|name| self.options(name).is_none()),
        )
    }

    /// The label of a question.
    pub fn label(&self, question: &str) -> String {
        self.questionnaire
            .question(question)
            .map_or_else(|| question.to_owned(), |question| question.label.clone())
    }

    /// Whether a question takes several options.
    pub fn is_multiple_choice(&self, question: &str) -> bool {
        self.questionnaire
            .question(question)
            .is_some_and(|question| matches!(question.kind, Kind::Multi { .. }))
    }

    /// Whether a question is visible for these answers. One that is not has no answer and needs none.
    fn applies(&self, question: &str) -> bool {
        let when = self
            .questionnaire
            .question(question)
            .and_then(|question| question.when.as_ref());
        when.is_none_or(|when| when.eval(self.answers).holds())
    }
}

impl Facts for PlanFacts<'_> {
    fn lookup(&self, name: &str) -> Value<'_> {
        match name {
            CHOSEN => Value::Many(&self.chosen),
            NEEDED => Value::Many(&self.needed),
            STACK => self.stack.map_or(Value::Unknown, Value::One),
            // One condition decides it for tables, effort, roadmap and notes.
            TENANCY => match self.tenancy.map_or(Truth::False, |when| when.eval(self)) {
                Truth::False => Value::One(TENANCY_VALUES[0]),
                Truth::True => Value::One(TENANCY_VALUES[1]),
                Truth::Unknown => Value::Unknown,
            },
            question if !self.applies(question) => Value::Many(&[]),
            question => self.answers.lookup(question),
        }
    }
}

/// Per layer with a choice: its product and its technology.
fn products<T>(recommendation: &Recommendation<T>) -> BTreeMap<String, [String; 2]> {
    let chosen = recommendation.layers.iter().filter_map(|(id, layer)| {
        let choice = layer.choice.clone()?;
        let product = layer.product.as_ref().map(|product| product.id.clone());
        Some((
            id.clone(),
            [product.unwrap_or_else(|| choice.clone()), choice],
        ))
    });
    chosen.collect()
}

/// Whether the team's skills cover the stack; `None` while `skills` is open.
fn stack<T>(
    catalogue: &Catalogue,
    answers: &Answers,
    recommendation: &Recommendation<T>,
) -> Option<&'static str> {
    let [known, partly_new] = STACK_VALUES;
    debug_assert_eq!(partly_new, PARTLY_NEW);
    if answers.one("team_size") == Some("none") {
        return Some(known);
    }
    let skills = answers
        .many("skills")
        .filter(|skills| !skills.iter().any(|skill| skill == NOT_SURE))?;
    let covered = |map: &BTreeMap<String, u8>| {
        map.is_empty()
            || skills
                .iter()
                .any(|skill| map.get(skill).is_some_and(|value| *value >= COVERED_FROM))
    };
    let chosen = OWN_CODE_LAYERS
        .iter()
        .filter_map(|layer| recommendation.layers.get(*layer)?.choice.as_deref());
    let all = chosen
        .filter_map(|id| catalogue.technology(id))
        .all(|technology| covered(&technology.skills));
    Some(if all { known } else { partly_new })
}
