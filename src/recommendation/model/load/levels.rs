//! Options of the questionnaire that a derived fact has no level for.

use crate::content::questionnaire::Questionnaire;
use crate::content::source::{Problem, Source};
use crate::recommendation::facts::derived::{MissingLevel, options_without_level};

const FILE: &str = "questionnaire.yaml";

/// One problem for each such option, at its place in the questionnaire.
pub fn missing(source: &Source, questionnaire: &Questionnaire) -> Vec<Problem> {
    let missing = options_without_level(questionnaire).into_iter();
    missing
        .map(|missing| {
            let message = message(&missing);
            match source.file(FILE) {
                Some(file) => file.problem_at_byte(offset(&file.text, &missing), message),
                None => Problem::whole(FILE, message),
            }
        })
        .collect()
}

fn message(missing: &MissingLevel) -> String {
    let MissingLevel {
        fact,
        question,
        option,
    } = missing;
    format!(
        "`{question}` has the option `{option}`, for which `{fact}` has no value; rules that use `{fact}` would ignore this answer. Remove the option, or add its value to the program (src/recommendation/facts/derived.rs)"
    )
}

/// Where the option is in the text; where the text begins if it is laid out in an unusual way.
fn offset(text: &str, missing: &MissingLevel) -> usize {
    let id = |id: &str, from: usize| {
        let key = format!("id: {id}");
        let mut found = text[from..].match_indices(&key);
        found
            .find(|(start, key)| {
                let next = text[from + start + key.len()..].chars().next();
                next.is_none_or(|letter| !letter.is_alphanumeric() && letter != '_')
            })
            .map(|(start, _)| from + start)
    };
    let question = id(missing.question, 0).unwrap_or(0);
    id(&missing.option, question).unwrap_or(question)
}
