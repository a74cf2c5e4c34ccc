//! Loads the files of `content/catalogue/` and reports every mistake.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::technology::{RawTechnology, Reading};
use super::{Catalogue, Criterion, LayerInfo, Technology, replaced_hint};
use crate::content::questionnaire::{Kind, Questionnaire};
use crate::content::source::{File, Problem, Source, yaml};
use crate::text::did_you_mean;

const FOLDER: &str = "catalogue/";
const LAYERS: &str = "catalogue/layers.yaml";
const CRITERIA: &str = "catalogue/criteria.yaml";
/// The question whose options are the keys of `skills`.
const SKILLS: &str = "skills";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLayers {
    version: String,
    layers_version: String,
    layers: Vec<RawLayer>,
    traits: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLayer {
    id: Spanned<String>,
    label: String,
    question: String,
    #[serde(default)]
    follows: bool,
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
    scored: BTreeMap<String, Vec<Spanned<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCriterion {
    id: Spanned<String>,
    code: String,
    name: String,
    anchors: [String; 6],
    strong: Spanned<String>,
    fair: Spanned<String>,
    weak: Spanned<String>,
    #[serde(default)]
    trade_off: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTechnologies {
    technologies: Vec<RawTechnology>,
}

impl Catalogue {
    /// Loads the catalogue. `None` if it cannot be read at all; every mistake is added to `problems`.
    pub fn load(source: &Source, problems: &mut Vec<Problem>) -> Option<Self> {
        let (layers_file, layers): (&File, RawLayers) = part(source, LAYERS, problems)?;
        let (criteria_file, raw): (&File, RawCriteria) = part(source, CRITERIA, problems)?;
        let before = problems.len();
        let scales = scales_of(&raw, criteria_file, problems);
        let criteria = criteria_of(raw, criteria_file, problems);
        let skills = skills(source);
        let mut aliases = BTreeMap::new();
        let mut technologies = Vec::new();
        for file in source
            .under(FOLDER)
            .filter(|file| file.path != LAYERS && file.path != CRITERIA)
        {
            let raw = match yaml::<RawTechnologies>(file) {
                Ok(raw) => raw,
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            let layer = file.path.trim_start_matches(FOLDER);
            let layer = layer.trim_end_matches(".yaml");
            let Some(scale) = scales.get(layer) else {
                problems.push(Problem::whole(
                    &file.path,
                    format!("say in criteria.yaml, under `scored`, what `{layer}` is scored on"),
                ));
                continue;
            };
            for raw in raw.technologies {
                if technologies
                    .iter()
                    .any(|known: &Technology| known.id == raw.id.value)
                {
                    problems.push(file.problem_at(
                        raw.id.referenced,
                        format!("the technology `{}` appears twice", raw.id.value),
                    ));
                }
                let mut reading = Reading {
                    file,
                    scale,
                    criteria: &criteria,
                    traits: &layers.traits,
                    skills: &skills,
                    aliases: &mut aliases,
                    problems,
                };
                technologies.push(reading.technology(raw, layer));
            }
        }
        technologies.sort_by(|a: &Technology, b| a.id.cmp(&b.id));
        let layers_read = layers_of(&layers, layers_file, &technologies, problems);
        (problems.len() == before).then_some(Self {
            version: layers.version,
            layers_version: layers.layers_version,
            layers: layers_read,
            criteria,
            technologies,
        })
    }
}

/// The skills of the questionnaire. Its mistakes are reported when it is loaded.
fn skills(source: &Source) -> Vec<String> {
    let questionnaire = Questionnaire::load(source, &mut Vec::new());
    let question = questionnaire
        .as_ref()
        .and_then(|known| known.question(SKILLS));
    match question.map(|question| &question.kind) {
        Some(Kind::Single(choices) | Kind::Multi { choices, .. }) => {
            choices.iter().map(|choice| choice.id.clone()).collect()
        }
        _ => Vec::new(),
    }
}

/// The criteria of each file.
fn scales_of(
    raw: &RawCriteria,
    file: &File,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, BTreeSet<String>> {
    for id in raw.scored.values().flatten() {
        if !raw.criteria.iter().any(|known| known.id.value == id.value) {
            let hint = did_you_mean(
                &id.value,
                raw.criteria.iter().map(|known| known.id.value.as_str()),
            );
            problems.push(file.problem_at(
                id.referenced,
                format!("there is no criterion `{}`{hint}", id.value),
            ));
        }
    }
    let scale = |ids: &Vec<Spanned<String>>| ids.iter().map(|id| id.value.clone()).collect();
    raw.scored
        .iter()
        .map(|(layer, ids)| (layer.clone(), scale(ids)))
        .collect()
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
        for clause in [&raw.strong, &raw.fair, &raw.weak] {
            if clause.value.matches("{name}").count() != 1 || clause.value.ends_with('.') {
                let message =
                    "a clause names the technology once, as `{name}`, and has no full stop";
                problems.push(file.problem_at(clause.referenced, message));
            }
        }
        Criterion {
            id: raw.id.value,
            code: raw.code,
            name: raw.name,
            anchors: raw.anchors,
            strong: raw.strong.value,
            fair: raw.fair.value,
            weak: raw.weak.value,
            trade_off: raw.trade_off,
        }
    });
    read.collect()
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
        if let Some(hint) = replaced_hint(&layer.id.value) {
            say(
                layer.id.referenced,
                format!("there is no layer `{}`{hint}", layer.id.value),
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
            follows: layer.follows,
            candidates,
        });
    }
    layers
}
