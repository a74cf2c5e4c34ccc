//! Raw JSON becomes answers, or a list of everything that is wrong with it.

use serde_json::{Map, Value};

use super::{Answer, Answers, Contact, FieldError};
use crate::content::condition::Truth;
use crate::content::questionnaire::{Choice, Kind, Question, Questionnaire, Step};
use crate::i18n::message;
use crate::text::closest;

/// The first so many errors about unknown names come with a suggestion.
const SUGGESTED: usize = 50;

/// Reads a whole set of answers, complete or not. `null`, empty text and empty lists count as not answered.
/// Answers to questions that do not show are dropped; everything else that does not fit is refused, all at once.
pub fn parse(known: &Questionnaire, raw: &Map<String, Value>) -> Result<Answers, Vec<FieldError>> {
    let mut errors = Vec::new();
    let answers = read(known, None, raw, &mut errors);
    if errors.is_empty() {
        Ok(drop_hidden(known, answers))
    } else {
        Err(sorted(errors))
    }
}

/// Replaces the answers of one step: what `raw` does not mention becomes unanswered. Answers elsewhere that no longer
/// show are dropped.
pub fn save_step(
    known: &Questionnaire,
    current: &Answers,
    step: &str,
    raw: &Map<String, Value>,
) -> Result<Answers, Vec<FieldError>> {
    let Some(step) = known.step(step) else {
        let message = match closest(step, known.steps.iter().map(|step| step.id.as_str())) {
            Some(near) => message!("field-step-unknown-suggest", step = step, suggestion = near),
            None => message!("field-step-unknown", step = step),
        };
        return Err(vec![FieldError::new(step, "unknown_step", message)]);
    };
    let mut errors = Vec::new();
    let saved = read(known, Some(step), raw, &mut errors);
    if !errors.is_empty() {
        return Err(sorted(errors));
    }
    let mut answers = Answers::default();
    for (question, answer) in current.iter() {
        if step.questions.iter().all(|asked| asked.id != question) {
            answers.insert(question, answer.clone());
        }
    }
    for (question, answer) in saved.iter() {
        answers.insert(question, answer.clone());
    }
    Ok(drop_hidden(known, answers))
}

/// These answers without those whose question does not show, or no longer exists.
pub fn drop_hidden(known: &Questionnaire, mut answers: Answers) -> Answers {
    let mut kept = 0;
    // One pass is enough: a question depends only on earlier ones, which are settled when its turn comes.
    for question in known.questions() {
        if answers.answer(&question.id).is_none() {
            continue;
        }
        if shows(question, &answers) {
            kept += 1;
        } else {
            answers.remove(&question.id);
        }
    }
    if answers.len() > kept {
        answers.retain(|question| known.question(question).is_some());
    }
    answers
}

/// Whether a question is shown given these answers. An unknown one is not.
pub(super) fn shows(question: &Question, answers: &Answers) -> bool {
    question
        .when
        .as_ref()
        .is_none_or(|when| when.eval(answers) == Truth::True)
}

/// Whether a question is asked: it shows, and the visitor's path asks it or they have answered it.
pub(super) fn asks(known: &Questionnaire, question: &Question, answers: &Answers) -> bool {
    let on_path = |path: &String| {
        let taken = known.path(answers);
        taken.is_some_and(|taken| taken.id == *path) || answers.answer(&question.id).is_some()
    };
    shows(question, answers) && question.path.as_ref().is_none_or(on_path)
}

pub(super) fn sorted(mut errors: Vec<FieldError>) -> Vec<FieldError> {
    errors.sort_by(|one, other| (&one.field, &one.message).cmp(&(&other.field, &other.message)));
    errors
}

pub(super) fn read(
    known: &Questionnaire,
    step: Option<&Step>,
    raw: &Map<String, Value>,
    errors: &mut Vec<FieldError>,
) -> Answers {
    let mut answers = Answers::default();
    for (id, value) in raw {
        let Some(question) = known.question(id) else {
            let asked = step.map_or_else(
                || known.questions().collect::<Vec<_>>(),
                |step| step.questions.iter().collect(),
            );
            // Nobody reads more of them, and each suggestion costs a comparison with every question.
            let suggestion = (errors.len() < SUGGESTED)
                .then(|| closest(id, asked.into_iter().map(|question| question.id.as_str())))
                .flatten();
            let message = match suggestion {
                Some(near) => message!(
                    "field-question-unknown-suggest",
                    question = short(id),
                    suggestion = near
                ),
                None => message!("field-question-unknown", question = short(id)),
            };
            errors.push(FieldError::new(id, "unknown_question", message));
            continue;
        };
        if let Some(step) = step
            && step.questions.iter().all(|asked| asked.id != *id)
        {
            let home = known
                .step_of(id)
                .map(|home| home.id.as_str())
                .unwrap_or_default();
            let message = message!(
                "field-step-other",
                question = id.as_str(),
                home = home,
                step = step.id.as_str()
            );
            errors.push(FieldError::new(id, "other_step", message));
            continue;
        }
        if let Some(answer) = read_one(known, question, value, errors) {
            answers.insert(id, answer);
        }
    }
    answers
}

