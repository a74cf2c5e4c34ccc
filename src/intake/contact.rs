//! The visitor says who they are: each field is checked at once, and may be left for later.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{EmailAddress, FieldError, typed};
use crate::content::questionnaire::{Question, Questionnaire};
use crate::i18n::{Message, message};
use crate::text::closest;

const FIELDS: [&str; 10] = [
    "name",
    "work_email",
    "company",
    "country",
    "phone",
    "best_time",
    "call",
    "news",
    "consent",
    "message",
];
const LONGEST_NAME: usize = 200;
const LONGEST_EMAIL: usize = 254;
const LONGEST_PHONE: usize = 40;
/// The digits of a telephone number: at most those of ITU-T E.164, and not fewer than a short local number has.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 5..=15;
const LONGEST_MESSAGE: usize = 5_000;

/// Who asks. A field that is not given yet is empty; what is given is valid.
// Its `Debug` leaves out the person, so that no log names them.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Hash)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// As typed, trimmed; at most 200 characters, as the company.
    #[serde(default)]
    pub name: String,
    /// An email address that can receive mail, as typed.
    #[serde(default)]
    pub work_email: String,
    /// As typed, trimmed.
    #[serde(default)]
    pub company: String,
    /// ISO 3166-1 alpha-2, upper case.
    #[serde(default)]
    pub country: String,
    /// A telephone number, as typed; at most 40 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// When a call suits them, in their words; at most 200 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub best_time: String,
    /// Whether sales may contact them about the report, by phone or email.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub call: bool,
    /// Whether they agreed to receive news.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub news: bool,
    /// The one box of the first edition: they agreed to be sent the report and to be contacted about it.
    #[serde(default)]
    pub consent: bool,
    /// Anything else, in their words; at most 5,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

impl fmt::Debug for Contact {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = out.debug_struct("Contact");
        shown
            .field("country", &self.country)
            .field("call", &self.call)
            .field("news", &self.news)
            .field("consent", &self.consent);
        shown.finish_non_exhaustive()
    }
}

impl Contact {
    /// Whether nothing was given.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Reads the fields that are there; what is wrong goes to `errors`. Empty text counts as not given.
    pub(super) fn parse(
        question: &Question,
        known: &Questionnaire,
        raw: &Map<String, Value>,
        errors: &mut Vec<FieldError>,
    ) -> Self {
        let mut form = Form {
            question: &question.id,
            raw,
            errors,
        };
        form.refuse_unknown();
        let text = |form: &mut Form<'_>, field, longest| {
            form.text(field, longest, false).unwrap_or_default()
        };
        Self {
            name: text(&mut form, "name", LONGEST_NAME),
            work_email: form.email().unwrap_or_default(),
            company: text(&mut form, "company", LONGEST_NAME),
            country: form.country(known).unwrap_or_default(),
            phone: form.phone().unwrap_or_default(),
            best_time: text(&mut form, "best_time", LONGEST_NAME),
            call: form.ticked("call"),
            news: form.ticked("news"),
            consent: form.ticked("consent"),
            message: form.text("message", LONGEST_MESSAGE, true),
        }
    }

    /// Whether sales may contact them about the report: both boxes that were ever offered for it count.
    pub fn agreed_to_contact(&self) -> bool {
        self.call || self.consent
    }

    /// Whether sales may and can call them: they agreed to it and gave a number.
    pub fn can_be_called(&self) -> bool {
        self.agreed_to_contact() && !self.phone.is_empty()
    }

    /// Whether nothing is [missing](Self::missing).
    pub(super) fn is_complete(&self, question: &Question) -> bool {
        let texts = [&self.name, &self.company, &self.country];
        (self.consent || !needs_consent(question))
            && texts.iter().all(|text| !text.is_empty())
            && EmailAddress::parse(&self.work_email).is_ok()
    }

    /// What is still needed before the report can be sent. An address of a draft that an earlier version took is judged
    /// again.
    pub(super) fn missing(&self, asked: &Question) -> Vec<FieldError> {
        let question = &asked.id;
        let undeliverable = EmailAddress::parse(&self.work_email)
            .err()
            .filter(|_| !self.work_email.is_empty());
        let undeliverable = undeliverable.map(|error| {
            FieldError::new(format!("{question}.work_email"), "invalid", error.message())
        });
        let needed = [
            (
                "name",
                self.name.is_empty(),
                message!("field-required-name"),
            ),
            (
                "work_email",
                self.work_email.is_empty(),
                message!("field-required-email"),
            ),
            (
                "company",
                self.company.is_empty(),
                message!("field-required-company"),
            ),
            (
                "country",
                self.country.is_empty(),
                message!("field-required-country"),
            ),
            (
                "consent",
                !self.consent && needs_consent(asked),
                message!("field-required-consent"),
            ),
        ];
        let open = needed.into_iter().filter(|(_, open, _)| *open);
        open.map(|(field, _, message)| {
            FieldError::new(format!("{question}.{field}"), "required", message)
        })
        .chain(undeliverable)
        .collect()
    }
}

