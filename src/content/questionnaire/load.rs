//! Loads `questionnaire.yaml` and `countries.yaml`.

use super::options::CURRENCIES;
use super::raw::{RawCountry, RawQuestionnaire};
use super::reader::Reader;
use super::{Country, Questionnaire};
use crate::content::source::{File, Problem, Source, yaml};

const QUESTIONS: &str = "questionnaire.yaml";
const COUNTRIES: &str = "countries.yaml";

impl Questionnaire {
    /// Loads the questionnaire and the countries; mistakes are added to `problems`.
    pub fn load(source: &Source, problems: &mut Vec<Problem>) -> Option<Self> {
        let countries = load_countries(source, problems);
        let file = existing(source, QUESTIONS, problems)?;
        let mut current = Self::read(file, countries.clone().unwrap_or_default(), problems)?;
        current.load_earlier(source, problems);
        countries.map(|_| current)
    }

    /// Reads one edition.
    pub(super) fn read(
        file: &File,
        countries: Vec<Country>,
        problems: &mut Vec<Problem>,
    ) -> Option<Self> {
        let raw: RawQuestionnaire = yaml(file).map_err(|problem| problems.push(problem)).ok()?;
        let mut reader = Reader {
            file,
            problems,
            earlier: Vec::new(),
            all: all_names(&raw),
            paths: raw.paths.iter().map(|path| path.id.value.clone()).collect(),
        };
        reader.filled("the version", &raw.version);
        reader.unique("path", raw.paths.iter().map(|path| &path.id));
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
        let paths = raw.paths.into_iter();
        let paths = paths.filter_map(|path| reader.path(path)).collect();
        Some(Self {
            version,
            edition: raw.edition.map_or(1, |edition| edition.value),
            paths,
            steps,
            countries,
            earlier: Vec::new(),
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
        earlier: Vec::new(),
        all: Vec::new(),
        paths: Vec::new(),
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
        if let Some(currency) = &country.currency
            && !CURRENCIES.contains(&currency.value.as_str())
        {
            let known = CURRENCIES.join(", ");
            reader.say(
                currency,
                format!("a currency is one of {known}, not `{}`", currency.value),
            );
        }
    }
    Some(
        raw.into_iter()
            .map(|raw| Country {
                code: raw.code.value,
                name: raw.name.value,
                currency: raw.currency.map(|currency| currency.value),
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
