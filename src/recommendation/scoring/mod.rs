//! What every candidate is worth in this situation.
//!
//! A layer's weights sum to 2,000 and values go up to 5, so a score is 10,000 at most before preferences and pair rules
//! add or take points. Scales are fixed: the score of one technology never depends on which others there are.

mod parts;
mod scores;
mod weights;

pub use parts::Part;
pub use scores::Scores;
pub use weights::{Weights, share};
