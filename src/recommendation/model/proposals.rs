//! Which changes of an answer are proposed to a client.

use std::collections::{BTreeMap, BTreeSet};

use super::index::LayerIdx;

/// What is never proposed.
#[derive(Debug, Clone, Default)]
pub struct Proposals {
    /// Questions whose answers describe the client or the product.
    pub fixed: BTreeSet<String>,
    /// Per question: options that hardly anyone would change to.
    pub unlikely: BTreeMap<String, Vec<String>>,
    /// Layers that are no reason to change an answer.
    pub minor: BTreeSet<LayerIdx>,
}

impl Proposals {
    /// Whether a client may be advised to think about this option.
    pub fn allow(&self, question: &str, option: &str) -> bool {
        let unlikely = self.unlikely.get(question);
        let is_unlikely = unlikely.is_some_and(|options| options.iter().any(|one| one == option));
        !self.fixed.contains(question) && !is_unlikely
    }
}
