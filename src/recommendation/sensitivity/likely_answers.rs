//! How likely each answer to an open question is.

use crate::content::condition::NOT_SURE;
use crate::content::questionnaire::{Choice, Kind, Question};
use crate::recommendation::facts::FactBase;
use crate::recommendation::model::Model;

/// What the shares of a question add up to, but for rounding.
pub const WHOLE: u64 = 10_000;

/// The definite options of a question, each with its share of [`WHOLE`]. Empty for a question without options.
pub fn likely_answers<'q>(
    model: &Model,
    facts: &FactBase<'_>,
    question: &'q Question,
) -> Vec<(&'q Choice, u64)> {
    let (Kind::Single(choices) | Kind::Multi { choices, .. }) = &question.kind else {
        return Vec::new();
    };
    let options: Vec<&Choice> = choices
        .iter()
        .filter(|one| one.id != NOT_SURE && !one.legacy)
        .collect();
    let mut entries = model.likelihoods.iter();
    let entry = entries.find(|entry| {
        let when = entry.when.as_ref();
        entry.question == question.id && when.is_none_or(|when| facts.applies(when, None))
    });
    let share = |option: &Choice| {
        let mut shares = entry?.shares.iter();
        let (_, percent) = shares.find(|(id, _)| *id == option.id)?;
        Some(u64::from(*percent) * WHOLE / 100)
    };
    let named: Vec<Option<u64>> = options.iter().map(|option| share(option)).collect();
    let unnamed = named.iter().filter(|share| share.is_none()).count();
    let left = WHOLE.saturating_sub(named.iter().flatten().sum());
    let each = left / u64::try_from(unnamed.max(1)).unwrap_or(1);
    let shares = named.into_iter().map(|share| share.unwrap_or(each));
    options.into_iter().zip(shares).collect()
}
