//! `likely_answers.yaml`: how likely each answer to an open question is.

use crate::content::questionnaire::Kind;
use crate::recommendation::model::likelihood::Likelihood;
use crate::recommendation::model::raw::RawLikelihood;
use crate::recommendation::model::reader::Reader;
use crate::text::did_you_mean;

/// All entries, in order.
pub fn read(reader: &mut Reader<'_>, raw: Vec<RawLikelihood>) -> Vec<Likelihood> {
    raw.into_iter()
        .filter_map(|raw| entry(reader, raw))
        .collect()
}

fn entry(reader: &mut Reader<'_>, raw: RawLikelihood) -> Option<Likelihood> {
    let id = &raw.question.value;
    let questionnaire = reader.vocabulary.questionnaire;
    let Some(question) = questionnaire.question(id) else {
        let known = questionnaire
            .questions()
            .map(|question| question.id.as_str());
        let hint = did_you_mean(id, known);
        reader.report(&raw.question, format!("there is no question `{id}`{hint}"));
        return None;
    };
    let (Kind::Single(choices) | Kind::Multi { choices, .. }) = &question.kind else {
        reader.report(&raw.question, format!("`{id}` has no options"));
        return None;
    };
    for option in raw.shares.keys() {
        if !choices.iter().any(|choice| choice.id == *option) {
            let known = choices.iter().map(|choice| choice.id.as_str());
            let hint = did_you_mean(option, known);
            reader.report(
                &raw.question,
                format!("`{id}` has no option `{option}`{hint}"),
            );
        }
    }
    let sum: u32 = raw.shares.values().sum();
    if sum > 100 {
        reader.report(
            &raw.question,
            format!("the shares of `{id}` add up to {sum} percent"),
        );
    }
    let when = reader.optional_condition(raw.when.as_ref())?;
    Some(Likelihood {
        question: raw.question.value,
        when,
        shares: raw.shares.into_iter().collect(),
    })
}
