//! The answers of an intake as text, by step.

use serde::Serialize;

use crate::content::questionnaire::{Kind, Question, Questionnaire};
use crate::i18n::Locale;
use crate::intake::{Answers, Contact, missing, visible};
use crate::report::answer_labels;
use crate::t;
use crate::web::intake::question::first_input;
use crate::web::intake::view::{ErrorLink, question_of};

/// The answers of one step.
#[derive(Serialize)]
pub struct AnswerSection {
    pub(super) id: String,
    title: String,
    pub(super) rows: Vec<AnswerRow>,
}

/// One question with its answer.
#[derive(Serialize)]
pub struct AnswerRow {
    question: String,
    label: String,
    values: Vec<String>,
    pub(super) missing: bool,
    /// The id of the first open field, or of the first field.
    anchor: String,
}

impl AnswerSection {
    /// The links to what is missing.
    pub(super) fn errors(&self) -> impl Iterator<Item = ErrorLink> {
        let open = self.rows.iter().filter(|row| row.missing);
        open.map(|row| ErrorLink {
            step: Some(self.id.clone()),
            question: row.question.clone(),
            anchor: row.anchor.clone(),
            message: row.label.clone(),
        })
    }
}

/// By step: every question that has an answer or needs one.
pub fn answer_sections(
    locale: &Locale,
    questionnaire: &Questionnaire,
    answers: &Answers,
) -> Vec<AnswerSection> {
    let open = missing(questionnaire, answers);
    let sections = visible(questionnaire, answers).into_iter().map(|visible| {
        let rows = visible.questions.iter().map(|question| {
            let first_open = open.iter().find(|error| question_of(error) == question.id);
            let field = first_open.map_or(question.id.as_str(), |error| &error.field);
            AnswerRow {
                question: question.id.clone(),
                label: question.label.clone(),
                values: answer_text(locale, questionnaire, question, answers),
                missing: first_open.is_some(),
                anchor: first_input(questionnaire, field).unwrap_or_default(),
            }
        });
        let rows = rows.filter(|row| row.missing || !row.values.is_empty());
        AnswerSection {
            id: visible.step.id.clone(),
            title: visible.step.title.clone(),
            rows: rows.collect(),
        }
    });
    sections
        .filter(|section| !section.rows.is_empty())
        .collect()
}

/// The lines of an answer; none without an answer.
pub fn answer_text(
    locale: &Locale,
    questionnaire: &Questionnaire,
    question: &Question,
    answers: &Answers,
) -> Vec<String> {
    if let (Kind::Contact, Some(contact)) = (&question.kind, answers.contact()) {
        return contact_lines(locale, questionnaire, contact);
    }
    answers
        .answer(&question.id)
        .map(|answer| answer_labels(question, answer, answers.currency(questionnaire)))
        .unwrap_or_default()
}

fn contact_lines(locale: &Locale, questionnaire: &Questionnaire, contact: &Contact) -> Vec<String> {
    let country = questionnaire
        .country(&contact.country)
        .map_or(contact.country.as_str(), |country| &country.name);
    let boxes = [
        (contact.consent, t!(locale, "intake-review-consent")),
        (contact.call, t!(locale, "intake-review-call")),
        (contact.news, t!(locale, "intake-review-news")),
    ];
    let [consent, call, news] =
        boxes.map(|(ticked, text)| if ticked { text } else { String::new() });
    let lines = [
        contact.name.as_str(),
        &contact.work_email,
        &contact.company,
        country,
        &contact.phone,
        &contact.best_time,
        &consent,
        &call,
        &news,
        contact.message.as_deref().unwrap_or_default(),
    ];
    lines
        .into_iter()
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}
