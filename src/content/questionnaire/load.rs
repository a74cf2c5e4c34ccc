//! `questionnaire.yaml` and `countries.yaml` are read and every mistake is named.

use std::collections::BTreeSet;

use serde_saphyr::Spanned;

use super::raw::{RawChoice, RawCountry, RawQuestion, RawQuestionnaire, RawStep};
use super::{Choice, ContactField, Country, Kind, Question, Questionnaire, Step, Tier};
use crate::content::condition::{Condition, Vocabulary};
use crate::content::source::{File, Problem, Source, yaml};
use crate::content::suggestion::did_you_mean;

const QUESTIONS: &str = "questionnaire.yaml";
const COUNTRIES: &str = "countries.yaml";

/// The inputs that the program knows how to check, and whether each is needed.
const CONTACT_FIELDS: [(&str, bool); 6] = [
    ("name", true),
    ("work_email", true),
    ("company", true),
    ("country", true),
    ("consent", true),
    ("message", false),
];

impl Questionnaire {
    /// Reads the questionnaire and the countries; all mistakes go to `problems`.
    pub fn load(source: &Source, problems: &mut Vec<Problem>) -> Option<Self> {
        let countries = load_countries(source, problems);
        let file = existing(source, QUESTIONS, problems)?;
        let raw: RawQuestionnaire = yaml(file).map_err(|problem| problems.push(problem)).ok()?;
        let mut reader = Reader {
            file,
            problems,
            asked: Vec::new(),
            everything: all_names(&raw),
        };
        reader.filled("the version", &raw.version);
        reader.unique("step", raw.steps.iter().map(|step| &step.id));
        reader.unique(
            "question",
            raw.steps
                .iter()
                .flat_map(|step| &step.questions)
                .map(|question| &question.id),
        );
        let version = raw.version.value;
        let steps = raw
            .steps
            .into_iter()
            .map(|step| reader.step(step))
            .collect();
        Some(Self {
            version,
            steps,
            countries: countries?,
        })
    }
}

fn existing<'a>(source: &'a Source, path: &str, problems: &mut Vec<Problem>) -> Option<&'a File> {
    let file = source.file(path);
    if file.is_none() {
        problems.push(Problem::whole(
            path,
            "the file is missing; every installation needs it",
        ));
    }
    file
}

fn load_countries(source: &Source, problems: &mut Vec<Problem>) -> Option<Vec<Country>> {
    let file = existing(source, COUNTRIES, problems)?;
    let raw: Vec<RawCountry> = yaml(file).map_err(|problem| problems.push(problem)).ok()?;
    let mut reader = Reader {
        file,
        problems,
        asked: Vec::new(),
        everything: Vec::new(),
    };
    reader.unique("country", raw.iter().map(|country| &country.code));
    for country in &raw {
        let code = &country.code;
        if code.value.len() != 2 || !code.value.chars().all(|letter| letter.is_ascii_uppercase()) {
            reader.say(
                code,
                format!(
                    "a country code is two capital letters, not `{}`",
                    code.value
                ),
            );
        }
        reader.filled("the name of a country", &country.name);
    }
    Some(
        raw.into_iter()
            .map(|raw| Country {
                code: raw.code.value,
                name: raw.name.value,
            })
            .collect(),
    )
}

fn all_names(raw: &RawQuestionnaire) -> Vec<String> {
    raw.steps
        .iter()
        .flat_map(|step| &step.questions)
        .map(|question| question.id.value.clone())
        .collect()
}

/// Reads questions one after the other, and knows which were asked before.
struct Reader<'a> {
    file: &'a File,
    problems: &'a mut Vec<Problem>,
    /// Earlier questions with their options, and whether several can be chosen: all that a `when` may ask about.
    asked: Vec<(String, Vec<String>, bool)>,
    /// The ids of all questions, earlier and later.
    everything: Vec<String>,
}

impl Vocabulary for Reader<'_> {
    fn options(&self, name: &str) -> Option<Vec<String>> {
        self.asked
            .iter()
            .find(|(id, ..)| id == name)
            .map(|(_, options, _)| options.clone())
    }

    fn takes_several(&self, name: &str) -> bool {
        self.asked
            .iter()
            .find(|(id, ..)| id == name)
            .is_none_or(|(.., several)| *several)
    }

    fn names(&self) -> Vec<String> {
        self.asked.iter().map(|(id, ..)| id.clone()).collect()
    }
}

