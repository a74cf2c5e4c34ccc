//! What a visitor agreed to, in the words that stood beside the box.

use super::Contact;
use crate::content::questionnaire::{Kind, Questionnaire};

/// What a person agrees to. The report itself needs no consent: it is what they ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Sales contacts them about the report, by telephone if they gave a number.
    Contact,
    /// They receive news.
    News,
}

impl Purpose {
    /// As it is stored: `contact` or `news`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::News => "news",
        }
    }
}

/// A box that was ticked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenConsent {
    /// What they agreed to.
    pub purpose: Purpose,
    /// The label of the box.
    pub wording: String,
    /// The edition of the questionnaire that had this label.
    pub edition: u32,
}

/// What a contact agreed to under an edition. The single box of the first edition, `consent`, covered the report and
/// contact about it, so it counts as consent to contact and to nothing else.
#[must_use]
pub fn given_consents(known: &Questionnaire, contact: &Contact) -> Vec<GivenConsent> {
    let boxes = [
        ("call", contact.call, Purpose::Contact),
        ("consent", contact.consent, Purpose::Contact),
        ("news", contact.news, Purpose::News),
    ];
    let mut given: Vec<GivenConsent> = Vec::new();
    for (field, _, purpose) in boxes.into_iter().filter(|(_, ticked, _)| *ticked) {
        if given.iter().any(|other| other.purpose == purpose) {
            continue;
        }
        // A client may still send the box of an earlier edition; its words are those of that edition.
        let editions = std::iter::once(known).chain(known.earlier.iter().rev().map(AsRef::as_ref));
        let worded = editions
            .filter_map(|edition| Some((edition.edition, wording(edition, field)?)))
            .next();
        if let Some((edition, wording)) = worded {
            given.push(GivenConsent {
                purpose,
                wording: wording.to_owned(),
                edition,
            });
        }
    }
    given
}

fn wording<'a>(known: &'a Questionnaire, field: &str) -> Option<&'a str> {
    let mut contacts = known
        .questions()
        .filter(|question| question.kind == Kind::Contact);
    let fields = &contacts.next()?.fields;
    let asked = fields.iter().find(|asked| asked.id == field)?;
    Some(&asked.label)
}