pub(super) fn read_one(
    known: &Questionnaire,
    question: &Question,
    value: &Value,
    errors: &mut Vec<FieldError>,
) -> Option<Answer> {
    match (&question.kind, value) {
        (_, Value::Null) => None,
        (Kind::Single(_), Value::String(option)) if option.is_empty() => None,
        // A question of an earlier edition took one option where several can be chosen now.
        (Kind::Multi { .. }, Value::String(_)) if allows_one(known, question) => {
            read_one(known, question, &Value::Array(vec![value.clone()]), errors)
        }
        (Kind::Single(choices), Value::String(option)) => {
            if choices.iter().any(|choice| choice.id == *option) {
                return Some(Answer::One(option.clone()));
            }
            errors.push(unknown_option(question, choices, option));
            None
        }
        (
            Kind::Multi {
                choices,
                max,
                exclusive,
            },
            Value::Array(given),
        ) => {
            let before = errors.len();
            let chosen = chosen(question, choices, given, errors);
            if let Some(max) = max
                && chosen.len() > *max
            {
                let message = message!("field-too-many", max = *max, given = chosen.len());
                errors.push(FieldError::new(&question.id, "too_many", message));
            }
            if let Some(alone) = chosen.iter().find(|id| exclusive.contains(id))
                && chosen.len() > 1
            {
                let message = message!("field-exclusive", option = alone.as_str());
                errors.push(FieldError::new(&question.id, "exclusive", message));
            }
            (errors.len() == before && !chosen.is_empty()).then_some(Answer::Many(chosen))
        }
        (Kind::Contact, Value::Object(fields)) => {
            let contact = Contact::parse(question, known, fields, errors);
            (!contact.is_empty()).then_some(Answer::Contact(contact))
        }
        (kind, _) => {
            let message = match kind {
                Kind::Single(_) => message!("field-type-option"),
                Kind::Multi { .. } => message!("field-type-options"),
                Kind::Contact => message!("field-type-contact"),
            };
            errors.push(FieldError::new(&question.id, "wrong_type", message));
            None
        }
    }
}

/// Whether an earlier edition took a single option for this question.
fn allows_one(known: &Questionnaire, question: &Question) -> bool {
    known.earlier.iter().any(|earlier| {
        let before = earlier.question(&question.id).map(|before| &before.kind);
        matches!(before, Some(Kind::Single(_)))
    })
}

/// The known options among those given, in the order of the questionnaire, each once.
fn chosen(
    question: &Question,
    choices: &[Choice],
    given: &[Value],
    errors: &mut Vec<FieldError>,
) -> Vec<String> {
    for value in given {
        match value {
            Value::String(option) if choices.iter().any(|choice| choice.id == *option) => {}
            Value::String(option) => errors.push(unknown_option(question, choices, option)),
            _ => errors.push(FieldError::new(
                &question.id,
                "wrong_type",
                message!("field-type-options"),
            )),
        }
    }
    let is_given = |choice: &&Choice| {
        given
            .iter()
            .any(|value| value.as_str() == Some(choice.id.as_str()))
    };
    choices
        .iter()
        .filter(is_given)
        .map(|choice| choice.id.clone())
        .collect()
}

fn unknown_option(question: &Question, choices: &[Choice], option: &str) -> FieldError {
    let near = closest(option, choices.iter().map(|choice| choice.id.as_str()));
    let message = match near {
        Some(near) => message!(
            "field-option-unknown-suggest",
            option = short(option),
            suggestion = near
        ),
        None => message!("field-option-unknown", option = short(option)),
    };
    FieldError::new(&question.id, "unknown_option", message)
}

/// What a visitor sent, short enough to repeat in a message.
fn short(text: &str) -> String {
    text.chars().take(80).collect()
}
