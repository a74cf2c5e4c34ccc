//! Every condition that can change a choice, kept once however many rules name it.

use std::collections::BTreeMap;

use super::index::{ConditionId, FactIdx, IndexVec};
use super::vocabulary::sources;
use crate::content::condition::Condition;
use crate::recommendation::facts::derived::facts;

/// All distinct conditions.
#[derive(Debug, Clone, Default)]
pub struct ConditionIndex {
    all: IndexVec<ConditionId, IndexedCondition>,
    by_text: BTreeMap<String, ConditionId>,
    by_question: BTreeMap<String, Vec<ConditionId>>,
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
        for question in questions {
            self.by_question.entry(question).or_default().push(id);
        }
        self.by_text.insert(text, id);
        id
    }

    /// All conditions, in the order of reading.
    pub fn all(&self) -> &IndexVec<ConditionId, IndexedCondition> {
        &self.all
    }

    /// Whether some condition depends on a question, directly or through a derived fact.
    pub fn uses(&self, question: &str) -> bool {
        self.by_question.contains_key(question)
    }

    /// The conditions that depend on a question.
    pub fn depending_on(&self, question: &str) -> &[ConditionId] {
        self.by_question.get(question).map_or(&[], Vec::as_slice)
    }
}
