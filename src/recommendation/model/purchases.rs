//! When to buy instead of building.

use crate::content::condition::Condition;
use crate::recommendation::advice::Confidence;
use crate::recommendation::facts::FactBase;
use crate::recommendation::purchase::BuyInstead;

/// A purchase, and when it is wiser than building.
#[derive(Debug, Clone)]
pub struct PurchaseRule {
    /// When it applies.
    pub when: Condition,
    /// Not if this is known to hold.
    pub except: Option<Condition>,
    /// The purchase, without what depends on the answers.
    pub purchase: BuyInstead,
    /// What to connect; each that holds.
    pub connect: Vec<(Condition, String)>,
    /// How sure the verdict is; the first that holds counts, the last always does.
    pub confidence: Vec<(Condition, Confidence, String)>,
}

impl PurchaseRule {
    /// The purchase for these facts; none if it does not apply.
    pub fn assess(&self, facts: &FactBase<'_>) -> Option<BuyInstead> {
        if !facts.applies(&self.when, self.except.as_ref()) {
            return None;
        }
        let connect = self.connect.iter();
        let connect = connect.filter(|(when, _)| facts.truth_of(when).holds());
        let mut confidence = self.confidence.iter();
        let sure = confidence.find(|(when, _, _)| facts.truth_of(when).holds());
        Some(BuyInstead {
            connect: connect.map(|(_, text)| text.clone()).collect(),
            confidence: sure.map(|(_, level, _)| *level),
            confidence_reason: sure
                .map(|(_, _, because)| because.clone())
                .unwrap_or_default(),
            ..self.purchase.clone()
        })
    }
}
