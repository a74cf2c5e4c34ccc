//! The file of a case, and every mistake in it with its line.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value};
use serde_saphyr::Spanned;

use super::case::{Case, NOT_NEEDED, NOTHING_FITS, Opinion};
use crate::content::Content;
use crate::content::catalogue::LayerInfo;
use crate::content::source::{File, Problem, yaml};
use crate::content::suggestion::did_you_mean;
use crate::intake::{self, Answers};

type Word = Spanned<String>;
type Words = BTreeMap<String, Spanned<Vec<Word>>>;

/// A case as it stands in its file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    title: Word,
    context: Word,
    answers: BTreeMap<String, Spanned<Value>>,
    #[serde(default)]
    acceptable: Words,
    #[serde(default)]
    wrong: Words,
    #[serde(default)]
    flags: Vec<Word>,
    #[serde(default)]
    not_flags: Vec<Word>,
    buy_instead: Option<Spanned<Value>>,
}

impl Case {
    /// Reads a case. All mistakes are named at once, with their lines, so that none stays hidden behind another.
    pub fn load(content: &Content, file: &File) -> Result<Self, Vec<Problem>> {
        let raw: Raw = yaml(file).map_err(|problem| vec![problem])?;
        let mut reader = Reader {
            content,
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
    content: &'a Content,
    file: &'a File,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn say<T>(&mut self, at: &Spanned<T>, message: impl Into<String>) {
        self.problems
            .push(self.file.problem_at(at.referenced, message));
    }

    fn filled(&mut self, what: &str, text: &Word) -> String {
        let trimmed = text.value.trim();
        if trimmed.is_empty() {
            self.say(text, format!("the {what} is empty"));
        }
        trimmed.to_owned()
    }

    fn answers(&mut self, raw: &BTreeMap<String, Spanned<Value>>) -> Answers {
        let given: Map<String, Value> = raw
            .iter()
            .map(|(question, answer)| (question.clone(), answer.value.clone()))
            .collect();
        let answers = match intake::parse(&self.content.questionnaire, &given) {
            Ok(answers) => answers,
            Err(errors) => {
                for error in errors {
                    let question = error.field.split('.').next().unwrap_or_default();
                    match raw.get(question) {
                        Some(at) => self.say(at, error.to_string()),
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
                self.say(
                    at,
                    format!("`{question}` is empty, or is not asked with these answers; remove it"),
                );
            }
        }
        answers
    }

    fn layers(&mut self, acceptable: &Words, wrong: &Words) -> BTreeMap<String, Opinion> {
        let mut layers: BTreeMap<String, Opinion> = BTreeMap::new();
        for (layer, words) in acceptable {
            let choices = self.choices(layer, words, &BTreeSet::new());
            layers.entry(layer.clone()).or_default().acceptable = choices;
        }
        for (layer, words) in wrong {
            let opinion = layers.entry(layer.clone()).or_default();
            opinion.wrong = self.choices(layer, words, &opinion.acceptable);
        }
        layers
    }

    fn choices(
        &mut self,
        layer: &str,
        words: &Spanned<Vec<Word>>,
        taken: &BTreeSet<String>,
    ) -> BTreeSet<String> {
        let catalogue = &self.content.catalogue;
        let Some(info) = catalogue.layer(layer) else {
            let hint = did_you_mean(
                layer,
                catalogue.layers.iter().map(|known| known.id.as_str()),
            );
            self.say(words, format!("there is no layer `{layer}`{hint}"));
            return BTreeSet::new();
        };
        let known = known_choices(self.content, info);
        if words.value.is_empty() {
            self.say(words, format!("`{layer}` lists nothing; leave it out"));
        }
        for word in &words.value {
            if taken.contains(&word.value) {
                self.say(
                    word,
                    format!("`{}` is both acceptable and wrong", word.value),
                );
            } else if !known.contains(&word.value.as_str()) {
                let hint = did_you_mean(&word.value, known.iter().copied());
                self.say(
                    word,
                    format!("`{}` cannot be chosen for {layer}{hint}", word.value),
                );
            }
        }
        words.value.iter().map(|word| word.value.clone()).collect()
    }

    fn flags(&mut self, words: &[Word], taken: &[Word]) -> BTreeSet<String> {
        let model = &self.content.model;
        let risks = model.risks.iter().map(|risk| risk.id.as_str());
        let contradictions = model.contradictions.iter().map(|known| known.id.as_str());
        let known: Vec<&str> = risks.chain(contradictions).collect();
        for word in words {
            if taken.iter().any(|other| other.value == word.value) {
                self.say(
                    word,
                    format!("`{}` is both wanted and unwanted", word.value),
                );
            } else if !known.contains(&word.value.as_str()) {
                let hint = did_you_mean(&word.value, known.iter().copied());
                self.say(
                    word,
                    format!("there is no risk or contradiction `{}`{hint}", word.value),
                );
            }
        }
        words.iter().map(|word| word.value.clone()).collect()
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
            self.say(value, "buy_instead is an id, a list of ids, or false");
            return vec![];
        };
        let purchases = &self.content.model.buy_instead;
        for id in &wanted {
            if purchases.iter().all(|known| known.id != *id) {
                let hint = did_you_mean(id, purchases.iter().map(|known| known.id.as_str()));
                self.say(
                    value,
                    format!("there is nothing to buy called `{id}`{hint}"),
                );
            }
        }
        wanted
    }
}

fn known_choices<'a>(content: &'a Content, layer: &LayerInfo) -> Vec<&'a str> {
    let technologies = layer.candidates.iter();
    technologies
        .map(|at| content.catalogue.technologies[*at].id.as_str())
        .chain([NOT_NEEDED, NOTHING_FITS])
        .collect()
}
