//! What the conditions of the practical parts are asked about: answers, and what was chosen.

use std::collections::BTreeMap;

use crate::content::blueprint::{CHOSEN, NEEDED, PARTLY_NEW, STACK, STACK_VALUES, When};
use crate::content::condition::{Facts, NOT_SURE, Truth, Value};
use crate::content::questionnaire::{Kind, Questionnaire};
use crate::content::{Content, catalogue::Catalogue};
use crate::intake::Answers;
use crate::recommendation::Recommendation;

/// Layers that are written by the team itself, so that its skills decide.
const WRITTEN: [&str; 4] = ["backend", "web", "mobile", "device_firmware"];
/// A skill carries a technology from this value on, of five.
const CARRIES: u8 = 3;

/// Everything that is known.
pub(super) struct Known<'a> {
    questionnaire: &'a Questionnaire,
    answers: &'a Answers,
    chosen: Vec<String>,
    needed: Vec<String>,
    stack: Option<&'static str>,
}

impl<'a> Known<'a> {
    pub fn of(content: &'a Content, answers: &'a Answers, recommendation: &Recommendation) -> Self {
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
                    .flat_map(|known| known.traits.iter().cloned()),
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
        }
    }

    /// The chosen options of a question that say something; `None` where nothing is known.
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

    /// The first of a list that is known to hold. Loading made sure that the last always does.
    pub fn first<'m, T>(&self, list: &'m [T], when: impl Fn(&T) -> &When) -> Option<&'m T> {
        list.iter().find(|one| when(one).holds(self))
    }

    /// The place of the only answer among the options of its question.
    pub fn place(&self, question: &str) -> Option<usize> {
        let one = self.answers.one(question).filter(|one| *one != NOT_SURE)?;
        match &self.questionnaire.question(question)?.kind {
            Kind::Single(choices) | Kind::Multi { choices, .. } => {
                choices.iter().position(|choice| choice.id == one)
            }
            Kind::Contact => None,
        }
    }

    /// Whether a condition holds, and if that is open: the question that would settle it.
    pub fn settles<'w>(&self, when: &'w When) -> (Truth, Option<&'w str>) {
        let truth = when.eval(self);
        // Whether the team knows the stack follows from what it says it knows.
        let asked = |name| if name == STACK { "skills" } else { name };
        let names = when.names().into_iter().map(asked);
        (
            truth,
            names.into_iter().find(|name| self.options(name).is_none()),
        )
    }

    /// What was asked, in the words of the questionnaire.
    pub fn label(&self, question: &str) -> String {
        self.questionnaire
            .question(question)
            .map_or_else(|| question.to_owned(), |question| question.label.clone())
    }

    /// Whether several options of a question may be chosen.
    pub fn several(&self, question: &str) -> bool {
        self.questionnaire
            .question(question)
            .is_some_and(|question| matches!(question.kind, Kind::Multi { .. }))
    }

    /// A question that is not asked has no answer and needs none.
    fn applies(&self, question: &str) -> bool {
        let when = self
            .questionnaire
            .question(question)
            .and_then(|known| known.when.as_ref());
        when.is_none_or(|when| when.eval(self.answers).holds())
    }
}

impl Facts for Known<'_> {
    fn lookup(&self, name: &str) -> Value<'_> {
        match name {
            CHOSEN => Value::Many(&self.chosen),
            NEEDED => Value::Many(&self.needed),
            STACK => self.stack.map_or(Value::Unknown, Value::One),
            question if !self.applies(question) => Value::Many(&[]),
            question => self.answers.lookup(question),
        }
    }
}

/// Whether the team knows what it would write in; open while it has not said what it knows.
fn stack(
    catalogue: &Catalogue,
    answers: &Answers,
    recommendation: &Recommendation,
) -> Option<&'static str> {
    let [known, partly_new] = STACK_VALUES;
    debug_assert_eq!(partly_new, PARTLY_NEW);
    if answers.one("team_size") == Some("none") {
        return Some(known);
    }
    let skills = answers.many("skills")?;
    let carried = |map: &BTreeMap<String, u8>| {
        map.is_empty()
            || skills
                .iter()
                .any(|skill| map.get(skill).is_some_and(|value| *value >= CARRIES))
    };
    let written = WRITTEN
        .iter()
        .filter_map(|layer| recommendation.layers.get(*layer)?.choice.as_deref());
    let all = written
        .filter_map(|id| catalogue.technology(id))
        .all(|technology| carried(&technology.skills));
    Some(if all { known } else { partly_new })
}