impl Reader<'_> {
    fn say<T>(&mut self, place: &Spanned<T>, message: impl Into<String>) {
        self.problems
            .push(self.file.problem_at(place.referenced, message));
    }

    fn filled(&mut self, what: &str, text: &Spanned<String>) {
        if text.value.trim().is_empty() {
            self.say(text, format!("{what} is empty; fill it in"));
        }
    }

    fn unique<'b>(&mut self, what: &str, ids: impl Iterator<Item = &'b Spanned<String>>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            if id.value.is_empty()
                || !id
                    .value
                    .chars()
                    .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
            {
                self.say(
                    id,
                    format!("`{}` is not an id; use letters, digits and `_`", id.value),
                );
            }
            if !seen.insert(id.value.as_str()) {
                self.say(
                    id,
                    format!(
                        "the {what} `{}` is there twice; ids must be unique",
                        id.value
                    ),
                );
            }
        }
    }

    fn step(&mut self, raw: RawStep) -> Step {
        self.filled("the title of a step", &raw.title);
        self.filled("the intro of a step", &raw.intro);
        if raw.questions.is_empty() {
            self.say(
                &raw.id,
                format!(
                    "the step `{}` asks nothing; add a question or remove it",
                    raw.id.value
                ),
            );
        }
        let questions = raw
            .questions
            .into_iter()
            .filter_map(|question| self.question(question))
            .collect();
        Step {
            id: raw.id.value,
            title: raw.title.value,
            intro: raw.intro.value,
            questions,
        }
    }

    fn question(&mut self, raw: RawQuestion) -> Option<Question> {
        self.filled("the label of a question", &raw.label);
        self.filled("why a question is asked", &raw.why);
        let when = raw
            .when
            .as_ref()
            .and_then(|text| self.condition(&raw.id.value, text));
        let kind = self.kind(&raw);
        let tier = match raw.tier.value.as_str() {
            "core" => Some(Tier::Core),
            "refine" => Some(Tier::Refine),
            other => {
                self.say(
                    &raw.tier,
                    format!("a tier is `core` or `refine`, not `{other}`"),
                );
                None
            }
        };
        let fields = if raw.r#type.value == "contact" {
            self.fields(&raw)
        } else {
            Vec::new()
        };
        if kind.as_ref().is_some_and(|kind| *kind != Kind::Contact) {
            let options = raw
                .options
                .iter()
                .map(|choice| choice.id.value.clone())
                .collect();
            self.asked
                .push((raw.id.value.clone(), options, raw.r#type.value == "multi"));
        }
        Some(Question {
            id: raw.id.value,
            label: raw.label.value,
            help: raw.help,
            why: raw.why.value,
            tier: tier?,
            kind: kind?,
            fields,
            when,
        })
    }

    /// A `when` may ask only about earlier questions; a later one gets a message of its own.
    fn condition(&mut self, asking: &str, text: &Spanned<String>) -> Option<Condition> {
        let mut mistakes = Vec::new();
        let later = |name: &str| {
            self.options(name).is_none() && self.everything.iter().any(|id| id == name)
        };
        if let Ok(condition) = Condition::parse(&text.value)
            && let Some(name) = condition.names().find(|name| later(name))
        {
            let message = format!(
                "`{asking}` cannot depend on `{name}`: a question may depend only on options of earlier questions"
            );
            self.say(text, message);
            return None;
        }
        let condition = Condition::load(text, self.file, self, &mut mistakes);
        self.problems.append(&mut mistakes);
        condition
    }

    fn kind(&mut self, raw: &RawQuestion) -> Option<Kind> {
        let kind = raw.r#type.value.as_str();
        if !matches!(kind, "single" | "multi" | "contact") {
            let hint = did_you_mean(kind, ["single", "multi", "contact"]);
            self.say(
                &raw.r#type,
                format!("a type is `single`, `multi` or `contact`, not `{kind}`{hint}"),
            );
            return None;
        }
        self.limits(raw);
        self.unique("option", raw.options.iter().map(|choice| &choice.id));
        for choice in &raw.options {
            self.filled("the label of an option", &choice.label);
        }
        if kind == "contact" {
            if let Some(first) = raw.options.first() {
                self.say(&first.id, "a contact question has `fields`, not `options`");
            }
            return Some(Kind::Contact);
        }
        if raw.options.len() < 2 {
            self.say(
                &raw.id,
                format!("`{}` needs at least two options", raw.id.value),
            );
        }
        if let Some(first) = raw.fields.first() {
            self.say(&first.id, "only a contact question has `fields`");
        }
        let plain = |raw: &RawChoice| Choice {
            id: raw.id.value.clone(),
            label: raw.label.value.clone(),
            help: raw.help.clone(),
        };
        let choices = raw.options.iter().map(plain).collect();
        Some(match kind {
            "single" => Kind::Single(choices),
            _ => Kind::Multi {
                choices,
                max: raw.max.as_ref().map(|max| max.value),
                exclusive: raw.exclusive.iter().map(|id| id.value.clone()).collect(),
            },
        })
    }

    fn limits(&mut self, raw: &RawQuestion) {
        let multi = raw.r#type.value == "multi";
        if let Some(max) = &raw.max {
            if !multi {
                self.say(max, "only a `multi` question has a `max`");
            } else if max.value == 0 || max.value > raw.options.len() {
                let options = raw.options.len();
                self.say(
                    max,
                    format!(
                        "`max` is {}, but there are {options} options; choose from 1 to {options}",
                        max.value
                    ),
                );
            }
        }
        for id in &raw.exclusive {
            if !multi {
                self.say(id, "only a `multi` question has `exclusive` options");
            } else if !raw.options.iter().any(|choice| choice.id.value == id.value) {
                let hint = did_you_mean(
                    &id.value,
                    raw.options.iter().map(|choice| choice.id.value.as_str()),
                );
                self.say(
                    id,
                    format!("`{}` has no option `{}`{hint}", raw.id.value, id.value),
                );
            }
        }
    }

    fn fields(&mut self, raw: &RawQuestion) -> Vec<ContactField> {
        self.unique("field", raw.fields.iter().map(|field| &field.id));
        for (known, _) in CONTACT_FIELDS {
            if !raw.fields.iter().any(|field| field.id.value == known) {
                self.say(
                    &raw.id,
                    format!("the contact question lacks the field `{known}`"),
                );
            }
        }
        let mut fields = Vec::new();
        for field in &raw.fields {
            self.filled("the label of a field", &field.label);
            match CONTACT_FIELDS
                .into_iter()
                .find(|(known, _)| *known == field.id.value)
            {
                Some((_, required)) => fields.push(ContactField {
                    id: field.id.value.clone(),
                    label: field.label.value.clone(),
                    help: field.help.clone(),
                    required,
                }),
                None => {
                    let hint =
                        did_you_mean(&field.id.value, CONTACT_FIELDS.map(|(known, _)| known));
                    self.say(
                        &field.id,
                        format!("there is no contact field `{}`{hint}", field.id.value),
                    );
                }
            }
        }
        fields
    }
}
