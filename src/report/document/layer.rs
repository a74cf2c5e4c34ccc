//! One layer of the stack as an independent decision.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::exclusions::{RuledOut, ruled_out};
use crate::content::Content;
use crate::content::catalogue::LayerInfo;
use crate::i18n::Locale;
use crate::recommendation::model::Product;
use crate::recommendation::{Layer, Model, Recommendation, SHOWN_REASONS, Stability};

use crate::report::charts::comparison::comparison;
use crate::report::charts::drawing::Drawing;
use crate::report::layers::in_order;
use crate::report::report_text::ReportText;
use crate::t;
use crate::text::{sentence, without_parentheses};

/// A needed layer: the choice, the reasons for and against it, and the alternatives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerSection {
    /// Id of the layer, such as `backend`; also its anchor on the page.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Number of the decision: its position among the needed layers, from 1.
    pub number: usize,
    /// Id of the chosen technology; `None` where nothing fits.
    pub choice: Option<String>,
    /// Name of the product behind the chosen technology.
    pub name: Option<String>,
    /// Name of the chosen technology, if the product is one of several; may be empty.
    #[serde(default)]
    pub family: String,
    /// What the product is in this stack, with its sources; may be empty.
    #[serde(default)]
    pub note: String,
    /// Stability of the choice, in one or two words; empty without a choice.
    pub stability: String,
    /// Summary of the technology from the catalogue; may be empty.
    pub about: String,
    /// Its licence, as a sentence; may be empty.
    pub licence: String,
    /// Reasons for the choice, the most distinctive first; smaller ones are in `further`.
    pub reasons: Vec<Reason>,
    /// All other contributions: with them the points add up to the score.
    pub further: Option<Further>,
    /// Score of the choice within its layer.
    pub score: i64,
    /// Reasons against the choice.
    pub against: Vec<String>,
    /// Other technologies, and when to choose them.
    pub alternatives: Vec<Alternative>,
    /// The choice compared with its runner-up, for the most important and the closest layers.
    pub comparison: Option<Drawing>,
    /// Technologies that were ruled out, by rule.
    pub ruled_out: Vec<RuledOut>,
}

/// A reason for a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The sentence.
    pub text: String,
    /// Its contribution to the score, exactly as the engine counted it.
    pub points: i64,
}

/// The sum of contributions that are not listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Further {
    /// How many.
    pub count: usize,
    /// Their points together; may be negative.
    pub points: i64,
}

/// Another technology for the layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// Id of the technology.
    pub id: String,
    /// Its name.
    pub name: String,
    /// When it would be the better choice.
    pub choose_if: String,
}

/// A layer that these answers do not call for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotNeeded {
    /// Id of the layer.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Why not; may be empty.
    pub why: String,
}

/// A section for each needed layer.
pub(super) fn sections(
    content: &Content,
    model: &Model,
    locale: &Locale,
    text: &ReportText,
    recommendation: &Recommendation,
) -> Vec<LayerSection> {
    let needed = in_order(content, recommendation).filter(|(_, layer)| layer.needed);
    let mut given = Given::default();
    let mut sections: Vec<LayerSection> = needed
        .enumerate()
        .map(|(index, (info, layer))| {
            let ruled_out = ruled_out(content, model, locale, layer);
            let product = product(model, layer);
            let mut section = section(content, text, info, layer, product, ruled_out, index + 1);
            given.complete(locale, &mut section, layer);
            section
        })
        .collect();
    for id in compared(content, model, recommendation) {
        let found = in_order(content, recommendation).find(|(info, _)| info.id == id);
        let section = sections.iter_mut().find(|section| section.id == id);
        if let (Some((info, layer)), Some(section)) = (found, section) {
            section.comparison = comparison(content, locale, info, layer);
        }
    }
    sections
}

/// What the sections so far have said: a report says nothing twice.
#[derive(Default)]
struct Given {
    texts: BTreeSet<String>,
    /// When to choose another technology, with the label of the layer that says so.
    conditions: BTreeMap<(String, String), String>,
}

impl Given {
    /// Gives a section its reasons, and leaves out of it what an earlier one says in the same words. The points of a reason
    /// that is left out count among the further ones.
    fn complete(&mut self, locale: &Locale, section: &mut LayerSection, layer: &Layer) {
        if !self.texts.insert(section.about.clone()) {
            section.about.clear();
            section.licence.clear();
        }
        (section.reasons, section.further) = reasons(layer, &self.texts);
        let reasons = section.reasons.iter();
        self.texts.extend(reasons.map(|reason| reason.text.clone()));
        section
            .against
            .retain(|text| self.texts.insert(text.clone()));
        for other in &mut section.alternatives {
            let condition = (other.name.clone(), other.choose_if.clone());
            match self.conditions.entry(condition) {
                Entry::Vacant(new) => {
                    new.insert(section.label.clone());
                }
                Entry::Occupied(said) => {
                    other.choose_if = t!(locale, "report-choose-as-for", layer = said.get());
                }
            }
        }
        // An earlier section may say the same of further technologies.
        let mut is_new = |text: &String| {
            let is_given = self.texts.range(text.clone()..).next();
            let is_given = is_given.is_some_and(|given| given.starts_with(text.as_str()));
            !is_given && self.texts.insert(text.clone())
        };
        section.ruled_out.retain(|out| is_new(&out.why));
        if !is_new(&section.note) {
            section.note.clear();
        }
    }
}

