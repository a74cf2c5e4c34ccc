//! What a family of products is called in a given stack: `products.yaml`.

use super::index::{CandidateIdx, CriterionIdx, IndexVec, LayerIdx, ProductIdx, TechnologyIdx};
use super::names::ShortName;
use crate::content::condition::Condition;
use crate::content::matchup::SourceNote;

/// All families, in the order in which their products are found, and all products.
#[derive(Debug, Clone, Default)]
pub struct Products {
    /// A product may depend on the products of earlier families.
    pub families: Vec<Family>,
    /// The products of all families.
    pub all: IndexVec<ProductIdx, Product>,
}

/// A technology that stands for several products.
#[derive(Debug, Clone)]
pub struct Family {
    /// The technology.
    pub technology: TechnologyIdx,
    /// Its products; the first that fits counts.
    pub products: Vec<ProductIdx>,
}

/// A member of a family.
#[derive(Debug, Clone)]
pub struct Product {
    /// Stable, and unique among products.
    pub id: String,
    /// As a reader sees it.
    pub name: String,
    /// What it is called in sentences about the family, where that is the name of another product.
    pub called: Option<ShortName>,
    /// Criteria on which what speaks against the family does not hold for it.
    pub better_at: Vec<CriterionIdx>,
    /// What the choice must be in other layers; it fits only if all of them match.
    pub with: Vec<Companions>,
    /// The only layer in which it counts; any layer of the family if none.
    pub layer: Option<LayerIdx>,
    /// When it counts. May name answers, derived facts and what was chosen.
    pub when: Option<Condition>,
    /// Whether its vendor runs it, in accounts that are not those of the hosting.
    pub vendor_run: bool,
    /// Its licence, where the family has several.
    pub licence: Option<String>,
    /// One sentence about it.
    pub note: Option<String>,
    /// Where its facts come from.
    pub sources: Vec<SourceNote>,
}

/// What a product accepts in another layer.
#[derive(Debug, Clone)]
pub struct Companions {
    /// The layer.
    pub layer: LayerIdx,
    /// Candidates that may be chosen there, in order.
    pub candidates: Vec<CandidateIdx>,
    /// Products of earlier families that may be named there.
    pub products: Vec<ProductIdx>,
}

impl Companions {
    /// Whether the choice of the layer is accepted, by itself or by the product that it is named after.
    pub fn accept(&self, choice: Option<CandidateIdx>, product: Option<ProductIdx>) -> bool {
        choice.is_some_and(|choice| self.candidates.contains(&choice))
            || product.is_some_and(|product| self.products.contains(&product))
    }
}
