//! The trait of all mails, and their samples.

use serde::Serialize;

use super::pictures::{Picture, data_url};
use super::{
    ConfirmAddress, CorrectionReady, Erased, LeadQualified, OperatorAlert, OwnerLink, Reminder,
    ReportReady, ResumeLink, TemplateError, Templates,
};
use crate::i18n::Language;

/// A kind of mail: a struct whose fields are all that its templates may use.
pub trait Email: Serialize + Sized {
    /// Its folder in `emails/`.
    const NAME: &'static str;

    /// Samples with names: `normal`, `hostile` and `minimal`.
    fn samples() -> Vec<(&'static str, Self)>;

    /// Renders it, in English if the language is not offered.
    ///
    /// # Errors
    /// If a template uses an undefined value.
    fn render(&self, templates: &Templates, language: Language) -> Result<Rendered, TemplateError> {
        templates.render(self, language)
    }
}

/// A rendered mail.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Rendered {
    /// The subject, on one line.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// The pictures that the HTML shows.
    #[serde(skip)]
    pub pictures: Vec<Picture>,
}

impl Rendered {
    /// The HTML part with its pictures inside, for browsers.
    #[must_use]
    pub fn standalone_html(&self) -> String {
        self.pictures
            .iter()
            .fold(self.html.clone(), |html, picture| {
                html.replace(&picture.src, &data_url("image/png", &picture.png))
            })
    }
}

/// A row of a small table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// The label.
    pub label: String,
    /// The value.
    pub value: String,
}

/// A rendered sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// A name that is valid for a file: `report_ready-hostile-en`.
    pub name: String,
    /// The mail.
    pub rendered: Rendered,
}

/// Every sample of every mail in every language that is offered, for `preview`, `check` and tests.
///
/// # Errors
/// Names the first template with a mistake.
pub fn samples(templates: &Templates) -> Result<Vec<Sample>, TemplateError> {
    let kinds = [
        written::<ReportReady>,
        written::<LeadQualified>,
        written::<ResumeLink>,
        written::<OwnerLink>,
        written::<ConfirmAddress>,
        written::<Reminder>,
        written::<CorrectionReady>,
        written::<Erased>,
        written::<OperatorAlert>,
    ];
    let all: Result<Vec<_>, _> = kinds
        .into_iter()
        .map(|written| written(templates))
        .collect();
    Ok(all?.concat())
}

fn written<E: Email>(templates: &Templates) -> Result<Vec<Sample>, TemplateError> {
    let mut samples = Vec::new();
    for (name, email) in E::samples() {
        for language in templates.languages() {
            let rendered = email.render(templates, language)?;
            samples.push(Sample {
                name: format!("{}-{name}-{language}", E::NAME),
                rendered,
            });
        }
    }
    Ok(samples)
}
