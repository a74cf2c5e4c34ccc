//! One layer of the stack as a decision that can be read on its own.

use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::content::catalogue::LayerInfo;
use crate::recommendation::model::{Idx, LayerIdx};
use crate::recommendation::{Layer, Model, Recommendation, Stability};

use super::changes::stability;
use super::chart;
use super::drawing::{Drawing, short};
use super::text::{list, sentence};
use super::{NotNeeded, Words};

/// A layer that is needed: the choice, what speaks for and against it, and what else was weighed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerSection {
    /// Id of the layer, such as `backend`; also the anchor in the page.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Position among the needed layers, from 1: the number of the decision.
    pub number: usize,
    /// Id of the chosen technology; `None` where nothing fits.
    pub choice: Option<String>,
    /// Name of the chosen technology.
    pub name: Option<String>,
    /// How firmly the choice stands, in a word; empty where nothing was chosen.
    pub stability: String,
    /// What the technology is, in a sentence of the catalogue; may be empty.
    pub about: String,
    /// Its licence, as a sentence; may be empty.
    pub licence: String,
    /// What speaks for it, the reason that sets it apart first; the smaller ones are in `further`.
    pub reasons: Vec<Reason>,
    /// The contributions that are not spelled out: with them the points add up to the score.
    pub further: Option<Further>,
    /// All points of the choice within its layer.
    pub score: i64,
    /// What speaks against it.
    pub against: Vec<String>,
    /// What to choose instead, and when.
    pub alternatives: Vec<Alternative>,
    /// The choice beside the first alternative, where that helps to see how close it is.
    pub comparison: Option<Drawing>,
    /// What was ruled out, rule by rule.
    pub ruled_out: Vec<RuledOut>,
}

/// Something that speaks for a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The sentence.
    pub text: String,
    /// How much it weighed within its layer, exactly as the engine counted.
    pub points: i64,
}

/// Contributions that are summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Further {
    /// How many.
    pub count: usize,
    /// Their points together; may be negative.
    pub points: i64,
}

/// How many reasons a layer spells out.
const SPELLED_OUT: usize = 3;

/// Another technology for the layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// Id of the technology.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The condition under which it would be the better choice.
    pub choose_if: String,
}

/// What one rule took out of a layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuledOut {
    /// Id of the rule, for example `R07`.
    pub rule: String,
    /// Why, in a few words.
    pub why: String,
    /// Ids of the technologies.
    pub technologies: Vec<String>,
    /// Their names, as people list them.
    pub names: String,
}

/// The recommendation's layers in the order of the catalogue. It has a layer for each that the catalogue lists.
pub(super) fn in_order<'a>(
    content: &'a Content,
    recommendation: &'a Recommendation,
) -> impl Iterator<Item = (&'a LayerInfo, &'a Layer)> {
    content
        .catalogue
        .layers
        .iter()
        .filter_map(|info| Some((info, recommendation.layers.get(&info.id)?)))
}

/// Every needed layer as a section.
pub(super) fn sections(
    content: &Content,
    model: &Model,
    words: &Words,
    recommendation: &Recommendation,
) -> Vec<LayerSection> {
    let needed = in_order(content, recommendation).filter(|(_, layer)| layer.needed);
    let mut sections: Vec<LayerSection> = needed
        .enumerate()
        .map(|(index, (info, layer))| section(content, model, words, info, layer, index + 1))
        .collect();
    for id in compared(content, model, recommendation) {
        let found = in_order(content, recommendation).find(|(info, _)| info.id == id);
        let section = sections.iter_mut().find(|section| section.id == id);
        if let (Some((info, layer)), Some(section)) = (found, section) {
            section.comparison = chart::comparison(content, words, info, layer);
        }
    }
    sections
}