/// The layers with a comparison chart: the most important one and those that are not clear, at most three.
fn compared<'a>(
    content: &'a Content,
    model: &Model,
    recommendation: &'a Recommendation,
) -> Vec<&'a str> {
    const MAX_CHARTS: usize = 3;
    let mut layers: Vec<_> = in_order(content, recommendation)
        .filter(|(_, layer)| layer.compared.is_some())
        .map(|(info, layer)| (model.importance_of(&info.id), info, layer))
        .collect();
    layers.sort_by_key(|(importance, ..)| *importance);
    let close = |layer: &Layer| matches!(layer.stability, Stability::CloseCall | Stability::TossUp);
    let drawn = layers
        .iter()
        .enumerate()
        .filter(|(at, (.., layer))| *at == 0 || close(layer));
    drawn
        .take(MAX_CHARTS)
        .map(|(_, (_, info, _))| info.id.as_str())
        .collect()
}

/// The layers that are not needed, with the reason.
pub(super) fn not_needed(content: &Content, recommendation: &Recommendation) -> Vec<NotNeeded> {
    let unneeded = in_order(content, recommendation).filter(|(_, layer)| !layer.needed);
    let why = |layer: &Layer| {
        layer
            .reasons
            .iter()
            .map(|reason| reason.text.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    };
    unneeded
        .map(|(info, layer)| NotNeeded {
            id: info.id.clone(),
            label: info.label.clone(),
            why: why(layer),
        })
        .collect()
}

/// A section without its reasons, which depend on those of the earlier ones.
fn section(
    content: &Content,
    text: &ReportText,
    info: &LayerInfo,
    layer: &Layer,
    product: Option<&Product>,
    ruled_out: Vec<RuledOut>,
    number: usize,
) -> LayerSection {
    let technology = layer
        .choice
        .as_deref()
        .and_then(|choice| content.catalogue.technology(choice));
    LayerSection {
        id: info.id.clone(),
        label: info.label.clone(),
        number,
        choice: layer.choice.clone(),
        name: layer.product_name().map(str::to_owned),
        family: layer
            .family_name()
            .map(without_parentheses)
            .unwrap_or_default(),
        note: product
            .and_then(|product| product.note.clone())
            .unwrap_or_default(),
        stability: text.stability(layer),
        about: technology
            .map(|technology| technology.summary.clone())
            .unwrap_or_default(),
        // A pattern of architecture has no licence.
        licence: technology
            .filter(|_| info.id != "architecture")
            .map(|technology| {
                let own = product.and_then(|product| product.licence.as_deref());
                sentence(own.unwrap_or(&technology.licence))
            })
            .unwrap_or_default(),
        reasons: Vec::new(),
        further: None,
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
                name: other.product_name().to_owned(),
                choose_if: sentence(&other.choose_if),
            })
            .collect(),
        comparison: None,
        ruled_out,
    }
}

/// What the content says of the product behind a choice.
pub(super) fn product<'a>(model: &'a Model, layer: &Layer) -> Option<&'a Product> {
    let product = layer.product.as_ref()?;
    let mut products = model.products.all.iter();
    products.find(|known| known.id == product.id)
}

/// Whether a text ends with this sentence, which may be its last clause.
fn ends_with_sentence(text: &str, sentence: &str) -> bool {
    let mut letters = sentence.chars();
    letters.next().is_some_and(|first| {
        let start = text.strip_suffix(letters.as_str());
        let last = start.and_then(|start| start.chars().next_back());
        last.is_some_and(|last| last.to_lowercase().eq(first.to_lowercase()))
    })
}

/// The first reasons that add points and are not given yet, and the sum of all other contributions.
fn reasons(layer: &Layer, given: &BTreeSet<String>) -> (Vec<Reason>, Option<Further>) {
    let strong = layer.reasons.iter().filter(|reason| reason.is_strong());
    let mut shown: Vec<Reason> = Vec::with_capacity(SHOWN_REASONS);
    for reason in strong.filter(|reason| !given.contains(&reason.text)) {
        let is_said = |said: &Reason| {
            ends_with_sentence(&said.text, &reason.text)
                || ends_with_sentence(&reason.text, &said.text)
        };
        if shown.len() < SHOWN_REASONS && !shown.iter().any(is_said) {
            shown.push(Reason {
                text: reason.text.clone(),
                points: reason.points,
            });
        }
    }
    let count = layer.reasons.len() - shown.len();
    let all: i64 = layer.reasons.iter().map(|reason| reason.points).sum();
    let points = all - shown.iter().map(|reason| reason.points).sum::<i64>();
    (shown, (count > 0).then_some(Further { count, points }))
}
