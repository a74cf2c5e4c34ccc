//! When to buy instead of building.

use crate::content::condition::Condition;
use crate::recommendation::confidence::Confidence;
use crate::recommendation::purchase::BuyInstead;

/// Something to connect to a product, or to do beside it.
#[derive(Debug, Clone)]
pub struct Connection {
    /// When it applies.
    pub when: Condition,
    /// What to do.
    pub text: String,
    /// What an extension for it costs each month, in euros or dollars.
    pub month: Option<[u32; 2]>,
    /// What it adds to setting the product up: weeks of one person, and the work in a few words.
    pub work: Option<([u32; 2], String)>,
}

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
    pub connect: Vec<Connection>,
    /// How sure the verdict is; the first that holds counts, the last always does.
    pub confidence: Vec<(Condition, Confidence, String)>,
}
