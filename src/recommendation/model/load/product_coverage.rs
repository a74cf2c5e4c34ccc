//! Whether a family has a product in every stack that the pair rules allow.

use std::collections::{BTreeSet, HashSet};

use crate::recommendation::model::index::{CandidateIdx, Idx, LayerIdx, ProductIdx, TechnologyIdx};
use crate::recommendation::model::products::{Family, Products};
use crate::recommendation::model::reader::Reader;
use crate::recommendation::model::rules::{Effect, PairRule, Requirement};

/// The choice of a layer, with the product that it is named after.
type Pick = Option<(CandidateIdx, Option<ProductIdx>)>;

/// One message for each combination of other choices in which no product of the family is certain to fit.
pub fn gaps(
    reader: &Reader<'_>,
    products: &Products,
    family: &Family,
    pair_rules: &StandingRules<'_>,
) -> Vec<String> {
    let coverage = Coverage {
        reader,
        products,
        family,
        pair_rules,
    };
    let layers: BTreeSet<LayerIdx> = family
        .products
        .iter()
        .flat_map(|product| &products.all[*product].with)
        .map(|with| with.layer)
        .collect();
    let layers: Vec<LayerIdx> = layers.into_iter().collect();
    let places = reader.places.enumerate();
    places
        .filter(|(_, place)| place.technology == family.technology)
        .flat_map(|(candidate, _)| coverage.gaps(candidate, &layers))
        .collect()
}

/// What the pair rules without a condition forbid and require.
pub struct StandingRules<'a> {
    /// Both ways round.
    forbidden: HashSet<(CandidateIdx, CandidateIdx)>,
    requirements: Vec<&'a Requirement>,
}

impl<'a> StandingRules<'a> {
    pub fn of(pair_rules: impl IntoIterator<Item = &'a PairRule>) -> Self {
        let standing = pair_rules.into_iter();
        let standing: Vec<&PairRule> = standing
            .filter(|rule| rule.when.is_none() && rule.effect == Effect::Forbid)
            .collect();
        let pairs = standing.iter().flat_map(|rule| &rule.pairs);
        Self {
            forbidden: pairs
                .flat_map(|(first, second)| [(*first, *second), (*second, *first)])
                .collect(),
            requirements: standing
                .iter()
                .filter_map(|rule| rule.requires.as_ref())
                .collect(),
        }
    }
}

struct Coverage<'a> {
    reader: &'a Reader<'a>,
    products: &'a Products,
    family: &'a Family,
    pair_rules: &'a StandingRules<'a>,
}

impl Coverage<'_> {
    fn gaps(&self, candidate: CandidateIdx, layers: &[LayerIdx]) -> Vec<String> {
        let mut stacks: Vec<Vec<Pick>> = vec![vec![]];
        for layer in layers {
            let options = self.options(candidate, *layer);
            stacks = stacks
                .iter()
                .flat_map(|stack| {
                    options
                        .iter()
                        .filter(|option| self.is_compatible(stack, **option))
                        .map(|option| [stack.as_slice(), &[*option]].concat())
                })
                .collect();
        }
        stacks
            .iter()
            .filter(|stack| !self.has_product(candidate, stack, layers))
            .map(|stack| self.message(stack, layers))
            .collect()
    }

    /// What the layer can be in a stack with the candidate; none where the layer may not be needed.
    fn options(&self, candidate: CandidateIdx, layer: LayerIdx) -> Vec<Pick> {
        let is_required =
            self.pair_rules.requirements.iter().any(|requirement| {
                requirement.layer == layer && requirement.of.contains(&candidate)
            });
        let places = self.reader.places.enumerate();
        let mut options: Vec<Pick> = places
            .filter(|(other, place)| {
                place.layer == layer
                    && (*other == candidate || !self.are_forbidden(candidate, *other))
            })
            .flat_map(|(other, place)| {
                let products = self.products_of(place.technology);
                products
                    .into_iter()
                    .map(move |product| Some((other, product)))
            })
            .collect();
        if !is_required {
            options.push(None);
        }
        options
    }

    /// The products of an earlier family; one none where the technology is no such family.
    fn products_of(&self, technology: TechnologyIdx) -> Vec<Option<ProductIdx>> {
        let mut families = self.products.families.iter();
        match families.find(|family| family.technology == technology) {
            Some(family) => family.products.iter().copied().map(Some).collect(),
            None => vec![None],
        }
    }

    fn is_compatible(&self, stack: &[Pick], option: Pick) -> bool {
        let Some((option, _)) = option else {
            return true;
        };
        stack
            .iter()
            .flatten()
            .all(|(other, _)| !self.are_forbidden(option, *other))
    }

    fn are_forbidden(&self, first: CandidateIdx, second: CandidateIdx) -> bool {
        self.pair_rules.forbidden.contains(&(first, second))
    }

    fn has_product(&self, candidate: CandidateIdx, stack: &[Pick], layers: &[LayerIdx]) -> bool {
        let own = self.reader.places[candidate].layer;
        self.family.products.iter().any(|product| {
            let product = &self.products.all[*product];
            product.when.is_none()
                && product.layer.is_none_or(|layer| layer == own)
                && product.with.iter().all(|with| {
                    let position = layers.iter().position(|layer| *layer == with.layer);
                    let pick = position.and_then(|position| stack[position]);
                    with.accept(
                        pick.map(|(candidate, _)| candidate),
                        pick.and_then(|(_, product)| product),
                    )
                })
        })
    }

    fn message(&self, stack: &[Pick], layers: &[LayerIdx]) -> String {
        let catalogue = self.reader.catalogue;
        let family = &catalogue.technologies[self.family.technology.position()].id;
        let picks = layers.iter().zip(stack).map(|(layer, pick)| {
            let layer = &catalogue.layers[layer.position()].id;
            let pick = match pick {
                Some((_, Some(product))) => &self.products.all[*product].id,
                Some((candidate, None)) => {
                    let technology = self.reader.places[*candidate].technology;
                    &catalogue.technologies[technology.position()].id
                }
                None => "none",
            };
            format!("{layer} {pick}")
        });
        let picks: Vec<String> = picks.collect();
        format!(
            "no product of `{family}` without `when` fits {}; add one, or forbid the pair in compatibility.yaml",
            picks.join(", ")
        )
    }
}
