//! Names the product behind each choice and alternative that is a family.

use std::collections::BTreeMap;

use super::advice::{Layer, ProductName};
use super::decision::Decision;
use super::facts::FactBase;
use super::model::{CandidateIdx, IndexVec, LayerIdx, Model, ProductIdx};
use super::sentence::Sentence;

/// Per layer: the product that its choice is named after; none where the choice is no family.
type Products = IndexVec<LayerIdx, Option<ProductIdx>>;

/// Names the products of all choices and alternatives. The facts are those after the choice.
pub fn name(
    model: &Model,
    facts: &FactBase<'_>,
    decision: &Decision,
    layers: &mut BTreeMap<String, Layer<Sentence>>,
) {
    let naming = Naming {
        model,
        facts,
        decision,
    };
    let products = naming.products();
    for (index, info) in model.layers_with_info() {
        let Some(layer) = layers.get_mut(&info.id) else {
            continue;
        };
        layer.product =
            decision.stack.choice[index].map(|choice| naming.product_name(choice, products[index]));
        if let Some(product) = products[index] {
            let better_at = &model.products.all[product].better_at;
            layer
                .against
                .retain(|against| !against.text.is_about(better_at));
        }
        for alternative in &mut layer.alternatives {
            let mut candidates = model.layers[index].candidates.iter();
            let candidate = candidates
                .find(|candidate| model.technology(*candidate).id == alternative.technology);
            alternative.product = candidate
                .map(|candidate| naming.product_name(candidate, naming.find(candidate, &products)));
        }
    }
}

struct Naming<'a> {
    model: &'a Model,
    facts: &'a FactBase<'a>,
    decision: &'a Decision,
}

impl Naming<'_> {
    /// The products of the stack, family by family, since a product may depend on those before it.
    fn products(&self) -> Products {
        let choice = &self.decision.stack.choice;
        let mut products = IndexVec::filled(None, choice.len());
        for family in &self.model.products.families {
            for (layer, choice) in choice.enumerate() {
                let Some(choice) = *choice else { continue };
                if self.model.candidates[choice].technology == family.technology {
                    products[layer] = self.find(choice, &products);
                }
            }
        }
        products
    }

    /// The first product of a candidate's family that fits the stack.
    fn find(&self, candidate: CandidateIdx, products: &Products) -> Option<ProductIdx> {
        let technology = self.model.candidates[candidate].technology;
        let mut families = self.model.products.families.iter();
        let family = families.find(|family| family.technology == technology)?;
        let mut members = family.products.iter().copied();
        members.find(|product| self.fits(candidate, *product, products))
    }

    fn fits(&self, candidate: CandidateIdx, product: ProductIdx, products: &Products) -> bool {
        let product = &self.model.products.all[product];
        let layer = self.model.layer_of(candidate);
        let has_companions = product.with.iter().all(|with| {
            let choice = self.decision.stack.choice[with.layer];
            with.accept(choice, products[with.layer])
        });
        has_companions
            && product.layer.is_none_or(|own| own == layer)
            && product
                .when
                .as_ref()
                .is_none_or(|when| self.facts.truth_of(when).holds())
    }

    fn product_name(&self, candidate: CandidateIdx, product: Option<ProductIdx>) -> ProductName {
        match product {
            Some(product) => {
                let product = &self.model.products.all[product];
                ProductName {
                    id: product.id.clone(),
                    name: product.name.clone(),
                }
            }
            None => {
                let technology = self.model.technology(candidate);
                ProductName {
                    id: technology.id.clone(),
                    name: technology.name.clone(),
                }
            }
        }
    }
}