/// Whether the edition of this question sends a report only with consent.
fn needs_consent(question: &Question) -> bool {
    question.fields.iter().any(|field| field.id == "consent")
}

struct Form<'a> {
    question: &'a str,
    raw: &'a Map<String, Value>,
    errors: &'a mut Vec<FieldError>,
}

impl Form<'_> {
    fn refuse(&mut self, field: &str, code: &str, message: Message) {
        self.errors.push(FieldError::new(
            format!("{}.{field}", self.question),
            code,
            message,
        ));
    }

    fn refuse_unknown(&mut self) {
        for field in self
            .raw
            .keys()
            .filter(|field| !FIELDS.contains(&field.as_str()))
        {
            let message = match closest(field, FIELDS) {
                Some(near) => message!(
                    "field-contact-unknown-suggest",
                    field = field.as_str(),
                    suggestion = near
                ),
                None => message!("field-contact-unknown", field = field.as_str()),
            };
            self.refuse(field, "unknown_field", message);
        }
    }

    fn text(&mut self, field: &str, longest: usize, lines: bool) -> Option<String> {
        let text = match self.raw.get(field)? {
            Value::Null => return None,
            Value::String(text) if lines => typed::lines(text),
            Value::String(text) => typed::line(text),
            _ => {
                self.refuse(field, "wrong_type", message!("field-type-text"));
                return None;
            }
        };
        let text = match text {
            Ok(text) => text,
            Err(found) => {
                self.refuse(field, "invalid", typed::complaint(found));
                return None;
            }
        };
        let length = text.chars().count();
        if length > longest {
            self.refuse(
                field,
                "too_long",
                message!("field-too-long", max = longest, given = length),
            );
            return None;
        }
        (!text.is_empty()).then_some(text)
    }

    fn email(&mut self) -> Option<String> {
        let address = self.text("work_email", LONGEST_EMAIL, false)?;
        if let Err(error) = EmailAddress::parse(&address) {
            self.refuse("work_email", "invalid", error.message());
            return None;
        }
        Some(address)
    }

    fn country(&mut self, known: &Questionnaire) -> Option<String> {
        let given = self.text("country", LONGEST_NAME, false)?;
        let code = given.to_uppercase();
        if known.country(&code).is_some() {
            return Some(code);
        }
        let named = known
            .countries
            .iter()
            .find(|country| country.name.to_uppercase() == code);
        let message = match named {
            Some(country) => message!(
                "field-country-code",
                code = country.code.as_str(),
                country = country.name.as_str()
            ),
            None => message!("field-country"),
        };
        self.refuse("country", "invalid", message);
        None
    }

    /// A number with its digits; `+`, spaces and the usual separators are free.
    fn phone(&mut self) -> Option<String> {
        let phone = self.text("phone", LONGEST_PHONE, false)?;
        let digits = phone.chars().filter(char::is_ascii_digit).count();
        let known = |c: char| c.is_ascii_digit() || "+-/(). ".contains(c);
        if PHONE_DIGITS.contains(&digits) && phone.chars().all(known) {
            return Some(phone);
        }
        self.refuse("phone", "invalid", message!("field-phone"));
        None
    }

    fn ticked(&mut self, field: &str) -> bool {
        match self.raw.get(field) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(given)) => *given,
            Some(_) => {
                self.refuse(field, "wrong_type", message!("field-type-boolean"));
                false
            }
        }
    }
}
