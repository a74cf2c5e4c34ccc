//! Before the first visitor arrives: the files of `content/catalogue/` are read and every mistake is named.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Deserialize;
use serde_saphyr::Spanned;

use super::{Catalogue, Checked, Criterion, Fact, LayerInfo, Technology};
use crate::content::source::{File, Problem, Source, yaml};
use crate::content::suggestion::did_you_mean;

const FOLDER: &str = "catalogue/";
const LAYERS: &str = "catalogue/layers.yaml";
const CRITERIA: &str = "catalogue/criteria.yaml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLayers {
    version: String,
    layers: Vec<RawLayer>,
    traits: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLayer {
    id: Spanned<String>,
    label: String,
    question: String,
    from: Vec<Spanned<String>>,
    #[serde(default)]
    with: Vec<Spanned<String>>,
    #[serde(default)]
    without: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCriteria {
    criteria: Vec<RawCriterion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCriterion {
    id: Spanned<String>,
    code: String,
    name: String,
    anchors: [String; 6],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTechnologies {
    technologies: Vec<RawTechnology>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTechnology {
    id: Spanned<String>,
    name: String,
    licence: String,
    summary: Spanned<String>,
    fits: String,
    avoid: String,
    ops_points: Spanned<u8>,
    #[serde(default)]
    skills: BTreeMap<String, Spanned<u8>>,
    traits: Vec<Spanned<String>>,
    #[serde(default)]
    aliases: Vec<Spanned<String>>,
    scores: BTreeMap<String, Spanned<u8>>,
    #[serde(default)]
    facts: Vec<RawFact>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFact {
    what: String,
    value: String,
    source: Spanned<String>,
    retrieved: Spanned<String>,
    confidence: Checked,
}

impl Catalogue {
    /// Reads the catalogue. `None` if it could not be read at all; every mistake is added to `problems`.
    pub fn load(source: &Source, problems: &mut Vec<Problem>) -> Option<Self> {
        let layers: (&File, RawLayers) = part(source, LAYERS, problems)?;
        let criteria: (&File, RawCriteria) = part(source, CRITERIA, problems)?;
        let before = problems.len();
        let criteria = criteria_of(criteria.1, criteria.0, problems);
        let mut technologies = Vec::new();
        for file in source
            .under(FOLDER)
            .filter(|file| file.path != LAYERS && file.path != CRITERIA)
        {
            match yaml::<RawTechnologies>(file) {
                Ok(raw) => read_all(
                    raw,
                    file,
                    &criteria,
                    &layers.1.traits,
                    &mut technologies,
                    problems,
                ),
                Err(problem) => problems.push(problem),
            }
        }
        technologies.sort_by(|a: &Technology, b| a.id.cmp(&b.id));
        let layers_read = layers_of(&layers.1, layers.0, &technologies, problems);
        (problems.len() == before).then_some(Self {
            version: layers.1.version,
            layers: layers_read,
            criteria,
            technologies,
        })
    }
}

fn part<'a, T: serde::de::DeserializeOwned>(
    source: &'a Source,
    path: &str,
    problems: &mut Vec<Problem>,
) -> Option<(&'a File, T)> {
    let Some(file) = source.file(path) else {
        problems.push(Problem::whole(
            path,
            "this file is missing; the catalogue cannot be read without it",
        ));
        return None;
    };
    yaml(file)
        .map_err(|problem| problems.push(problem))
        .ok()
        .map(|value| (file, value))
}

fn criteria_of(raw: RawCriteria, file: &File, problems: &mut Vec<Problem>) -> Vec<Criterion> {
    let mut seen = BTreeSet::new();
    let read = raw.criteria.into_iter().map(|raw| {
        if !seen.insert(raw.id.value.clone()) {
            problems.push(file.problem_at(
                raw.id.referenced,
                format!("the criterion `{}` appears twice", raw.id.value),
            ));
        }
        Criterion {
            id: raw.id.value,
            code: raw.code,
            name: raw.name,
            anchors: raw.anchors,
        }
    });
    read.collect()
}

fn read_all(
    raw: RawTechnologies,
    file: &File,
    criteria: &[Criterion],
    traits: &BTreeMap<String, String>,
    technologies: &mut Vec<Technology>,
    problems: &mut Vec<Problem>,
) {
    let layer = file
        .path
        .trim_start_matches(FOLDER)
        .trim_end_matches(".yaml")
        .to_owned();
    let expected: Option<BTreeSet<String>> = raw
        .technologies
        .first()
        .map(|first| first.scores.keys().cloned().collect());
    for raw in raw.technologies {
        let mut say = |place, message: String| problems.push(file.problem_at(place, message));
        let at = raw.id.referenced;
        if technologies.iter().any(|known| known.id == raw.id.value) {
            say(
                at,
                format!("the technology `{}` appears twice", raw.id.value),
            );
        }
        if raw.summary.value.trim().is_empty() {
            say(
                raw.summary.referenced,
                "say in one sentence what it is".into(),
            );
        }
        for (id, value) in &raw.scores {
            if !criteria.iter().any(|criterion| criterion.id == *id) {
                let hint = did_you_mean(id, criteria.iter().map(|criterion| criterion.id.as_str()));
                say(
                    value.referenced,
                    format!("there is no criterion `{id}`{hint}"),
                );
            }
        }
        if expected
            .as_ref()
            .is_some_and(|expected| !raw.scores.keys().eq(expected))
        {
            say(
                at,
                format!(
                    "`{}` must be scored on the same criteria as the first technology of this file",
                    raw.id.value
                ),
            );
        }
        for value in raw
            .scores
            .values()
            .chain(raw.skills.values())
            .chain([&raw.ops_points])
            .filter(|value| value.value > 5)
        {
            say(
                value.referenced,
                format!("{} is outside the scale from 0 to 5", value.value),
            );
        }
        for word in raw
            .traits
            .iter()
            .filter(|word| !traits.contains_key(&word.value))
        {
            let hint = did_you_mean(&word.value, traits.keys().map(String::as_str));
            say(
                word.referenced,
                format!("there is no trait `{}`{hint}", word.value),
            );
        }
        for alias in raw
            .aliases
            .iter()
            .filter(|alias| alias.value != alias.value.to_lowercase())
        {
            say(
                alias.referenced,
                format!("write the alias `{}` in lower case", alias.value),
            );
        }
        let mut facts = Vec::new();
        for fact in raw.facts {
            if fact.source.value.trim().is_empty() {
                say(fact.source.referenced, "a fact needs a source".into());
            }
            match fact.retrieved.value.parse::<NaiveDate>() {
                Ok(retrieved) => facts.push(Fact {
                    what: fact.what,
                    value: fact.value,
                    source: fact.source.value,
                    retrieved,
                    confidence: fact.confidence,
                }),
                Err(_) => say(
                    fact.retrieved.referenced,
                    format!(
                        "`{}` is not a date such as 2026-08-22",
                        fact.retrieved.value
                    ),
                ),
            }
        }
        technologies.push(Technology {
            id: raw.id.value,
            name: raw.name,
            layer: layer.clone(),
            licence: raw.licence,
            summary: raw.summary.value,
            fits: raw.fits,
            avoid: raw.avoid,
            ops_points: raw.ops_points.value,
            skills: raw
                .skills
                .into_iter()
                .map(|(id, value)| (id, value.value))
                .collect(),
            traits: raw.traits.into_iter().map(|word| word.value).collect(),
            aliases: raw.aliases.into_iter().map(|alias| alias.value).collect(),
            scores: raw
                .scores
                .into_iter()
                .map(|(id, value)| (id, value.value))
                .collect(),
            facts,
        });
    }
}

fn layers_of(
    raw: &RawLayers,
    file: &File,
    technologies: &[Technology],
    problems: &mut Vec<Problem>,
) -> Vec<LayerInfo> {
    let mut layers: Vec<LayerInfo> = Vec::new();
    for layer in &raw.layers {
        let mut say = |place, message: String| problems.push(file.problem_at(place, message));
        for from in layer
            .from
            .iter()
            .filter(|from| !technologies.iter().any(|known| known.layer == from.value))
        {
            say(
                from.referenced,
                format!("there is no catalogue file `{}.yaml`", from.value),
            );
        }
        for word in layer
            .with
            .iter()
            .chain(&layer.without)
            .filter(|word| !technologies.iter().any(|known| known.is(&word.value)))
        {
            say(
                word.referenced,
                format!("no technology has the id or the trait `{}`", word.value),
            );
        }
        if layers.iter().any(|known| known.id == layer.id.value) {
            say(
                layer.id.referenced,
                format!("the layer `{}` appears twice", layer.id.value),
            );
        }
        let belongs = |technology: &Technology| {
            layer.from.iter().any(|from| from.value == technology.layer)
                && (layer.with.is_empty()
                    || layer.with.iter().any(|word| technology.is(&word.value)))
                && !layer.without.iter().any(|word| technology.is(&word.value))
        };
        let candidates = (0..technologies.len())
            .filter(|at| belongs(&technologies[*at]))
            .collect();
        layers.push(LayerInfo {
            id: layer.id.value.clone(),
            label: layer.label.clone(),
            question: layer.question.clone(),
            candidates,
        });
    }
    layers
}
