//! Fixtures: the built-in content and templates, and a prospect who has answered every core question.

use crate::content::Content;
use crate::content::matchup::Matchup;
use crate::content::questionnaire::Questionnaire;
use crate::i18n::Messages;
use crate::intake::{Answers, Estimate, missing, parse};
use crate::web::intake::form::FormValues;
use crate::web::shared::assets::Assets;
use crate::web::shared::files::Files;
use crate::web::shared::templates::{Site, Templates};

pub fn content() -> Content {
    Content::embedded().unwrap()
}

pub fn questionnaire() -> std::sync::Arc<Questionnaire> {
    content().questionnaire
}

pub fn matchups() -> Vec<Matchup> {
    content().matchups
}

pub fn templates() -> Templates {
    let (files, brand) = (Files::embedded(), content().brand);
    let assets = Assets::prepare(&files, &brand);
    let site = Site::new(&brand, "https://stackmatch.example").with_estimate(Estimate {
        questions: 15,
        minutes: 4,
    });
    Templates::load(
        &files,
        site,
        &assets,
        Messages::embedded().unwrap().english(),
    )
    .unwrap()
}

pub fn form(fields: &[(&str, &str)]) -> FormValues {
    FormValues::from_form(
        fields
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect(),
    )
}

/// Complete answers, with a contact and a message.
pub fn answers() -> Answers {
    let raw = crate::prospects::answers("ada");
    let answers = parse(&questionnaire(), &raw).unwrap();
    assert_eq!(missing(&questionnaire(), &answers), []);
    answers
}
