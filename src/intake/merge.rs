//! Merges what a form sent with what another window saved since the form was shown.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::parse::{read, read_one, sorted};
use super::{Answer, Answers, FieldError, drop_hidden};
use crate::content::questionnaire::{Kind, Questionnaire};

/// The answers of a form, complete or not.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SentForm {
    /// The ids of the questions that the form asks; one that `raw` does not mention becomes unanswered. Questions that it
    /// does not ask keep their answers.
    pub asked: Vec<String>,
    /// The answers in the JSON form of the API, by question id.
    pub raw: Map<String, Value>,
    /// The version of the intake that the form showed. Matters for questions without a fingerprint: without a version they
    /// overwrite whatever is saved.
    pub version: Option<i64>,
    /// The [`fingerprint`] of each answer that the form showed, by question id.
    pub seen: BTreeMap<String, String>,
}

/// An answer that another window changed as well, to something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The id of the question.
    pub question: String,
    /// The answer that the form sent.
    pub mine: Option<Answer>,
    /// The saved answer.
    pub theirs: Option<Answer>,
}

/// The result of a merge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// The saved answers with those of the form that are valid and in no conflict.
    pub answers: Answers,
    /// What is wrong with the others. A refused answer leaves the saved one; a refused field of the contact is empty,
    /// because a report must not go to an address that its owner has replaced.
    pub errors: Vec<FieldError>,
    /// The answers that were not taken because another window changed them as well.
    pub conflicts: Vec<Conflict>,
}

/// Merges a form into the `current` answers, which are at `version`.
pub fn merge(known: &Questionnaire, current: &Answers, version: i64, form: &SentForm) -> Merged {
    let is_stale = form.version.is_some_and(|seen| seen != version);
    let mut merged = Merged {
        answers: current.clone(),
        ..Merged::default()
    };
    let unknown = form
        .raw
        .iter()
        .filter(|(id, _)| known.question(id).is_none());
    let unknown: Map<String, Value> = unknown
        .map(|(id, value)| (id.clone(), value.clone()))
        .collect();
    read(known, None, &unknown, &mut merged.errors);
    let sent = |id: &String| form.asked.contains(id) || form.raw.contains_key(id);
    for question in known.questions().filter(|question| sent(&question.id)) {
        let before = merged.errors.len();
        let value = form.raw.get(&question.id).unwrap_or(&Value::Null);
        let mine = read_one(known, question, value, &mut merged.errors);
        if merged.errors.len() > before && question.kind != Kind::Contact {
            continue;
        }
        let theirs = current.answer(&question.id);
        if mine.as_ref() != theirs {
            let base = form.seen.get(&question.id);
            // A form of which nothing is known but its version showed something else.
            let has_base = base.is_some() || is_stale;
            if base == Some(&fingerprint(mine.as_ref())) {
                continue;
            }
            if has_base && base != Some(&fingerprint(theirs)) {
                merged.conflicts.push(Conflict {
                    question: question.id.clone(),
                    mine,
                    theirs: theirs.cloned(),
                });
                continue;
            }
        }
        merged.answers = match mine {
            Some(answer) => merged.answers.with(&question.id, answer),
            None => merged.answers.without(&question.id),
        };
    }
    merged.answers = drop_hidden(known, merged.answers);
    merged.errors = sorted(merged.errors);
    merged
}

