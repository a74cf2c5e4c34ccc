//! The visitor looks over all answers before sending them; and learns how to come back to them later.

use serde::Serialize;

use super::question::first_input;
use super::render::Templates;
use super::stack::StackRow;
use super::step::{ErrorLink, Intake, StepLink, error_title, question_of};
use crate::content::questionnaire::{Kind, Question, Questionnaire};
use crate::intake::{Answers, missing, next_step, progress, visible};
use crate::report::answer_labels;

/// The answers of one step, in words.
#[derive(Serialize)]
pub struct AnswerSection {
    id: String,
    title: String,
    rows: Vec<AnswerRow>,
    /// How many optional questions have no answer, in words.
    left_out: String,
}

/// One question with its answer, in words.
#[derive(Serialize)]
pub struct AnswerRow {
    label: String,
    values: Vec<String>,
    missing: bool,
    /// The id of the field where it is answered.
    anchor: String,
}

#[derive(Serialize)]
struct ReviewPage<'a> {
    section: &'static str,
    steps: Vec<StepLink<'a>>,
    preview: &'a [StackRow],
    token: &'a str,
    back: Option<&'a str>,
    complete: bool,
    sections: Vec<AnswerSection>,
    errors: Vec<ErrorLink>,
    error_title: String,
}

impl AnswerSection {
    fn errors(&self) -> impl Iterator<Item = ErrorLink> {
        let open = self.rows.iter().filter(|row| row.missing);
        open.map(|row| ErrorLink {
            step: Some(self.id.clone()),
            anchor: row.anchor.clone(),
            message: row.label.clone(),
        })
    }
}

/// All answers at a glance. With `refused`, the page says what kept the answers from being sent.
///
/// # Errors
/// When the template asks for something that is not there.
pub fn review_page(
    templates: &Templates,
    intake: &Intake<'_>,
    refused: bool,
) -> anyhow::Result<String> {
    let (known, answers) = (intake.questionnaire, intake.answers);
    let sections = sections(known, answers);
    let errors: Vec<_> = match refused {
        true => sections.iter().flat_map(AnswerSection::errors).collect(),
        false => Vec::new(),
    };
    let page = ReviewPage {
        section: "intake",
        steps: intake.steps(None),
        preview: intake.preview,
        token: intake.token,
        back: visible(known, answers)
            .last()
            .map(|seen| seen.step.id.as_str()),
        complete: missing(known, answers).is_empty(),
        sections,
        error_title: error_title(errors.len()),
        errors,
    };
    templates.render("review.html", &page)
}

#[derive(Serialize)]
struct SavedPage<'a> {
    section: &'static str,
    resume_url: &'a str,
    token: &'a str,
    next: &'a str,
    answered: usize,
    total: usize,
}

/// The link that brings a visitor back, in `resume_url`.
///
/// # Errors
/// When the template asks for something that is not there.
pub fn saved_page(
    templates: &Templates,
    intake: &Intake<'_>,
    resume_url: &str,
) -> anyhow::Result<String> {
    let progress = progress(intake.questionnaire, intake.answers);
    let page = SavedPage {
        section: "intake",
        resume_url,
        token: intake.token,
        next: next_step(intake.questionnaire, intake.answers).map_or("review", |step| &step.id),
        answered: progress.answered_core,
        total: progress.visible_core,
    };
    templates.render("saved.html", &page)
}

/// By step: every question that was answered, with its answer in words, or that has to be.
pub fn sections(known: &Questionnaire, answers: &Answers) -> Vec<AnswerSection> {
    let open = missing(known, answers);
    let sections = visible(known, answers).into_iter().map(|seen| {
        let rows = seen.questions.iter().map(|question| {
            let first_open = open.iter().find(|error| question_of(error) == question.id);
            let field = first_open.map_or(question.id.as_str(), |error| &error.field);
            AnswerRow {
                label: question.label.clone(),
                values: in_words(known, question, answers),
                missing: first_open.is_some(),
                anchor: first_input(known, field).unwrap_or_default(),
            }
        });
        let (rows, open): (Vec<_>, Vec<_>) =
            rows.partition(|row| row.missing || !row.values.is_empty());
        AnswerSection {
            id: seen.step.id.clone(),
            title: seen.step.title.clone(),
            rows,
            left_out: left_out(open.len()),
        }
    });
    sections.collect()
}

fn left_out(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "One optional question is not answered.".into(),
        count => format!("{count} optional questions are not answered."),
    }
}

fn in_words(known: &Questionnaire, question: &Question, answers: &Answers) -> Vec<String> {
    match (
        &question.kind,
        answers.answer(&question.id),
        answers.contact(),
    ) {
        (Kind::Contact, _, Some(contact)) => {
            let country = known
                .country(&contact.country)
                .map_or(contact.country.as_str(), |country| &country.name);
            let message = contact.message.as_deref().unwrap_or_default();
            let consent = if contact.consent {
                "You may write to me"
            } else {
                ""
            };
            let lines = [
                contact.name.as_str(),
                &contact.work_email,
                &contact.company,
                country,
                consent,
                message,
            ];
            lines
                .into_iter()
                .filter(|line| !line.is_empty())
                .map(str::to_owned)
                .collect()
        }
        (_, Some(answer), _) => answer_labels(question, answer),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
