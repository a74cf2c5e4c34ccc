//! In writing a mail: what every mail has in common.

use serde::Serialize;

use super::{LeadQualified, ReportReady, TemplateError, Templates};

/// A kind of mail: a struct whose fields are all that its templates may use.
pub trait Email: Serialize + Sized {
    /// Its folder in `emails/`.
    const NAME: &'static str;

    /// Made-up mails, each with a name: a normal one, a hostile one, a minimal one.
    fn samples() -> Vec<(&'static str, Self)>;

    /// Writes it.
    fn render(&self, templates: &Templates) -> Result<Rendered, TemplateError> {
        templates.render(self)
    }
}

/// A written mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// A sample, written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// `report_ready-hostile`: also a good file name.
    pub name: String,
    /// The mail.
    pub rendered: Rendered,
}

/// Every sample of every mail, for `preview` and for tests.
pub fn samples(templates: &Templates) -> Result<Vec<Sample>, TemplateError> {
    let mut all = written::<ReportReady>(templates)?;
    all.extend(written::<LeadQualified>(templates)?);
    Ok(all)
}

fn written<E: Email>(templates: &Templates) -> Result<Vec<Sample>, TemplateError> {
    E::samples()
        .into_iter()
        .map(|(name, email)| Ok(Sample { name: format!("{}-{name}", E::NAME), rendered: email.render(templates)? }))
        .collect()
}
