//! Renders every page with sample values, to find mistakes in templates.

#[cfg(test)]
mod tests;

use std::path::Path;

use poem::http::StatusCode;

use super::intake::preview::preview_rows;
use super::intake::refine::{RefineForm, refine_page};
use super::intake::review::{ReviewForm, review_page};
use super::intake::saved::{SavedLink, saved_page};
use super::intake::sent_page;
use super::intake::start::{EntryParams, start_page};
use super::intake::step::{StepForm, step_page};
use super::intake::unsubscribe::unsubscribe_page;
use super::intake::view::IntakeView;
use super::shared::error_page::render_error_page;
use super::shared::prospects::Prospect;
use super::shared::templates::Templates;
use super::site::sample_report::sample_report_page;
use super::state::Web;
use super::{desk, dev, intake, ops, report};
use crate::content::Content;
use crate::content::pages::Retention;
use crate::http::LostLink;
use crate::i18n::Messages;
use crate::intake::{Answers, Conflict, missing, visible};
use crate::recommendation::{Difference, Model, preview, recommend, worth_asking};
use crate::report::{RenderedReport, figures};

const BASE_URL: &str = "https://stackmatch.example";

/// Renders every page once, with the templates of `folder` overriding the built-in ones.
///
/// # Errors
/// Names the first template that does not compile or asks for a value that its page does not have.
pub fn check(
    content: &Content,
    model: &Model,
    folder: Option<&Path>,
    messages: &Messages,
) -> anyhow::Result<()> {
    let web = Web::prepare(
        content,
        model,
        folder,
        BASE_URL,
        &Retention::default(),
        messages,
    )?;
    let templates = &web.templates;
    for answers in [&Answers::default(), &web.example.answers] {
        intake_pages(templates, content, model, answers)?;
        desk::sample::render(templates, content, model, messages.english(), answers)?;
    }
    start_page(
        templates,
        &content.questionnaire,
        content.matchups.first(),
        &EntryParams::default(),
    )?;
    report_pages(templates, content, model, &web.example)?;
    for lost_link in [None, Some(LostLink::Intake), Some(LostLink::Report)] {
        render_error_page(templates, StatusCode::NOT_FOUND, lost_link)?;
    }
    ops::sample::render(templates)?;
    dev::render_sample(templates)?;
    Ok(())
}

fn intake_pages(
    templates: &Templates,
    content: &Content,
    model: &Model,
    answers: &Answers,
) -> anyhow::Result<()> {
    let questionnaire = &content.questionnaire;
    let locale = templates.locale();
    let now = preview(model, answers).localize(model, locale);
    let before = preview(model, &Answers::default()).localize(model, locale);
    let view = IntakeView {
        questionnaire,
        answers,
        version: 1,
        token: "sample",
        preview: &preview_rows(locale, content, &now, Some(&before)),
        matchup: content.matchups.first(),
    };
    let values = intake::form::FormValues::from_answers(answers);
    let errors = missing(questionnaire, answers);
    let steps = visible(questionnaire, answers);
    let asked = steps.iter().flat_map(|step| &step.questions);
    let conflicts: Vec<Conflict> = asked
        .map(|question| Conflict {
            question: question.id.clone(),
            mine: answers.answer(&question.id).cloned(),
            theirs: None,
        })
        .collect();
    for step in &questionnaire.steps {
        let form = StepForm {
            values: &values,
            errors: &errors,
            conflicts: &conflicts,
            new_question: step.questions.first().map(|question| question.id.as_str()),
            returns: true,
        };
        step_page(templates, &view, &step.id, &form)?;
    }
    let worth = worth_asking(model, answers);
    let asked: Vec<String> = worth.iter().map(|one| one.question.clone()).collect();
    let form = RefineForm {
        worth: &worth,
        asked: &asked,
        more: 1,
        values: &values,
        errors: &errors,
        conflicts: &conflicts,
    };
    refine_page(templates, &view, &form)?;
    let form = ReviewForm {
        values: &values,
        errors: &errors,
        conflicts: &conflicts,
        is_refused: true,
    };
    let figures = figures(content, locale, answers, &now);
    review_page(templates, &view, &figures, "", form)?;
    sent_page(templates, "/reports/sample")?;
    let resume_url = format!("{BASE_URL}/intake/sample");
    for error in ["", "Enter an email address."] {
        let link = SavedLink {
            resume_url: &resume_url,
            deleted_on: "27 December 2026",
            mailed_to: "ada@engines.example",
            can_remind: true,
            error,
            ..SavedLink::default()
        };
        saved_page(templates, &view, &link)?;
    }
    for done in [false, true] {
        unsubscribe_page(templates, "sample", done)?;
    }
    Ok(())
}

fn report_pages(
    templates: &Templates,
    content: &Content,
    model: &Model,
    prospect: &Prospect,
) -> anyhow::Result<()> {
    let example = &prospect.answers;
    let article = "<article class=\"report\"></article>";
    report::sample::render(templates, content, example, article)?;
    report::view::preparing_page(templates, "sample", None)?;
    let sample = RenderedReport {
        article: article.to_owned(),
        markdown: String::new(),
        pdf: Some(Vec::new()),
    };
    sample_report_page(templates, prospect, &sample)?;
    let then = recommend(model, &Answers::default());
    let now = recommend(model, example);
    let difference = Difference::between(content, &then, &now);
    report::changes::changes_page(templates, "sample", Some(&difference))?;
    report::changes::changes_page(templates, "sample", None)?;
    Ok(())
}