/// The layers whose choice is drawn beside its runner-up: the most important one, and those that are close, at most three.
fn compared<'a>(
    content: &'a Content,
    model: &Model,
    recommendation: &'a Recommendation,
) -> Vec<&'a str> {
    const MOST: usize = 3;
    let mut layers: Vec<_> = in_order(content, recommendation)
        .enumerate()
        .filter(|(_, (_, layer))| layer.compared.is_some())
        .map(|(at, (info, layer))| (model.layers[LayerIdx::new(at)].importance, info, layer))
        .collect();
    layers.sort_by_key(|(importance, ..)| *importance);
    let close = |layer: &Layer| layer.stability != Stability::Clear;
    let drawn = layers
        .iter()
        .enumerate()
        .filter(|(at, (.., layer))| *at == 0 || close(layer));
    drawn
        .take(MOST)
        .map(|(_, (_, info, _))| info.id.as_str())
        .collect()
}

/// Every layer that is not needed, with the reason.
pub(super) fn not_needed(content: &Content, recommendation: &Recommendation) -> Vec<NotNeeded> {
    let spared = in_order(content, recommendation).filter(|(_, layer)| !layer.needed);
    let why = |layer: &Layer| {
        layer
            .reasons
            .iter()
            .map(|reason| reason.text.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    };
    spared
        .map(|(info, layer)| NotNeeded {
            id: info.id.clone(),
            label: info.label.clone(),
            why: why(layer),
        })
        .collect()
}

fn section(
    content: &Content,
    model: &Model,
    words: &Words,
    info: &LayerInfo,
    layer: &Layer,
    number: usize,
) -> LayerSection {
    let technology = layer
        .choice
        .as_deref()
        .and_then(|choice| content.catalogue.technology(choice));
    let (reasons, further) = reasons(layer);
    LayerSection {
        id: info.id.clone(),
        label: info.label.clone(),
        number,
        choice: layer.choice.clone(),
        name: layer.name.clone(),
        stability: stability(words, layer),
        about: technology
            .map(|technology| technology.summary.clone())
            .unwrap_or_default(),
        // A pattern of architecture has no licence.
        licence: technology
            .filter(|_| info.id != "architecture")
            .map(|technology| sentence(&technology.licence))
            .unwrap_or_default(),
        reasons,
        further,
        score: layer.score,
        against: layer
            .against
            .iter()
            .map(|against| against.text.clone())
            .collect(),
        alternatives: layer
            .alternatives
            .iter()
            .map(|other| Alternative {
                id: other.technology.clone(),
                name: other.name.clone(),
                choose_if: sentence(&other.choose_if),
            })
            .collect(),
        comparison: None,
        ruled_out: ruled_out(content, model, words, layer),
    }
}

/// The first few reasons that add points, and the sum of all other contributions.
fn reasons(layer: &Layer) -> (Vec<Reason>, Option<Further>) {
    let spelled_out = layer
        .reasons
        .iter()
        .filter(|reason| reason.points > 0)
        .take(SPELLED_OUT);
    let shown: Vec<_> = spelled_out
        .map(|reason| Reason {
            text: reason.text.clone(),
            points: reason.points,
        })
        .collect();
    let count = layer.reasons.len() - shown.len();
    let all: i64 = layer.reasons.iter().map(|reason| reason.points).sum();
    let points = all - shown.iter().map(|reason| reason.points).sum::<i64>();
    (shown, (count > 0).then_some(Further { count, points }))
}

/// What was ruled out, grouped by rule, in the order of the engine.
fn ruled_out(content: &Content, model: &Model, words: &Words, layer: &Layer) -> Vec<RuledOut> {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for out in &layer.excluded {
        match groups.iter_mut().find(|(rule, _)| *rule == out.rule) {
            Some((_, technologies)) => technologies.push(&out.technology),
            None => groups.push((&out.rule, vec![&out.technology])),
        }
    }
    let name = |id: &&str| {
        content
            .catalogue
            .technology(id)
            .map_or((*id).to_owned(), |known| short(&known.name))
    };
    let told = |(rule, technologies): (&str, Vec<&str>)| {
        let names: Vec<String> = technologies.iter().map(name).collect();
        RuledOut {
            rule: rule.to_owned(),
            why: model.rule_names.get(rule).to_owned(),
            technologies: technologies.into_iter().map(str::to_owned).collect(),
            names: list(
                &names.iter().map(String::as_str).collect::<Vec<_>>(),
                &words.and,
            ),
        }
    };
    groups.into_iter().map(told).collect()
}
