//! How much the advice depends on single answers and on weights, and what to ask next.

mod advantage;
mod confidence;
mod flips;
mod likely_answers;
mod next_questions;
mod relaxations;
mod stability;
mod trials;
pub mod what_if;
mod worth_asking;

pub use confidence::{PURPOSE, confidence, is_purpose_open};
pub use flips::select_flips;
pub use next_questions::next_questions;
pub use relaxations::relaxations;
pub use stability::{CLEAR, CLOSE, assess_stability, survival};
pub use what_if::variants;
pub use worth_asking::{WorthAsking, worth_asking};
