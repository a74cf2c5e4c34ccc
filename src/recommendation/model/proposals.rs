//! Which changes of an answer are proposed to a client.

use std::collections::BTreeSet;

use super::index::{ConditionId, LayerIdx};

/// What is never proposed.
#[derive(Debug, Clone, Default)]
pub struct Proposals {
    /// Questions whose answers describe the client or the product.
    pub fixed: BTreeSet<String>,
    /// Options that hardly anyone would change to.
    pub unlikely: Vec<Unlikely>,
    /// Layers that are no reason to change an answer.
    pub minor: BTreeSet<LayerIdx>,
}

/// Options of a question that hardly anyone would change to, or away from where several are chosen.
#[derive(Debug, Clone)]
pub struct Unlikely {
    /// Id of the question.
    pub question: String,
    /// Ids of the options.
    pub options: Vec<String>,
    /// For whom; none means for all.
    pub when: Option<ConditionId>,
}

impl Proposals {
    /// Whether a client, for whom these conditions hold, may be advised to think about this option.
    pub fn allow(&self, holds: impl Fn(ConditionId) -> bool, question: &str, option: &str) -> bool {
        let mut unlikely = self.unlikely.iter().filter(|one| one.question == question);
        let is_unlikely = unlikely.any(|one| {
            one.when.is_none_or(&holds) && one.options.iter().any(|other| other == option)
        });
        !self.fixed.contains(question) && !is_unlikely
    }
}
