//! Which conditions of the rules hold. Each is evaluated once.

use crate::content::condition::Truth;
use crate::recommendation::facts::FactBase;
use crate::recommendation::model::{ConditionId, IndexVec, Model};

/// What is known of every condition that can change a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionResults(IndexVec<ConditionId, Truth>);

impl ConditionResults {
    /// Evaluates all conditions.
    pub fn of(model: &Model, facts: &FactBase<'_>) -> Self {
        let conditions = model.conditions.all().iter();
        Self(conditions.map(|indexed| facts.truth(indexed)).collect())
    }

    /// These results for other facts, which differ in the answers to some questions. Evaluates only what depends on
    /// them.
    pub fn updated<'a>(
        &self,
        model: &Model,
        facts: &FactBase<'_>,
        changed_questions: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut results = self.clone();
        for question in changed_questions {
            for condition in model.conditions.depending_on(question) {
                results.0[*condition] = facts.truth(&model.conditions.all()[*condition]);
            }
        }
        results
    }

    /// What is known of one condition.
    pub fn truth(&self, condition: ConditionId) -> Truth {
        self.0[condition]
    }

    /// Whether a condition is known to hold.
    pub fn holds(&self, condition: ConditionId) -> bool {
        self.truth(condition).holds()
    }

    /// Whether `when` is known to hold and `except` is not.
    pub fn applies(&self, when: ConditionId, except: Option<ConditionId>) -> bool {
        self.holds(when) && !except.is_some_and(|except| self.holds(except))
    }

    /// The results in the order of [`crate::recommendation::model::ConditionIndex::all`].
    pub fn all(&self) -> &IndexVec<ConditionId, Truth> {
        &self.0
    }
}
