//! `flips.yaml`: which changes of an answer the report may propose.

use crate::recommendation::model::proposals::{Proposals, Unlikely};
use crate::recommendation::model::raw::RawProposals;
use crate::recommendation::model::reader::{Reader, Text};
use crate::text::did_you_mean;

/// The file, with every unknown question, option and layer reported.
pub fn read(reader: &mut Reader<'_>, raw: RawProposals) -> Proposals {
    for question in &raw.fixed {
        check(reader, question, &[]);
    }
    for entry in &raw.unlikely {
        check(reader, &entry.question, &entry.options);
    }
    let minor = raw.minor.iter().filter_map(|layer| reader.layer(layer));
    let minor = minor.collect();
    let fixed = raw.fixed.into_iter().map(|question| question.value);
    let unlikely = raw.unlikely.into_iter().filter_map(|entry| {
        Some(Unlikely {
            when: reader.optional_when(entry.when.as_ref())?,
            question: entry.question.value,
            options: entry.options,
        })
    });
    Proposals {
        fixed: fixed.collect(),
        unlikely: unlikely.collect(),
        minor,
    }
}

fn check(reader: &mut Reader<'_>, id: &Text, options: &[String]) {
    let questionnaire = reader.vocabulary.questionnaire;
    let Some(question) = questionnaire.question(&id.value) else {
        let known = questionnaire
            .questions()
            .map(|question| question.id.as_str());
        let hint = did_you_mean(&id.value, known);
        reader.report(id, format!("there is no question `{}`{hint}", id.value));
        return;
    };
    let known = || question.choices().iter().map(|choice| choice.id.as_str());
    for option in options {
        if !known().any(|choice| choice == option) {
            let hint = did_you_mean(option, known());
            let problem = format!("`{}` has no option `{option}`{hint}", id.value);
            reader.report(id, problem);
        }
    }
}
