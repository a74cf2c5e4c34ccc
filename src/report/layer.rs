//! In the report: one layer of the stack as a decision that can be read on its own.

use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::content::catalogue::LayerInfo;
use crate::recommendation::{self, Layer, Recommendation};

use super::changes::stability;
use super::text::sentence;
use super::{NotNeeded, Words};

/// A layer that is needed: the choice, what speaks for and against it, and what else was weighed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerSection {
    /// Id of the layer, such as `backend`; also the anchor in the page.
    pub id: String,
    /// Its label.
    pub label: String,
    /// The question that the layer answers.
    pub question: String,
    /// Position among the needed layers, from 1: the number of the decision.
    pub number: usize,
    /// Id of the chosen technology; `None` where nothing fits.
    pub choice: Option<String>,
    /// Name of the chosen technology.
    pub name: Option<String>,
    /// How firmly the choice stands, in a word; empty in older documents and where nothing was chosen.
    #[serde(default)]
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
    /// What was ruled out, and by which rule.
    pub excluded: Vec<Excluded>,
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
const SPELLED_OUT: usize = 4;

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

/// A technology that a rule took out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    /// Id of the technology.
    pub id: String,
    /// Its name, with a full stop where `text` is a sentence of its own rather than the rest of one.
    pub heading: String,
    /// Id of the rule.
    pub rule: String,
    /// Why, in words; to be read after the heading.
    pub text: String,
}

/// The recommendation's layers in the order of the catalogue. It has a layer for each that the catalogue lists.
fn in_order<'a>(
    content: &'a Content,
    recommendation: &'a Recommendation,
) -> impl Iterator<Item = (&'a LayerInfo, &'a Layer)> {
    content.catalogue.layers.iter().filter_map(|info| Some((info, recommendation.layers.get(&info.id)?)))
}

/// Every needed layer as a section.
pub(super) fn sections(content: &Content, words: &Words, recommendation: &Recommendation) -> Vec<LayerSection> {
    let needed = in_order(content, recommendation).filter(|(_, layer)| layer.needed);
    needed.enumerate().map(|(index, (info, layer))| section(content, words, info, layer, index + 1)).collect()
}

/// Every layer that is not needed, with the reason.
pub(super) fn not_needed(content: &Content, recommendation: &Recommendation) -> Vec<NotNeeded> {
    let spared = in_order(content, recommendation).filter(|(_, layer)| !layer.needed);
    let why = |layer: &Layer| layer.reasons.iter().map(|reason| reason.text.as_str()).collect::<Vec<_>>().join(" ");
    spared.map(|(info, layer)| NotNeeded { id: info.id.clone(), label: info.label.clone(), why: why(layer) }).collect()
}

fn section(content: &Content, words: &Words, info: &LayerInfo, layer: &Layer, number: usize) -> LayerSection {
    let technology = layer.choice.as_deref().and_then(|choice| content.catalogue.technology(choice));
    let name =
        |id: &str| content.catalogue.technology(id).map_or_else(|| id.to_owned(), |technology| technology.name.clone());
    let (reasons, further) = reasons(layer);
    LayerSection {
        id: info.id.clone(),
        label: info.label.clone(),
        question: info.question.clone(),
        number,
        choice: layer.choice.clone(),
        name: layer.name.clone().or_else(|| layer.choice.as_deref().map(name)),
        stability: stability(words, layer),
        about: technology.map(|technology| technology.summary.clone()).unwrap_or_default(),
        // A pattern of architecture has no licence.
        licence: technology
            .filter(|_| info.id != "architecture")
            .map(|technology| sentence(&technology.licence))
            .unwrap_or_default(),
        reasons,
        further,
        score: layer.score,
        against: layer.against.iter().map(|against| against.text.clone()).collect(),
        alternatives: layer
            .alternatives
            .iter()
            .map(|other| Alternative {
                id: other.technology.clone(),
                name: other.name.clone(),
                choose_if: sentence(&other.choose_if),
            })
            .collect(),
        excluded: layer.excluded.iter().map(|out| excluded(out, &name(&out.technology))).collect(),
    }
}

/// The first few reasons that add points, and the sum of all other contributions.
fn reasons(layer: &Layer) -> (Vec<Reason>, Option<Further>) {
    let spelled_out = layer.reasons.iter().filter(|reason| reason.points > 0).take(SPELLED_OUT);
    let shown: Vec<_> = spelled_out.map(|reason| Reason { text: reason.text.clone(), points: reason.points }).collect();
    let count = layer.reasons.len() - shown.len();
    let all: i64 = layer.reasons.iter().map(|reason| reason.points).sum();
    let points = all - shown.iter().map(|reason| reason.points).sum::<i64>();
    (shown, (count > 0).then_some(Further { count, points }))
}

/// Most texts of rules begin with the name of what they rule out; it is not said twice.
fn excluded(out: &recommendation::Excluded, name: &str) -> Excluded {
    let (heading, text) = match out.text.strip_prefix(name).and_then(|rest| rest.strip_prefix(' ')) {
        Some(rest) => (name.to_owned(), rest),
        None => (sentence(name), out.text.as_str()),
    };
    Excluded { id: out.technology.clone(), heading, rule: out.rule.clone(), text: text.to_owned() }
}
