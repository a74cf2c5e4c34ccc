//! Risks of the model: a base severity, and the cases that change it or its words.

use crate::content::condition::Condition;
use crate::recommendation::facts::FactBase;
use crate::recommendation::risk::{HIGHEST, Risk, RiskOwner, StatementSource};

/// A risk, and when it applies. Its conditions may name what was chosen.
#[derive(Debug, Clone)]
pub struct RiskRule {
    /// When it applies.
    pub when: Condition,
    /// Not if this is known to hold.
    pub except: Option<Condition>,
    /// The risk where no case holds.
    pub risk: Risk,
    /// What differs in some cases, in order.
    pub cases: Vec<RiskCase>,
}

/// A case in which a risk is more or less severe, or takes other words.
#[derive(Debug, Clone)]
pub struct RiskCase {
    /// When it applies.
    pub when: Condition,
    /// Not if this is known to hold.
    pub except: Option<Condition>,
    /// Added to the chance.
    pub chance: i8,
    /// Added to the damage.
    pub damage: i8,
    /// Replaces what happens.
    pub text: Option<String>,
    /// Replaces what to do.
    pub action: Option<String>,
    /// Replaces the owner.
    pub owner: Option<RiskOwner>,
    /// Replace the sources, together with the text.
    pub sources: Vec<StatementSource>,
}

impl RiskRule {
    /// The risk for these facts; none if it does not apply.
    pub fn assess(&self, facts: &FactBase<'_>) -> Option<Risk> {
        if !facts.applies(&self.when, self.except.as_ref()) {
            return None;
        }
        let cases: Vec<&RiskCase> = self
            .cases
            .iter()
            .filter(|case| facts.applies(&case.when, case.except.as_ref()))
            .collect();
        let mut risk = self.risk.clone();
        risk.chance = level(risk.chance, cases.iter().map(|case| case.chance));
        risk.damage = level(risk.damage, cases.iter().map(|case| case.damage));
        risk.severity = risk.chance * risk.damage;
        let words = cases
            .iter()
            .find_map(|case| Some((case, case.text.clone()?)));
        if let Some((case, text)) = words {
            risk.text = text;
            risk.action = case.action.clone().unwrap_or(risk.action);
            risk.owner = case.owner.unwrap_or(risk.owner);
            if !case.sources.is_empty() {
                risk.sources.clone_from(&case.sources);
            }
        }
        Some(risk)
    }
}

/// A level after all changes, from 1 to [`HIGHEST`].
fn level(base: u8, changes: impl Iterator<Item = i8>) -> u8 {
    let changed = i16::from(base) + changes.map(i16::from).sum::<i16>();
    u8::try_from(changed.clamp(1, i16::from(HIGHEST))).unwrap_or(HIGHEST)
}
