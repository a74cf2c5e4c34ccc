//! When to buy instead of building.

use crate::content::condition::Condition;
use crate::recommendation::confidence::Confidence;
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
