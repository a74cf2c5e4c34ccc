//! What a form sends beside its answers: the questions that it asks, what it showed, and where to go on.

use super::FormValues;
use crate::content::questionnaire::Questionnaire;
use crate::intake::SentForm;

/// A field that people do not see and programs fill in.
pub const HONEYPOT: &str = "website";
/// Before the id of a question: the fingerprint of the answer that the form showed.
const SEEN: &str = "seen.";

/// Where to go after a form was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// To the next page, if nothing is missing.
    Continue,
    /// To the page before.
    Back,
    /// To the page with the private link.
    Later,
    /// Nowhere: a single answer was saved.
    Stay,
    /// To this page.
    Go(String),
}

impl Then {
    fn parse(text: &str) -> Self {
        match text {
            "back" => Self::Back,
            "later" => Self::Later,
            "save" => Self::Stay,
            other => other
                .strip_prefix("go:")
                .map_or(Self::Continue, |page| Self::Go(page.to_owned())),
        }
    }
}

/// A form as it was sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// The answers, and what they were based on.
    pub form: SentForm,
    /// The answers as typed.
    pub values: FormValues,
    /// Where to go.
    pub then: Then,
    /// Whether to return to the review.
    pub returns: bool,
    /// What shows that the page of the form was opened; empty for most forms.
    pub nonce: String,
    /// What the field that people do not see contains.
    pub honeypot: String,
}

impl Submission {
    /// Takes the fields of a form apart. A form that does not say what it asks asks `questions`.
    #[must_use]
    pub fn read<'a>(
        questionnaire: &Questionnaire,
        mut values: FormValues,
        questions: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let then = values.take("then").unwrap_or_default();
        let returns = values.take("from").as_deref() == Some("review");
        let nonce = values.take("nonce").unwrap_or_default();
        let honeypot = values.take(HONEYPOT).unwrap_or_default();
        let version = values.take("version").and_then(|text| text.parse().ok());
        let asked = values.take_all("asked");
        let seen = values.take_prefixed(SEEN);
        let asked = match asked {
            Some(asked) => asked,
            None => questions.into_iter().map(str::to_owned).collect(),
        };
        Self {
            form: SentForm {
                asked,
                raw: values.to_raw(questionnaire),
                version,
                seen,
            },
            then: Then::parse(&then),
            values,
            returns,
            nonce,
            honeypot,
        }
    }
}
