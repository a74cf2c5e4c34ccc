//! Everything a condition can name: the answers, the facts derived from them, and after the choice what was chosen.
//!
//! What the answers leave open stays open: a derived fact is a span from the lowest to the highest value that is still
//! possible, and a condition holds only if it holds for the whole span. A question that cannot apply is answered with
//! nothing: a condition on it is false, not unknown.

pub mod derived;
pub mod mentions;
pub mod selected;

use crate::content::condition::{Condition, Facts, Truth, Value};
use crate::intake::{Answers, inapplicable};
use derived::{DERIVED, Span, facts};

use super::model::vocabulary::{BUYS, BUYS_VALUES, CHOSEN, NEEDED, PICKS, REQUESTED, REQUESTS};
use super::model::{FactIdx, Idx, IndexedCondition, Level, Model};

const FACTS: usize = DERIVED.len();

/// Everything a condition may name.
#[derive(Debug)]
pub struct FactBase<'a> {
    answers: &'a Answers,
    /// The questions that cannot apply to these answers.
    inapplicable: Vec<&'a str>,
    /// Per derived fact: the values that the answers leave possible.
    derived: [Option<Span>; FACTS],
    selected: Option<SelectedFacts>,
}

/// What is known after the choice, each as conditions name it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SelectedFacts {
    /// Ids and traits of what was chosen.
    pub chosen: Vec<String>,
    /// The layers that are needed.
    pub needed: Vec<String>,
    /// How the picks compare with the team's skills and the complexity budget.
    pub picks: Vec<String>,
    /// Ids and traits of what the free text requests.
    pub requested: Vec<String>,
    /// How the requests compare with the team's skills and the rules.
    pub requests: Vec<String>,
    /// Whether the advice is to buy.
    pub buys: Vec<String>,
}

/// Facts with one value assumed where the answers leave several possible.
struct AssumedFacts<'a> {
    facts: &'a FactBase<'a>,
    assumed: [Option<Level>; FACTS],
}

impl<'a> FactBase<'a> {
    /// The facts before anything is chosen.
    pub fn of(model: &'a Model, answers: &'a Answers) -> Self {
        let inapplicable = inapplicable(&model.questionnaire, answers);
        Self {
            answers,
            inapplicable: inapplicable.map(|question| question.id.as_str()).collect(),
            derived: DERIVED.each_ref().map(|fact| fact.span(answers)),
            selected: None,
        }
    }

    /// The same after the choice, so that risks can name what was chosen.
    pub fn with_selection(self, selected: SelectedFacts) -> Self {
        Self {
            selected: Some(selected),
            ..self
        }
    }

    /// The same where the advice is to buy.
    pub fn with_purchase(mut self) -> Self {
        let selected = self.selected.get_or_insert_default();
        selected.buys = BUYS_VALUES.map(str::to_owned).to_vec();
        self
    }

    /// Whether the advice is to buy.
    pub fn buys(&self) -> bool {
        let selected = self.selected.as_ref();
        selected.is_some_and(|selected| !selected.buys.is_empty())
    }

    /// What is known of a condition of the model.
    pub fn truth(&self, indexed: &IndexedCondition) -> Truth {
        if !indexed.derived.iter().any(|fact| self.is_open(*fact)) {
            return indexed.condition.eval(self);
        }
        self.assuming().truth(&indexed.condition, &indexed.derived)
    }

    /// What is known of any other condition.
    pub fn truth_of(&self, condition: &Condition) -> Truth {
        if !facts().any(|(index, _)| self.is_open(index)) {
            return condition.eval(self);
        }
        let names: Vec<&str> = condition.names().collect();
        let open: Vec<FactIdx> = facts()
            .filter(|(index, fact)| self.is_open(*index) && names.contains(&fact.name))
            .map(|(index, _)| index)
            .collect();
        self.assuming().truth(condition, &open)
    }

    /// Whether `when` is known to hold and `except` is not.
    pub fn applies(&self, when: &Condition, except: Option<&Condition>) -> bool {
        self.truth_of(when).holds() && !except.is_some_and(|except| self.truth_of(except).holds())
    }

    fn is_open(&self, fact: FactIdx) -> bool {
        self.derived[fact.position()].is_some_and(Span::is_open)
    }

    fn assuming(&self) -> AssumedFacts<'_> {
        AssumedFacts {
            facts: self,
            assumed: [None; FACTS],
        }
    }
}

impl Facts for FactBase<'_> {
    fn lookup(&self, name: &str) -> Value<'_> {
        let answer = self.answers.lookup(name);
        if !matches!(answer, Value::Unknown) {
            return answer;
        }
        if let Some((index, fact)) = facts().find(|(_, fact)| fact.name == name) {
            return match self.derived[index.position()] {
                Some(span) if !span.is_open() => Value::One(fact.value(span.low)),
                _ => Value::Unknown,
            };
        }
        match (name, &self.selected) {
            (CHOSEN, Some(selected)) => Value::Many(&selected.chosen),
            (NEEDED, Some(selected)) => Value::Many(&selected.needed),
            (PICKS, Some(selected)) => Value::Many(&selected.picks),
            (REQUESTED, Some(selected)) => Value::Many(&selected.requested),
            (REQUESTS, Some(selected)) => Value::Many(&selected.requests),
            (BUYS, Some(selected)) => Value::Many(&selected.buys),
            _ if self.inapplicable.contains(&name) => Value::Many(&[]),
            _ => Value::Unknown,
        }
    }
}

impl Facts for AssumedFacts<'_> {
    fn lookup(&self, name: &str) -> Value<'_> {
        let assumed = facts().find(|(_, fact)| fact.name == name);
        assumed
            .and_then(|(index, fact)| Some(fact.value(self.assumed[index.position()]?)))
            .map_or_else(|| self.facts.lookup(name), Value::One)
    }
}

impl AssumedFacts<'_> {
    /// The truth of a condition if it is the same for all values that these facts can have.
    fn truth(&mut self, condition: &Condition, facts: &[FactIdx]) -> Truth {
        let Some((fact, rest)) = facts.split_first() else {
            return condition.eval(self);
        };
        let Some(span) = self.facts.derived[fact.position()].filter(|span| span.is_open()) else {
            return self.truth(condition, rest);
        };
        let mut result = None;
        for level in span.levels() {
            self.assumed[fact.position()] = Some(level);
            let truth = self.truth(condition, rest);
            if truth == Truth::Unknown || result.is_some_and(|result| result != truth) {
                result = Some(Truth::Unknown);
                break;
            }
            result = Some(truth);
        }
        self.assumed[fact.position()] = None;
        result.unwrap_or(Truth::Unknown)
    }
}

#[cfg(test)]
mod tests;
