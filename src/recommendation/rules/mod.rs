//! Which conditions hold, and what they decide before anything is scored.

mod condition_results;
pub mod findings;
mod purchases;
mod risks;
mod selection;

pub use condition_results::ConditionResults;
pub use purchases::buy_instead;
pub use risks::risks;
pub use selection::{RemovedBy, Selection};
