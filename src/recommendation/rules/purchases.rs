//! What to buy instead of building.

use crate::recommendation::facts::FactBase;
use crate::recommendation::model::Model;
use crate::recommendation::purchase::BuyInstead;

/// The first purchase that is wiser than building.
pub fn buy_instead(model: &Model, facts: &FactBase<'_>) -> Option<BuyInstead> {
    model.buy_instead.iter().find_map(|rule| rule.assess(facts))
}
