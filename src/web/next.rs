//! The visitor has sent a step: where they go next.

use super::step::question_of;
use crate::content::questionnaire::{Question, Questionnaire};
use crate::intake::{Answers, FieldError, missing, visible};

/// Where a visitor goes after a step was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Their answers brought up further questions in the same step.
    More,
    /// They left out what the report needs; the step is shown again with these errors.
    Incomplete(Vec<FieldError>),
    /// To this step.
    Step(String),
    /// To their answers at a glance.
    Review,
}

/// Where to go from `step`, whose answers were `before` and are now `after`.
#[must_use]
pub fn next(known: &Questionnaire, before: &Answers, after: &Answers, step: &str) -> Next {
    let shown = questions_of(known, before, step);
    let new = |question: &str| !shown.iter().any(|known| known == question);
    let missing = missing(known, after);
    let here = questions_of(known, after, step);
    let open_here = missing
        .iter()
        .filter(|error| here.iter().any(|id| id == question_of(error)));
    let overlooked: Vec<_> = open_here
        .filter(|error| !new(question_of(error)))
        .cloned()
        .collect();
    if !overlooked.is_empty() {
        return Next::Incomplete(overlooked);
    }
    let (answered, open): (Vec<_>, Vec<_>) = here
        .iter()
        .filter(|id| new(id))
        .partition(|id| after.answer(id).is_some());
    let needed = open
        .iter()
        .any(|id| known.question(id).is_some_and(Question::is_core));
    // Whoever answered one of the new questions has seen them, with a script or in another window.
    if needed || (answered.is_empty() && !open.is_empty()) {
        return Next::More;
    }
    if missing.is_empty() {
        return Next::Review;
    }
    let steps = visible(known, after);
    let following = steps.iter().skip_while(|seen| seen.step.id != step).nth(1);
    following.map_or(Next::Review, |seen| Next::Step(seen.step.id.clone()))
}

fn questions_of(known: &Questionnaire, answers: &Answers, step: &str) -> Vec<String> {
    let steps = visible(known, answers)
        .into_iter()
        .filter(|seen| seen.step.id == step);
    steps
        .flat_map(|seen| seen.questions)
        .map(|question| question.id.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::save_step;
    use crate::web::fixture::{self, form};

    fn send(current: &Answers, step: &str, fields: &[(&str, &str)]) -> (Answers, Next) {
        let known = fixture::questionnaire();
        let answers = save_step(&known, current, step, &form(fields).raw(&known)).unwrap();
        let next = next(&known, current, &answers, step);
        (answers, next)
    }

    const PRODUCT: [(&str, &str); 3] = [
        ("product", "b2b_saas"),
        ("stage", "idea"),
        ("goals", "speed"),
    ];

    #[test]
    fn a_complete_step_leads_to_the_following_one() {
        let (answers, next) = send(&Answers::default(), "product", &PRODUCT);
        assert_eq!(next, Next::Step("users".into()));
        assert_eq!(answers.len(), 3);
    }

    #[test]
    fn what_was_overlooked_is_asked_again_and_the_rest_is_kept() {
        let (answers, next) = send(&Answers::default(), "product", &PRODUCT[..1]);
        let Next::Incomplete(errors) = next else {
            panic!("{next:?}")
        };
        assert_eq!(
            errors
                .iter()
                .map(|error| error.field.as_str())
                .collect::<Vec<_>>(),
            ["stage", "goals"]
        );
        assert_eq!(answers.one("product"), Some("b2b_saas"));
    }

    #[test]
    fn an_answer_that_opens_a_question_in_the_same_step_shows_it() {
        let fields = [
            ("product", "b2b_saas"),
            ("stage", "legacy_replace"),
            ("goals", "speed"),
        ];
        let (answers, next) = send(&Answers::default(), "product", &fields);
        assert_eq!(next, Next::More);
        // The second time it has been seen, and it is optional.
        assert_eq!(
            send(&answers, "product", &fields).1,
            Next::Step("users".into())
        );
    }

    #[test]
    fn whoever_answers_one_of_the_new_questions_goes_on() {
        let fields = [
            ("channels", "web_app"),
            ("offline", "none"),
            ("ui", "dashboards"),
        ];
        let (_, next) = send(&Answers::default(), "channels", &fields);
        assert_eq!(next, Next::Step("workload".into()));
        let mobile = [
            ("channels", "ios"),
            ("channels", "web_app"),
            ("offline", "none"),
            ("ui", "dashboards"),
        ];
        assert_eq!(
            send(&Answers::default(), "channels", &mobile).1,
            Next::More,
            "mobile_depth is needed"
        );
    }

    #[test]
    fn a_correction_to_complete_answers_returns_to_the_review() {
        let complete = fixture::answers();
        let (answers, next) = send(&complete, "product", &PRODUCT);
        assert_eq!(next, Next::Review);
        assert_eq!(answers.one("product"), Some("b2b_saas"));
    }
}
