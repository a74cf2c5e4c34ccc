//! The answers become a stack, first cut: which layers are needed, and what the hard rules leave in each.

use super::truths::Truths;
use crate::content::condition::Truth;
use crate::content::model::Model;

/// What is left before anything is scored.
#[derive(Debug, Clone)]
pub struct Selection {
    /// Per layer.
    pub needed: Vec<Need>,
    /// Per candidate: the rule that removed it.
    pub removed: Vec<Option<RemovedBy>>,
}

/// Whether a layer is needed, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// Whether something is chosen.
    pub needed: bool,
    /// Whether the answers say so, or it is only presumed until they do.
    pub known: bool,
}

/// What removed a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemovedBy {
    /// A position in the model's rules.
    Rule(usize),
    /// A position in the model's pair rules: the layer it requires is not needed.
    Requirement(usize),
}

impl Selection {
    /// Applies needs and hard rules.
    pub fn of(model: &Model, truths: &Truths) -> Self {
        let needed: Vec<Need> = model
            .needs
            .iter()
            .map(|need| match truths.truth(need.when) {
                Truth::True => Need {
                    needed: true,
                    known: true,
                },
                Truth::False => Need {
                    needed: false,
                    known: true,
                },
                Truth::Unknown => {
                    let presumed = need
                        .presume
                        .is_some_and(|presume| truths.applies(presume, need.except));
                    Need {
                        needed: presumed,
                        known: false,
                    }
                }
            })
            .collect();
        let mut removed = vec![None; model.candidates.len()];
        for (at, rule) in model
            .rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| truths.holds(rule.when))
        {
            for candidate in &rule.removes {
                removed[*candidate].get_or_insert(RemovedBy::Rule(at));
            }
        }
        for (at, rule) in model.pairs.iter().enumerate() {
            let Some((layer, these)) = &rule.requires else {
                continue;
            };
            if !needed[*layer].needed && rule.when.is_none_or(|when| truths.holds(when)) {
                for candidate in these {
                    removed[*candidate].get_or_insert(RemovedBy::Requirement(at));
                }
            }
        }
        Self { needed, removed }
    }

    /// The candidates of a needed layer that no rule removed.
    pub fn left<'a>(&'a self, model: &Model, layer: usize) -> impl Iterator<Item = usize> + 'a {
        let range = if self.needed[layer].needed {
            model.ranges[layer].clone()
        } else {
            0..0
        };
        range.filter(|candidate| self.removed[*candidate].is_none())
    }
}
