//! What the pages of an intake share: the bar at the top, error summaries, and conflicts.

use serde::Serialize;

use super::navigation::{previous_step, walk};
use super::preview::PreviewRow;
use super::question::{as_sentence, first_input};
use super::review::answer_text;
use crate::content::matchup::Matchup;
use crate::content::questionnaire::Questionnaire;
use crate::i18n::Locale;
use crate::intake::{
    Answer, Answers, Conflict, FieldError, missing, missing_before_review, progress,
};
use crate::t;

/// The page with the optional questions.
pub const REFINE: &str = "refine";
/// The page with all answers.
pub const REVIEW: &str = "review";

/// An intake as its pages show it.
#[derive(Clone, Copy)]
pub struct IntakeView<'a> {
    /// The questions.
    pub questionnaire: &'a Questionnaire,
    /// The saved answers.
    pub answers: &'a Answers,
    /// Their version.
    pub version: i64,
    /// The resume token, which every address contains.
    pub token: &'a str,
    /// The stack so far; empty while answers are few.
    pub preview: &'a [PreviewRow],
    /// The matchup that the visitor came from.
    pub matchup: Option<&'a Matchup>,
}

/// The bar at the top of the pages.
#[derive(Serialize)]
pub struct Bar<'a> {
    /// The pages that the visitor walks through.
    steps: Vec<StepLink<'a>>,
    /// Whether there is a page before this one.
    pub has_back: bool,
    /// Essential questions that are answered.
    answered: usize,
    /// Essential questions.
    total: usize,
}

/// One entry of the list of steps.
#[derive(Serialize)]
pub struct StepLink<'a> {
    id: &'a str,
    title: String,
    /// `current`, `done` or `todo`.
    state: &'static str,
}

/// A line of an error summary, with its link.
#[derive(Serialize)]
pub struct ErrorLink {
    /// The step, if it is another page.
    pub step: Option<String>,
    /// The id of the question.
    pub question: String,
    /// The id of the field; empty if there is none.
    pub anchor: String,
    /// The text.
    pub message: String,
}

/// An answer that was changed in two windows.
#[derive(Serialize)]
pub struct ConflictView {
    question: String,
    label: String,
    /// What this window sent.
    mine: Vec<String>,
    /// What is saved.
    theirs: Vec<String>,
    /// The ids of the options that are saved.
    saved: Vec<String>,
}

impl<'a> IntakeView<'a> {
    /// The bar; `current` is the page that is shown.
    pub fn bar(&self, locale: &Locale, current: &str) -> Bar<'a> {
        let open = missing(self.questionnaire, self.answers);
        let state = |id: &str, is_open: bool| match (id == current, is_open) {
            (true, _) => "current",
            (false, true) => "todo",
            (false, false) => "done",
        };
        let steps = walk(self.questionnaire, self.answers).into_iter();
        let mut steps: Vec<_> = steps
            .map(|visible| {
                let mut questions = visible.questions.iter();
                let is_open = questions
                    .any(|question| open.iter().any(|error| question_of(error) == question.id));
                StepLink {
                    id: &visible.step.id,
                    title: visible.step.title.clone(),
                    state: state(&visible.step.id, is_open),
                }
            })
            .collect();
        if missing_before_review(self.questionnaire, self.answers).is_empty() {
            steps.push(StepLink {
                id: REFINE,
                title: t!(locale, "intake-refine-title"),
                state: state(REFINE, true),
            });
        }
        steps.push(StepLink {
            id: REVIEW,
            title: t!(locale, "intake-review-title"),
            state: state(REVIEW, true),
        });
        let progress = progress(self.questionnaire, self.answers);
        Bar {
            steps,
            has_back: previous_step(self.questionnaire, self.answers, current).is_some(),
            answered: progress.answered_core,
            total: progress.visible_core,
        }
    }

    /// The answers that two windows changed, with the labels of their options.
    pub fn conflicts(&self, locale: &Locale, conflicts: &[Conflict]) -> Vec<ConflictView> {
        let views = conflicts.iter().filter_map(|conflict| {
            let question = self.questionnaire.question(&conflict.question)?;
            let text = |answer: &Option<_>| match answer {
                Some(answer) => {
                    let answers = Answers::default().with(&question.id, Clone::clone(answer));
                    answer_text(locale, self.questionnaire, question, &answers)
                }
                None => vec![t!(locale, "intake-conflict-none")],
            };
            Some(ConflictView {
                question: question.id.clone(),
                label: question.label.clone(),
                mine: text(&conflict.mine),
                theirs: text(&conflict.theirs),
                saved: match &conflict.theirs {
                    Some(Answer::One(option)) => vec![option.clone()],
                    Some(Answer::Many(options)) => options.clone(),
                    Some(Answer::Contact(_)) | None => Vec::new(),
                },
            })
        });
        views.collect()
    }
}

/// The id of the question that an error belongs to.
pub fn question_of(error: &FieldError) -> &str {
    error
        .field
        .split_once('.')
        .map_or(error.field.as_str(), |(question, _)| question)
}

/// The error summary of a step: each message with the label of its field.
pub fn error_links(
    locale: &Locale,
    questionnaire: &Questionnaire,
    errors: &[FieldError],
) -> Vec<ErrorLink> {
    errors
        .iter()
        .map(|error| {
            let sentence = as_sentence(&error.message.text(locale));
            ErrorLink {
                step: None,
                question: question_of(error).to_owned(),
                anchor: first_input(questionnaire, &error.field).unwrap_or_default(),
                message: match label_of(questionnaire, error) {
                    Some(label) if label.ends_with(['?', '.']) => t!(
                        locale,
                        "intake-errors-line-sentence",
                        label = label,
                        message = sentence
                    ),
                    Some(label) => t!(
                        locale,
                        "intake-errors-line",
                        label = label,
                        message = sentence
                    ),
                    None => sentence,
                },
            }
        })
        .collect()
}

/// The label of the contact field or question that an error belongs to.
fn label_of<'a>(questionnaire: &'a Questionnaire, error: &FieldError) -> Option<&'a str> {
    let question = questionnaire.question(question_of(error))?;
    let field = error.field.split_once('.').and_then(|(_, id)| {
        let field = question.fields.iter().find(|field| field.id == id)?;
        Some(field.label.as_str())
    });
    Some(field.unwrap_or(&question.label))
}
