//! How likely the answers to open questions are.

use crate::content::condition::Condition;

/// How likely each answer to a question is in some situations.
#[derive(Debug, Clone)]
pub struct Likelihood {
    /// The id of the question.
    pub question: String,
    /// Where the shares apply; everywhere if there is none.
    pub when: Option<Condition>,
    /// Options with their share, in percent; all others divide the rest evenly.
    pub shares: Vec<(String, u32)>,
}
