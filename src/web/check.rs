//! Every page is made once with sample answers.

use std::path::Path;

use poem::http::StatusCode;

use super::document::{changes_page, preparing_page, report_page};
use super::lead_sample::sample_lead;
use super::ops_sample::operations;
use super::review::{review_page, saved_page};
use super::site::Web;
use super::stack::stack_rows;
use super::start::{Arrival, start_page};
use super::step::{Attempt, Intake, step_page};
use super::trouble::trouble_page;
use super::values::Values;
use crate::content::Content;
use crate::intake::{Answers, missing};
use crate::recommendation::{Difference, Model, recommend};

/// Makes every page that visitors can meet, with the templates in `folder` laid over those of the program.
///
/// # Errors
/// Names the first template that does not compile, or asks for something that is not there.
pub fn check(content: &Content, model: &Model, folder: Option<&Path>) -> anyhow::Result<()> {
    let web = Web::prepare(content, model, folder, "https://stackmatch.example")?;
    let (templates, known) = (&web.templates, &content.questionnaire);
    for answers in [&Answers::default(), &web.example] {
        let preview = stack_rows(content, &recommend(model, answers));
        let intake = Intake {
            questionnaire: known,
            answers,
            token: "sample",
            preview: &preview,
        };
        let (values, errors) = (Values::from_answers(answers), missing(known, answers));
        for step in &known.steps {
            step_page(
                templates,
                &intake,
                &step.id,
                &Attempt {
                    values: &values,
                    errors: &errors,
                    notice: Some("Sample"),
                },
            )?;
        }
        review_page(templates, &intake, true)?;
        saved_page(
            templates,
            &intake,
            "https://stackmatch.example/intake/sample",
        )?;
    }
    start_page(
        templates,
        known,
        content.matchups.first(),
        &Arrival::default(),
    )?;
    report_page(
        templates,
        "<article class=\"report\"></article>",
        "sample",
        true,
    )?;
    let advice =
        [Answers::default(), web.example.clone()].map(|answers| recommend(model, &answers));
    let difference = Difference::between(content, &advice[0], &advice[1]);
    changes_page(templates, "sample", Some(&difference))?;
    changes_page(templates, "sample", None)?;
    preparing_page(templates)?;
    trouble_page(templates, StatusCode::NOT_FOUND)?;
    super::dev::sample(templates)?;
    for answers in [&Answers::default(), &web.example] {
        sample_lead(templates, content, model, answers)?;
    }
    operations(templates)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommendation;

    fn checked(folder: Option<&Path>) -> anyhow::Result<()> {
        let (content, model) = recommendation::embedded().unwrap();
        check(&content, &model, folder)
    }

    #[test]
    fn the_pages_of_the_program_can_be_made() {
        checked(None).unwrap();
    }

    #[test]
    fn a_template_of_ones_own_that_asks_for_too_much_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("templates")).unwrap();
        std::fs::write(
            folder.path().join("templates/saved.html"),
            "{{ resume_url }} {{ discount }}",
        )
        .unwrap();
        let error = checked(Some(folder.path())).unwrap_err();
        assert!(format!("{error:#}").contains("saved.html"), "{error:#}");
    }

    #[test]
    fn every_template_is_rendered_or_asked_for_by_one_that_is() {
        for (name, _) in super::super::files::Files::embedded().under("templates/") {
            let folder = tempfile::tempdir().unwrap();
            std::fs::create_dir(folder.path().join("templates")).unwrap();
            std::fs::write(folder.path().join("templates").join(name), "{{ discount }}").unwrap();
            let made = checked(Some(folder.path()));
            assert!(made.is_err(), "{name}: a missing variable is not noticed");
            std::fs::write(
                folder.path().join("templates").join(name),
                "{% if false %}{{ 1|uper }}{% endif %}",
            )
            .unwrap();
            let error = format!("{:#}", checked(Some(folder.path())).unwrap_err());
            assert!(error.contains(name) && error.contains("uper"), "{error}");
        }
    }
}
