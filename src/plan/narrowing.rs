//! Which open questions would narrow a range most.

use super::facts::PlanFacts;
use super::range::Range;

/// At most so many questions are named.
const MOST: usize = 2;
/// A question counts only if its answers leave at most so many percent of the width.
const NARROWER: u64 = 95;
/// Widths are compared in parts of a thousand.
const SCALE: u64 = 1_000;

/// The one or two open questions that narrow a range most, the best first: the answers of each make it narrowest on
/// average. One is enough if the range is no longer wide with any of its answers. Empty if no answer narrows it.
pub(super) fn narrowing(
    facts: &PlanFacts<'_>,
    range: impl Fn(&PlanFacts<'_>) -> Range,
) -> Vec<String> {
    let now = width(range(facts));
    let mut found: Vec<(u64, &str, bool)> = Vec::new();
    for (question, options) in facts.open_questions() {
        let answered = options
            .iter()
            .map(|option| range(&facts.with(question, option)));
        let ranges: Vec<Range> = answered.collect();
        let count = u64::try_from(ranges.len()).unwrap_or(1).max(1);
        let mean = ranges.iter().map(|range| width(*range)).sum::<u64>() / count;
        let enough = !ranges.iter().any(|range| range.is_wide());
        if mean * 100 < now * NARROWER {
            found.push((mean, question, enough));
        }
    }
    // Stable: of two that narrow alike, the one that is asked first.
    found.sort_by_key(|(mean, _, _)| *mean);
    let enough = found.first().is_some_and(|(_, _, enough)| *enough);
    let named = if enough { 1 } else { MOST };
    let questions = found.iter().take(named);
    questions
        .map(|(_, question, _)| (*question).to_owned())
        .collect()
}

/// How many times the upper end is the lower one, in thousandths.
fn width(range: Range) -> u64 {
    u64::from(range.to) * SCALE / u64::from(range.from.max(1))
}
