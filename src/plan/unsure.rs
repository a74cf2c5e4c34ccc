//! What open questions may add to a range.

use std::cmp::Reverse;

use super::facts::PlanFacts;

/// Something whose part of a range is unknown while questions are open.
pub(super) struct Unsure<'a> {
    /// The open questions.
    pub questions: Vec<&'a str>,
    /// What it adds, whatever the answers.
    pub from: u32,
    /// What it adds at most.
    pub to: u32,
}

/// What an open question may add.
pub(super) struct Open<'a> {
    /// The question.
    pub question: &'a str,
    /// What it adds, whatever the answer.
    pub from: u32,
    /// What it adds at most.
    pub to: u32,
}

/// What each open question may add, in the order in which they are named. The options of a multiple-choice question add
/// up; of a single-choice one, the most expensive counts.
///
/// What depends on several questions counts once, where it widens the range most. If it counted at the first of them,
/// one more open question could take it from another one and make the range narrower.
pub(super) fn by_question<'a>(mut unsure: Vec<Unsure<'a>>, facts: &PlanFacts<'_>) -> Vec<Open<'a>> {
    let named = unsure.iter().flat_map(|one| &one.questions);
    let order: Vec<&str> = named.copied().collect();
    unsure.sort_by_key(|one| {
        (
            one.questions.len(),
            Reverse(one.to.saturating_sub(one.from)),
        )
    });
    let mut open: Vec<Open<'a>> = Vec::new();
    for one in unsure {
        let widened = one.questions.iter().map(|question| {
            let known = open.iter().position(|other| other.question == *question);
            let before = known.map_or((0, 0), |index| (open[index].from, open[index].to));
            let after = if facts.is_multiple_choice(question) {
                (before.0 + one.from, before.1 + one.to)
            } else {
                (before.0.max(one.from), before.1.max(one.to))
            };
            (known, *question, after, square(after) - square(before))
        });
        // The first of those that widen it alike.
        let widest = widened.reduce(|best, next| if next.3 > best.3 { next } else { best });
        match widest {
            Some((Some(index), _, after, _)) => (open[index].from, open[index].to) = after,
            Some((None, question, (from, to), _)) => open.push(Open { question, from, to }),
            None => {}
        }
    }
    open.sort_by_key(|one| order.iter().position(|name| *name == one.question));
    open
}

/// The share of a range in [`super::range::upper`].
fn square((from, to): (u32, u32)) -> i64 {
    i64::from(to.saturating_sub(from)).pow(2)
}
