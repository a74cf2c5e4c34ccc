//! Reads the file of a case and reports every mistake with its line.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value};
use serde_saphyr::Spanned;

use super::case::{Case, NOT_NEEDED, NOTHING_FITS, Opinion};
use crate::content::catalogue::LayerInfo;
use crate::content::source::{File, Problem, yaml};
use crate::intake::{self, Answers};
use crate::recommendation::Model;
use crate::text::did_you_mean;

type Text = Spanned<String>;
/// By layer: ids of choices.
type ChoicesByLayer = BTreeMap<String, Spanned<Vec<Text>>>;

/// A case as it is in its file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    title: Text,
    context: Text,
    answers: BTreeMap<String, Spanned<Value>>,
    #[serde(default)]
    acceptable: ChoicesByLayer,
    #[serde(default)]
    wrong: ChoicesByLayer,
    #[serde(default)]
    flags: Vec<Text>,
    #[serde(default)]
    not_flags: Vec<Text>,
    buy_instead: Option<Spanned<Value>>,
}

impl Case {
    /// Reads a case. All mistakes are reported at once, with their lines.
    pub fn load(model: &Model, file: &File) -> Result<Self, Vec<Problem>> {
        let raw: Raw = yaml(file).map_err(|problem| vec![problem])?;
        let mut reader = Reader {
            model,
            file,
            problems: vec![],
        };
        let case = Self {
            name: name(&file.path),
            title: reader.filled("title", &raw.title),
            context: reader.filled("context", &raw.context),
            answers: reader.answers(&raw.answers),
            layers: reader.layers(&raw.acceptable, &raw.wrong),
            flags: reader.flags(&raw.flags, &[]),
            not_flags: reader.flags(&raw.not_flags, &raw.flags),
            buy_instead: raw.buy_instead.as_ref().map(|value| reader.purchase(value)),
        };
        if reader.problems.is_empty() {
            Ok(case)
        } else {
            reader.problems.sort();
            Err(reader.problems)
        }
    }
}

fn name(path: &str) -> String {
    let last = path.rsplit('/').next().unwrap_or(path);
    last.strip_suffix(".yaml").unwrap_or(last).to_owned()
}

struct Reader<'a> {
    model: &'a Model,
    file: &'a File,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn report<T>(&mut self, text: &Spanned<T>, message: impl Into<String>) {
        self.problems
            .push(self.file.problem_at(text.referenced, message));
    }

    fn filled(&mut self, what: &str, text: &Text) -> String {
        let trimmed = text.value.trim();
        if trimmed.is_empty() {
            self.report(text, format!("the {what} is empty"));
        }
        trimmed.to_owned()
    }

    fn answers(&mut self, raw: &BTreeMap<String, Spanned<Value>>) -> Answers {
        let given: Map<String, Value> = raw
            .iter()
            .map(|(question, answer)| (question.clone(), answer.value.clone()))
            .collect();
        let answers = match intake::parse(&self.model.questionnaire, &given) {
            Ok(answers) => answers,
            Err(errors) => {
                for error in errors {
                    let question = error.field.split('.').next().unwrap_or_default();
                    match raw.get(question) {
                        Some(at) => self.report(at, error.to_string()),
                        None => self
                            .problems
                            .push(self.file.problem(1, 1, error.to_string())),
                    }
                }
                return Answers::default();
            }
        };
        for (question, at) in raw {
            if answers.answer(question).is_none() {
                self.report(
                    at,
                    format!("`{question}` is empty, or is not asked with these answers; remove it"),
                );
            }
        }
        answers
    }

    fn layers(
        &mut self,
        acceptable: &ChoicesByLayer,
        wrong: &ChoicesByLayer,
    ) -> BTreeMap<String, Opinion> {
        let mut layers: BTreeMap<String, Opinion> = BTreeMap::new();
        for (layer, texts) in acceptable {
            let choices = self.choices(layer, texts, &BTreeSet::new());
            layers.entry(layer.clone()).or_default().acceptable = choices;
        }
        for (layer, texts) in wrong {
            let opinion = layers.entry(layer.clone()).or_default();
            opinion.wrong = self.choices(layer, texts, &opinion.acceptable);
        }
        layers
    }

    fn choices(
        &mut self,
        layer: &str,
        texts: &Spanned<Vec<Text>>,
        taken: &BTreeSet<String>,
    ) -> BTreeSet<String> {
        let catalogue = &self.model.catalogue;
        let Some(info) = catalogue.layer(layer) else {
            let hint = did_you_mean(
                layer,
                catalogue.layers.iter().map(|layer| layer.id.as_str()),
            );
            self.report(texts, format!("there is no layer `{layer}`{hint}"));
            return BTreeSet::new();
        };
        let known = known_choices(self.model, info);
        if texts.value.is_empty() {
            self.report(texts, format!("`{layer}` lists nothing; leave it out"));
        }
        for text in &texts.value {
            if taken.contains(&text.value) {
                self.report(
                    text,
                    format!("`{}` is both acceptable and wrong", text.value),
                );
            } else if !known.contains(&text.value.as_str()) {
                let hint = did_you_mean(&text.value, known.iter().copied());
                self.report(
                    text,
                    format!("`{}` cannot be chosen for {layer}{hint}", text.value),
                );
            }
        }
        texts.value.iter().map(|text| text.value.clone()).collect()
    }

    fn flags(&mut self, texts: &[Text], taken: &[Text]) -> BTreeSet<String> {
        let model = self.model;
        let risks = model.risks.iter().map(|rule| rule.risk.id.as_str());
        let contradictions = model
            .contradictions
            .iter()
            .map(|contradiction| contradiction.finding.id.as_str());
        let known: Vec<&str> = risks.chain(contradictions).collect();
        for text in texts {
            if taken.iter().any(|other| other.value == text.value) {
                self.report(
                    text,
                    format!("`{}` is both wanted and unwanted", text.value),
                );
            } else if !known.contains(&text.value.as_str()) {
                let hint = did_you_mean(&text.value, known.iter().copied());
                self.report(
                    text,
                    format!("there is no risk or contradiction `{}`{hint}", text.value),
                );
            }
        }
        texts.iter().map(|text| text.value.clone()).collect()
    }

    fn purchase(&mut self, value: &Spanned<Value>) -> Vec<String> {
        let wanted: Option<Vec<String>> = match &value.value {
            Value::Bool(false) => Some(vec![]),
            Value::String(id) => Some(vec![id.clone()]),
            Value::Array(ids) => ids
                .iter()
                .map(|id| id.as_str().map(str::to_owned))
                .collect(),
            _ => None,
        };
        let Some(wanted) = wanted else {
            self.report(value, "buy_instead is an id, a list of ids, or false");
            return vec![];
        };
        let purchases = &self.model.buy_instead;
        let known: Vec<&str> = purchases
            .iter()
            .map(|rule| rule.purchase.id.as_str())
            .collect();
        for id in &wanted {
            if !known.contains(&id.as_str()) {
                let hint = did_you_mean(id, known.iter().copied());
                self.report(
                    value,
                    format!("there is no product to buy called `{id}`{hint}"),
                );
            }
        }
        wanted
    }
}

fn known_choices<'a>(model: &'a Model, layer: &LayerInfo) -> Vec<&'a str> {
    let technologies = layer.candidates.iter();
    technologies
        .map(|technology| model.catalogue.technologies[*technology].id.as_str())
        .chain([NOT_NEEDED, NOTHING_FITS])
        .collect()
}
