//! The answers become a stack, before anything else: which conditions of the rules hold. Each is evaluated once.

use super::facts::Situation;
use crate::content::condition::Truth;
use crate::content::model::{Model, When};

/// What is known of every condition that can change a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truths(Vec<Truth>);

impl Truths {
    /// Evaluates all conditions.
    pub fn of(model: &Model, situation: &Situation<'_>) -> Self {
        let all = model.asking.all().iter();
        Self(all.map(|asked| situation.truth(asked)).collect())
    }

    /// These truths in another situation, which differs in the answers to some questions.
    pub fn after<'a>(
        &self,
        model: &Model,
        situation: &Situation<'_>,
        changed: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut truths = self.clone();
        for question in changed {
            for place in model.asking.about(question) {
                truths.0[*place] = situation.truth(&model.asking.all()[*place]);
            }
        }
        truths
    }

    /// What is known of one condition.
    pub fn truth(&self, when: When) -> Truth {
        self.0[when.place()]
    }

    /// Whether a condition is known to hold.
    pub fn holds(&self, when: When) -> bool {
        self.truth(when).holds()
    }

    /// Whether `when` is known to hold and `except` is not.
    pub fn applies(&self, when: When, except: Option<When>) -> bool {
        self.holds(when) && !except.is_some_and(|except| self.holds(except))
    }

    /// Every condition's truth, in the order of [`crate::content::model::Asking::all`].
    pub fn all(&self) -> &[Truth] {
        &self.0
    }
}
