//! What open questions may add to a range.

use super::facts::PlanFacts;
use crate::content::condition::Truth;
use crate::content::plan::When;
use crate::recommendation::estimate::upper;

/// Something whose part of a range is unknown while questions are open.
pub(super) struct Unsure<'a> {
    /// When it counts.
    pub when: &'a When,
    /// The first question that its condition names, or that it is priced by, open or not.
    pub subject: &'a str,
    /// The open questions that it depends on.
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

/// What each open question may add, in the order in which they are named.
///
/// What has one subject adds up while that is open: of a single-choice question the answer that adds most counts, of a
/// multiple-choice one all may be given. Other parts are independent, as in [`upper`]. The subject of a part never changes,
/// so one more open question makes no range narrower.
pub(super) fn by_question<'a>(unsure: Vec<Unsure<'a>>, facts: &PlanFacts<'_>) -> Vec<Open<'a>> {
    let mut subjects: Vec<(&str, Vec<Unsure<'a>>)> = Vec::new();
    for one in unsure {
        match subjects.iter_mut().find(|(id, _)| *id == one.subject) {
            Some((_, parts)) => parts.push(one),
            None => subjects.push((one.subject, vec![one])),
        }
    }
    let mut questions: Vec<(&str, Vec<(u32, u32)>)> = Vec::new();
    let mut add = |question, part| match questions.iter_mut().find(|(id, _)| *id == question) {
        Some((_, parts)) => parts.push(part),
        None => questions.push((question, vec![part])),
    };
    for (subject, parts) in subjects {
        if facts.options(subject).is_none() {
            add(subject, together(subject, &parts, facts));
            continue;
        }
        for part in &parts {
            if let Some(question) = part.questions.first() {
                add(question, (part.from, part.to));
            }
        }
    }
    let open = questions.into_iter().map(|(question, parts)| Open {
        question,
        from: parts.iter().map(|part| part.0).sum(),
        to: upper(parts.into_iter()),
    });
    open.filter(|open| open.to > 0).collect()
}

/// What the answers to one question add together.
fn together(question: &str, parts: &[Unsure<'_>], facts: &PlanFacts<'_>) -> (u32, u32) {
    let sum = |parts: &mut dyn Iterator<Item = &Unsure<'_>>| {
        parts.fold((0, 0), |sum, part| (sum.0 + part.from, sum.1 + part.to))
    };
    if facts.is_multiple_choice(question) {
        return sum(&mut parts.iter());
    }
    let options = facts.choices(question).into_iter();
    let sums = options.map(|option| {
        let facts = facts.with(question, option);
        let possible = |part: &&Unsure<'_>| facts.evaluate(part.when).0 != Truth::False;
        sum(&mut parts.iter().filter(possible))
    });
    sums.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
        .unwrap_or_default()
}
