//! Risks of the model: a base severity, and the cases that change it or its words.

use crate::content::condition::Condition;
use crate::recommendation::risk::{Risk, RiskOwner, StatementSource};

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
