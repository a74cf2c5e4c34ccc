//! A report about what to buy: the products come first, and what building would take is kept short.

use serde::{Deserialize, Serialize};

use super::risks::{StatementSource, statement_source};
use super::sum::SumLine;
use super::summary::{StackRow, Summary};
use crate::i18n::Locale;
use crate::recommendation::BuyInstead;
use crate::t;

/// What to buy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purchase {
    /// The candidates, the one to try first at the head.
    pub products: Vec<ProductToBuy>,
    /// What they bring.
    pub brings: Vec<String>,
    /// What to connect to them.
    pub connect: Vec<String>,
    /// What they do not do.
    pub lacks: Vec<String>,
    /// The stack to build on otherwise, a row per needed layer.
    pub custom_stack: Vec<StackRow>,
    /// Budget, launch date and monthly limit against what building takes; empty in reports of earlier versions.
    #[serde(default)]
    pub sum_if_built: Vec<SumLine>,
}

/// A product that can be bought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductToBuy {
    /// Its name.
    pub name: String,
    /// What it is.
    pub text: String,
    /// How it is billed.
    pub price: String,
    /// Where that was read.
    pub sources: Vec<StatementSource>,
}

/// What to buy and what that takes, put first in the summary of a stack. Advice that names no products leaves it as it
/// is.
pub(super) fn purchase(
    locale: &Locale,
    summary: &mut Summary,
    buy: Option<&BuyInstead>,
    sum: impl FnOnce(&BuyInstead) -> Vec<SumLine>,
) -> Option<Purchase> {
    let buy = buy.filter(|buy| !buy.products.is_empty())?;
    let products = buy.products.iter();
    let products: Vec<ProductToBuy> = products
        .map(|product| ProductToBuy {
            name: product.name.clone(),
            text: product.text.clone(),
            price: product.price.clone(),
            sources: statement_sources(locale, &product.sources),
        })
        .collect();
    let rows = products.iter().enumerate();
    let bought = rows
        .map(|(place, product)| row(locale, place, product))
        .collect();
    let custom_stack = std::mem::replace(&mut summary.stack, bought);
    let sum_if_built = std::mem::replace(&mut summary.sum, sum(buy));
    summary.reasons.clear();
    if let Some(confidence) = buy.confidence {
        let confidence = confidence.as_str();
        summary.confidence = t!(locale, "report-confidence-level", confidence = confidence);
        summary.confidence_text.clone_from(&buy.confidence_reason);
    }
    Some(Purchase {
        products,
        brings: buy.brings.clone(),
        connect: buy.connect.clone(),
        lacks: buy.lacks.clone(),
        custom_stack,
        sum_if_built,
    })
}

fn row(locale: &Locale, place: usize, product: &ProductToBuy) -> StackRow {
    StackRow {
        id: format!("buy-{}", place + 1),
        layer: if place == 0 {
            t!(locale, "report-buy-first")
        } else {
            t!(locale, "report-buy-other")
        },
        choice: product.name.clone(),
        stability: String::new(),
        why: format!("{} {}", product.text, product.price),
        rival: String::new(),
    }
}

fn statement_sources(
    locale: &Locale,
    sources: &[crate::recommendation::StatementSource],
) -> Vec<StatementSource> {
    let sources = sources.iter();
    sources
        .map(|source| statement_source(locale, source))
        .collect()
}
