//! What every mail has in common.

use serde::Serialize;

use super::{
    CorrectionReady, Erased, LeadQualified, OperatorAlert, Reminder, ReportReady, ResumeLink,
    SalesEscalation, StaffSignIn, TemplateError, Templates,
};
use crate::content::language::Language;

/// A kind of mail: a struct whose fields are all that its templates may use.
pub trait Email: Serialize + Sized {
    /// Its folder in `emails/`.
    const NAME: &'static str;
    /// Whether anything sends it yet; the templates of the others are there to be worked on.
    const IS_SENT: bool;

    /// Made-up mails, each with a name: a normal one, a hostile one, a minimal one.
    fn samples() -> Vec<(&'static str, Self)>;

    /// Writes it.
    ///
    /// # Errors
    /// When a template asks for something that the mail does not have.
    fn render(&self, templates: &Templates, language: Language) -> Result<Rendered, TemplateError> {
        templates.render(self, language)
    }
}

/// A written mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// A line of a small table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// What it is about.
    pub label: String,
    /// The fact.
    pub value: String,
}

/// A sample, written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// `report_ready-hostile-en`: also a good file name.
    pub name: String,
    /// Whether anything sends mails of this kind yet.
    pub sent: bool,
    /// The mail.
    pub rendered: Rendered,
}

/// Every sample of every mail in every language, for `preview`, `check` and tests.
///
/// # Errors
/// Names the template that does not work.
pub fn samples(templates: &Templates) -> Result<Vec<Sample>, TemplateError> {
    let kinds = [
        written::<ReportReady>,
        written::<LeadQualified>,
        written::<ResumeLink>,
        written::<Reminder>,
        written::<CorrectionReady>,
        written::<Erased>,
        written::<SalesEscalation>,
        written::<OperatorAlert>,
        written::<StaffSignIn>,
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
        for language in Language::ALL {
            let rendered = email.render(templates, language)?;
            samples.push(Sample {
                name: format!("{}-{name}-{language}", E::NAME),
                sent: E::IS_SENT,
                rendered,
            });
        }
    }
    Ok(samples)
}
