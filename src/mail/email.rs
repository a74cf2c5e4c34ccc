//! In writing a mail: what every mail has in common.

use serde::Serialize;

use super::{
    CorrectionReady, Erased, LeadQualified, OperatorAlert, Reminder, ReportReady, ResumeLink, SalesEscalation,
    StaffSignIn, TemplateError, Templates,
};
use crate::content::language::Language;
use crate::report::one_line;

/// A kind of mail: a struct whose fields are all that its templates may use.
pub trait Email: Serialize + Sized {
    /// Its folder in `emails/`.
    const NAME: &'static str;

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

/// The name, unless it is one that mail programs would show as a link or that is too long to be a name.
///
/// Anybody can enter a stranger's mail address: our mail must not become a way to send that stranger a message.
pub(super) fn greetable(name: &str) -> Option<String> {
    let name = one_line(name).into_owned();
    let dotted = |word: &str| {
        let parts: Vec<_> = word.split('.').collect();
        parts.windows(2).any(|pair| pair.iter().all(|part| part.chars().filter(|c| c.is_alphanumeric()).count() > 1))
    };
    let link = name.contains(['/', '@', ':', '\\', '<', '>', '{', '}']) || name.split(' ').any(dotted);
    (!name.is_empty() && name.chars().count() <= 60 && !link).then_some(name)
}

/// A sample, written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// `report_ready-hostile-en`: also a good file name.
    pub name: String,
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
    let all: Result<Vec<_>, _> = kinds.into_iter().map(|written| written(templates)).collect();
    Ok(all?.concat())
}

fn written<E: Email>(templates: &Templates) -> Result<Vec<Sample>, TemplateError> {
    let mut samples = Vec::new();
    for (name, email) in E::samples() {
        for language in Language::ALL {
            let rendered = email.render(templates, language)?;
            samples.push(Sample { name: format!("{}-{name}-{language}", E::NAME), rendered });
        }
    }
    Ok(samples)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_greeted_by_name_and_an_advertisement_is_not() {
        for name in ["Ada Lovelace", "J.R.R. Tolkien", "Anne-Marie O’Neill", "王小明", "محمد", "Dr. Ng"] {
            assert_eq!(greetable(name).as_deref(), Some(name));
        }
        for name in [
            "",
            "  ",
            "win at evil.com",
            "https://evil.example",
            "mail me@evil.example",
            "www.evil.example",
            &"x".repeat(61),
        ] {
            assert_eq!(greetable(name), None, "{name}");
        }
    }
}
