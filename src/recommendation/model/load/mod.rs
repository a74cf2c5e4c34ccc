//! Reads the files of `content/recommendation/` into the model.

mod findings;
mod flips;
mod levels;
mod likely_answers;
mod needs;
mod pair_rules;
mod product_coverage;
mod products;
mod purchases;
mod risks;
mod rules;
mod situations;
mod sources;
mod weights;

use std::sync::Arc;

use product_coverage::StandingRules;
use serde::de::DeserializeOwned;

use super::conditions::ConditionIndex;
use super::index::{CandidateIdx, CriterionIdx, Idx, IndexRange, IndexVec, LayerIdx, PairRuleIdx};
use super::layers::{Candidate, LayerModel, Place, Weight, places};
use super::names::ShortNames;
use super::pair_index::PairIndex;
use super::reader::{Reader, Text, read};
use super::rules::{Need, PairRule};
use super::search_order::SearchOrder;
use super::vocabulary::RuleVocabulary;
use super::{Aliases, Model};
use crate::content::catalogue::Catalogue;
use crate::content::questionnaire::Questionnaire;
use crate::content::source::{Problem, Source};

/// Whether conditions of a file may name what was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    BeforeChoice,
    AfterChoice,
}

struct Loader<'a> {
    source: &'a Source,
    questionnaire: &'a Questionnaire,
    catalogue: &'a Catalogue,
    places: IndexVec<CandidateIdx, Place>,
    conditions: ConditionIndex,
    problems: &'a mut Vec<Problem>,
}

impl Model {
    /// Reads the model. `None` if anything is wrong; every mistake is added to `problems`.
    pub fn load(
        source: &Source,
        questionnaire: &Arc<Questionnaire>,
        catalogue: &Arc<Catalogue>,
        problems: &mut Vec<Problem>,
    ) -> Option<Self> {
        let before = problems.len();
        problems.extend(levels::missing(source, questionnaire));
        let (places, ranges) = places(catalogue);
        let mut loader = Loader {
            source,
            questionnaire,
            catalogue,
            places,
            conditions: ConditionIndex::new(questionnaire),
            problems,
        };
        use Phase::{AfterChoice, BeforeChoice};
        let weights = loader.file("weights.yaml", BeforeChoice, weights::read);
        let needs = loader.file("needs.yaml", BeforeChoice, needs::read);
        let rules = loader.file("rules.yaml", BeforeChoice, rules::read_rules);
        let preferences = loader.file("preferences.yaml", BeforeChoice, rules::read_preferences);
        let compatibility = loader.file("compatibility.yaml", BeforeChoice, pair_rules::read);
        let pair_rules = compatibility.iter().flat_map(|(pair_rules, _)| pair_rules);
        let pair_rules = StandingRules::of(pair_rules);
        let names = loader.file("names.yaml", BeforeChoice, ShortNames::read);
        let products = loader.file("products.yaml", AfterChoice, |reader, raw| {
            products::read(reader, raw, &pair_rules, names.as_ref())
        });
        let risks = loader.file("risks.yaml", AfterChoice, risks::risks);
        let of_purchase = loader.file("purchase_risks.yaml", AfterChoice, risks::risks);
        let contradictions =
            loader.file("contradictions.yaml", AfterChoice, findings::contradictions);
        let buy_instead = loader.file("buy_instead.yaml", BeforeChoice, purchases::purchases);
        let importance = loader.file("importance.yaml", BeforeChoice, importance);
        let likelihoods = loader.file("likely_answers.yaml", BeforeChoice, likely_answers::read);
        let proposals = loader.file("flips.yaml", BeforeChoice, flips::read);
        let situations = loader.file("situations.yaml", BeforeChoice, situations::read);
        let Loader {
            places, conditions, ..
        } = loader;
        let (weights, (pair_rules, budget)) = (weights?, compatibility?);
        let position = |criterion: &str| {
            let mut criteria = catalogue.criteria.iter();
            criteria.position(|known| known.id == criterion)
        };
        let skill = CriterionIdx::new(position(weights::SKILL)?);
        let pair_rules: IndexVec<PairRuleIdx, PairRule> = pair_rules.into();
        let model = Self {
            pairs: PairIndex::of(&pair_rules, places.len()),
            questionnaire: questionnaire.clone(),
            catalogue: catalogue.clone(),
            search_order: SearchOrder::of(catalogue, &pair_rules, &places, &ranges),
            candidates: candidates(catalogue, &places, &weights.base),
            layers: layers(catalogue, ranges, weights.base, importance?, needs?, skill),
            conditions,
            names: names?,
            aliases: Aliases::of(catalogue),
            products: products?,
            skill,
            multipliers: weights.multipliers,
            vetoes: weights.vetoes,
            rules: rules?.into(),
            preferences: preferences?.into(),
            pair_rules,
            budget,
            risks: risks?.into_iter().chain(of_purchase?).collect(),
            contradictions: contradictions?,
            buy_instead: buy_instead?,
            likelihoods: likelihoods?,
            situations: situations?,
            proposals: proposals?,
        };
        (problems.len() == before).then_some(model)
    }
}

