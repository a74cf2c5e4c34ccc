//! Renders the pages of a report with samples, to verify their templates.

use super::confirm::{ConfirmStep, confirm_page};
use super::correct::correct_page;
use super::data::erase_page;
use super::manage::{AnswerView, ManagePage, ShareView, StepView, manage_page};
use super::owner::{OwnerStep, owner_page};
use super::versions::{VersionView, versions_page};
use super::view::{ReportPage, preparing_page, report_page};
use crate::content::Content;
use crate::flow::Challenge;
use crate::intake::{Answers, missing};
use crate::report::Correction;
use crate::web::intake::form::FormValues;
use crate::web::intake::question::FormView;
use crate::web::shared::templates::{RenderError, Templates};

/// Renders each page in each of its states.
///
/// # Errors
/// See [`RenderError`].
pub fn render(
    templates: &Templates,
    content: &Content,
    example: &Answers,
    article: &str,
) -> Result<(), RenderError> {
    for (is_owner, shared_with, booking_name) in [
        (true, "", "Jana"),
        (false, "", ""),
        (false, "The board", ""),
    ] {
        let page = ReportPage {
            article: article.to_owned(),
            token: "sample",
            outdated: true,
            is_owner,
            shared_with,
            booking_url: "https://calendar.example/jana",
            booking_name,
            ..ReportPage::default()
        };
        report_page(templates, page)?;
    }
    for step in [
        OwnerStep::Mailed,
        OwnerStep::TooMany,
        OwnerStep::Confirm,
        OwnerStep::Expired,
        OwnerStep::NeedsLink,
    ] {
        owner_page(templates, "sample", step, "link")?;
    }
    for step in [ConfirmStep::Asked, ConfirmStep::Done, ConfirmStep::Invalid] {
        confirm_page(templates, "sample", step, "link")?;
    }
    let challenge = Challenge {
        text: "sample".to_owned(),
        bits: 16,
    };
    preparing_page(templates, "sample", Some(challenge))?;
    manage_page(templates, &manage())?;
    versions_page(templates, "sample", &versions())?;
    for begun in [false, true] {
        erase_page(templates, "sample", "SM-7K2M-Q4".to_owned(), begun)?;
    }
    let questionnaire = &content.questionnaire;
    let asked: Vec<_> = questionnaire.questions().take(2).collect();
    let errors = missing(questionnaire, &Answers::default());
    let form = FormView {
        locale: templates.locale(),
        questionnaire,
        saved: example,
        values: &FormValues::from_answers(example),
        errors: &errors,
    };
    correct_page(templates, "sample", &asked, form)?;
    Ok(())
}

fn manage() -> ManagePage<'static> {
    let answer = |value: &str| AnswerView {
        question: "product".to_owned(),
        label: "Product".to_owned(),
        value: value.to_owned(),
    };
    let share = |url: &str| ShareView {
        id: "0193".to_owned(),
        name: "The board".to_owned(),
        made: "27 November 2026".to_owned(),
        url: url.to_owned(),
    };
    ManagePage {
        token: "sample",
        reference: "SM-7K2M-Q4".to_owned(),
        submitted: "27 November 2026".to_owned(),
        versions: 2,
        steps: vec![StepView {
            title: "Your product".to_owned(),
            answers: vec![answer("Business portal"), answer("")],
        }],
        shares: vec![share("https://stackmatch.example/reports/abc"), share("")],
        share_error: "Enter a name.".to_owned(),
        share_name: String::new(),
        max_share_name: 80,
    }
}

fn versions() -> [VersionView; 2] {
    let correction = Correction {
        effects: vec!["Back end: Django instead of NestJS.".to_owned()],
        label: "Skills".to_owned(),
        new: "Python".to_owned(),
        old: "TypeScript".to_owned(),
        question: "skills".to_owned(),
    };
    let version = |version, corrections| VersionView {
        version,
        made: "27 November 2026".to_owned(),
        corrections,
    };
    [version(2, vec![correction]), version(1, Vec::new())]
}
