//! Every condition that can change a choice, kept once however many rules name it.

use std::collections::BTreeMap;

use super::index::{ConditionId, FactIdx, IndexVec};
use super::vocabulary::sources;
use crate::content::condition::Condition;
use crate::content::questionnaire::Questionnaire;
use crate::recommendation::facts::derived::facts;

/// All distinct conditions.
#[derive(Debug, Clone, Default)]
pub struct ConditionIndex {
    all: IndexVec<ConditionId, IndexedCondition>,
    by_text: BTreeMap<String, ConditionId>,
    by_question: BTreeMap<String, Vec<ConditionId>>,
    /// Per question: those that decide whether it applies.
    gates: BTreeMap<String, Vec<String>>,
}

/// A condition and what it depends on.
#[derive(Debug, Clone)]
pub struct IndexedCondition {
    /// The condition.
    pub condition: Condition,
    /// The questions behind it, sorted.
    pub questions: Vec<String>,
    /// The derived facts it names. Of these, sometimes only a range is known.
    pub derived: Vec<FactIdx>,
}

impl ConditionIndex {
    /// Without conditions, for the questions of a questionnaire.
    pub fn new(questionnaire: &Questionnaire) -> Self {
        let gates = questionnaire.questions().map(|question| {
            let names = question.when.iter().flat_map(Condition::names);
            (question.id.clone(), names.map(str::to_owned).collect())
        });
        Self {
            gates: gates.collect(),
            ..Self::default()
        }
    }

    /// Adds a condition, or finds it among those that are there.
    pub fn intern(&mut self, condition: Condition) -> ConditionId {
        let text = condition.to_string();
        if let Some(id) = self.by_text.get(&text) {
            return *id;
        }
        let mut questions: Vec<String> = condition
            .names()
            .flat_map(sources)
            .map(str::to_owned)
            .collect();
        questions.sort();
        questions.dedup();
        let derived = facts()
            .filter(|(_, fact)| condition.names().any(|name| name == fact.name))
            .map(|(index, _)| index)
            .collect();
        let id = self.all.push(IndexedCondition {
            condition,
            questions: questions.clone(),
            derived,
        });
        self.add_gates(&mut questions);
        for question in questions {
            self.by_question.entry(question).or_default().push(id);
        }
        self.by_text.insert(text, id);
        id
    }

    /// Adds the questions that decide whether one of these applies, and so on.
    fn add_gates(&self, questions: &mut Vec<String>) {
        let mut next = 0;
        while let Some(question) = questions.get(next) {
            let gates = self.gates.get(question).cloned().unwrap_or_default();
            let fresh = gates.into_iter().filter(|gate| !questions.contains(gate));
            let fresh: Vec<String> = fresh.collect();
            questions.extend(fresh);
            next += 1;
        }
    }

    /// All conditions, in the order of reading.
    pub fn all(&self) -> &IndexVec<ConditionId, IndexedCondition> {
        &self.all
    }

    /// Whether some condition depends on a question, directly, through a derived fact, or through a question that
    /// applies because of it.
    pub fn uses(&self, question: &str) -> bool {
        self.by_question.contains_key(question)
    }

    /// The conditions that depend on a question.
    pub fn depending_on(&self, question: &str) -> &[ConditionId] {
        self.by_question.get(question).map_or(&[], Vec::as_slice)
    }
}