impl<'a> Loader<'a> {
    /// Reads one file of the folder; what is wrong is added to the problems.
    fn file<R: DeserializeOwned, T>(
        &mut self,
        name: &str,
        phase: Phase,
        resolve: impl FnOnce(&mut Reader<'_>, R) -> T,
    ) -> Option<T> {
        let path = format!("recommendation/{name}");
        let (file, raw) = read(self.source, &path, self.problems)?;
        let mut reader = Reader {
            file,
            vocabulary: RuleVocabulary {
                questionnaire: self.questionnaire,
                catalogue: (phase == Phase::AfterChoice).then_some(self.catalogue),
            },
            catalogue: self.catalogue,
            places: &self.places,
            conditions: &mut self.conditions,
            problems: self.problems,
        };
        Some(resolve(&mut reader, raw))
    }
}

fn candidates(
    catalogue: &Catalogue,
    places: &IndexVec<CandidateIdx, Place>,
    weights: &weights::BaseWeights,
) -> IndexVec<CandidateIdx, Candidate> {
    let candidate = |place: &Place| {
        let technology = &catalogue.technologies[place.technology.position()];
        let value = |weight: &Weight| {
            let criterion = &catalogue.criteria[weight.criterion.position()];
            technology.scores.get(&criterion.id).copied().unwrap_or(0)
        };
        Candidate {
            layer: place.layer,
            technology: place.technology,
            values: weights[place.layer].iter().map(value).collect(),
            work: i64::from(technology.ops_points),
        }
    };
    places.iter().map(candidate).collect()
}

fn layers(
    catalogue: &Catalogue,
    ranges: IndexVec<LayerIdx, IndexRange<CandidateIdx>>,
    weights: weights::BaseWeights,
    importance: Vec<usize>,
    needs: Vec<Need>,
    skill: CriterionIdx,
) -> IndexVec<LayerIdx, LayerModel> {
    let infos = catalogue.layers.iter();
    ranges
        .into_iter()
        .zip(weights)
        .zip(importance)
        .zip(needs)
        .zip(infos)
        .map(|((((candidates, weights), importance), need), info)| {
            let of_skill = weights
                .enumerate()
                .find(|(_, weight)| weight.criterion == skill)
                .map(|(weight, _)| weight);
            LayerModel {
                candidates,
                skill: of_skill,
                weights,
                importance,
                need,
                follows: info.follows,
            }
        })
        .collect()
}

/// Per layer its rank in the file; a layer that is not named comes last.
fn importance(reader: &mut Reader<'_>, raw: Vec<Text>) -> Vec<usize> {
    let named: Vec<LayerIdx> = raw.iter().filter_map(|text| reader.layer(text)).collect();
    let layers = reader.catalogue.layers.len();
    (0..layers)
        .map(LayerIdx::new)
        .map(|layer| {
            let rank = named.iter().position(|other| *other == layer);
            rank.unwrap_or(layers)
        })
        .collect()
}