/// A short text that differs for different answers: 16 hexadecimal digits, or `0` for no answer.
#[must_use]
pub fn fingerprint(answer: Option<&Answer>) -> String {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let Some(text) = answer.and_then(|answer| serde_json::to_string(answer).ok()) else {
        return "0".to_owned();
    };
    // FNV-1a: nobody gains by a collision with an answer of their own.
    let hash = text.bytes().fold(OFFSET, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(PRIME)
    });
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Content;
    use serde_json::json;

    fn form(version: i64, raw: &Value, seen: &[(&str, Option<&Answer>)]) -> SentForm {
        let raw = raw.as_object().unwrap().clone();
        SentForm {
            asked: seen.iter().map(|(id, _)| (*id).to_owned()).collect(),
            raw,
            version: Some(version),
            seen: seen
                .iter()
                .map(|(id, answer)| ((*id).to_owned(), fingerprint(*answer)))
                .collect(),
        }
    }

    fn one(option: &str) -> Answer {
        Answer::One(option.to_owned())
    }

    #[test]
    fn a_form_changes_only_what_it_asks() {
        let known = Content::embedded().unwrap().questionnaire;
        let saved = Answers::default()
            .with("product", one("b2b_saas"))
            .with("stage", one("idea"));
        let sent = form(3, &json!({}), &[("stage", Some(&one("idea")))]);
        let merged = merge(&known, &saved, 3, &sent);
        assert_eq!(merged.answers.one("product"), Some("b2b_saas"));
        assert_eq!(merged.answers.answer("stage"), None, "it was unticked");
    }

    #[test]
    fn a_stale_form_is_merged_where_only_one_window_changed() {
        let known = Content::embedded().unwrap().questionnaire;
        let (old, new) = (one("idea"), one("scaling"));
        let saved = Answers::default()
            .with("product", one("b2b_saas"))
            .with("stage", new.clone());
        // The form still shows the old stage, and changes the product.
        let sent = form(
            1,
            &json!({"product": "other", "stage": "idea"}),
            &[("product", Some(&one("b2b_saas"))), ("stage", Some(&old))],
        );
        let merged = merge(&known, &saved, 2, &sent);
        assert_eq!(merged.conflicts, []);
        assert_eq!(merged.answers.one("product"), Some("other"));
        assert_eq!(merged.answers.answer("stage"), Some(&new));
    }

    #[test]
    fn an_answer_that_both_windows_changed_is_a_conflict_and_the_rest_is_saved() {
        let known = Content::embedded().unwrap().questionnaire;
        let saved = Answers::default().with("stage", one("scaling"));
        let raw = json!({"product": "other", "stage": "live_mvp"});
        let seen = [("product", None), ("stage", Some(&one("idea")))];
        let merged = merge(&known, &saved, 2, &form(1, &raw, &seen));
        let conflict = Conflict {
            question: "stage".to_owned(),
            mine: Some(one("live_mvp")),
            theirs: Some(one("scaling")),
        };
        assert_eq!(merged.conflicts, [conflict]);
        assert_eq!(merged.answers.one("product"), Some("other"));
        assert_eq!(merged.answers.one("stage"), Some("scaling"));
        // Knowing the saved answer, the same form overwrites it.
        let seen = [("product", None), ("stage", Some(&one("scaling")))];
        let merged = merge(&known, &saved, 2, &form(1, &raw, &seen));
        assert_eq!(merged.answers.one("stage"), Some("live_mvp"));
    }

    #[test]
    fn a_refused_answer_leaves_the_saved_one_and_the_valid_ones_are_taken() {
        let known = Content::embedded().unwrap().questionnaire;
        let saved = Answers::default().with("goals", Answer::Many(vec!["speed".to_owned()]));
        let raw = json!({
            "product": "other",
            "goals": ["speed", "reliability", "low_run_cost"],
            "contact": {"name": "Ada", "work_email": "nobody"},
            "prodcut": "other",
        });
        let sent = SentForm {
            raw: raw.as_object().unwrap().clone(),
            ..SentForm::default()
        };
        let merged = merge(&known, &saved, 1, &sent);
        let fields: Vec<_> = merged.errors.iter().map(|error| &error.field).collect();
        assert_eq!(fields, ["contact.work_email", "goals", "prodcut"]);
        assert_eq!(merged.answers.one("product"), Some("other"));
        assert_eq!(merged.answers.many("goals").unwrap(), ["speed"]);
        assert_eq!(merged.answers.contact().unwrap().name, "Ada");
    }
}
