//! How many questions the shortest way has, and how long they take.

use crate::content::questionnaire::Questionnaire;

/// How long a visitor reads and answers one question, in seconds.
const SECONDS_PER_QUESTION: usize = 15;

/// What a visitor is told before the first question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// Essential questions of the shortest path, those that depend on an answer of it included.
    pub questions: usize,
    /// What they take, rounded up.
    pub minutes: usize,
}

impl Estimate {
    /// The estimate for a questionnaire.
    #[must_use]
    pub fn of(known: &Questionnaire) -> Self {
        let asked = known
            .questions()
            .filter(|question| question.is_core() && question.path.is_none());
        let questions = asked.count();
        Self {
            questions,
            minutes: (questions * SECONDS_PER_QUESTION).div_ceil(60),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Content;

    #[test]
    fn the_shortest_way_takes_a_few_minutes() {
        let known = Content::embedded().unwrap().questionnaire;
        let estimate = Estimate::of(&known);
        assert_eq!(
            estimate,
            Estimate {
                questions: 15,
                minutes: 4
            }
        );
    }
}
