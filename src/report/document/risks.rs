//! Risks in words: what happens, what to do, who sees to it, and how severe it is here.

use serde::{Deserialize, Serialize};

use crate::i18n::{Locale, long_date};
use crate::recommendation::{self, Recommendation, RiskPath};
use crate::t;

/// A risk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    /// Stable id.
    pub id: String,
    /// What happens.
    pub text: String,
    /// What to do; empty in advice whose text says it.
    #[serde(default)]
    pub action: String,
    /// Who sees to it; empty without an action.
    #[serde(default)]
    pub owner: String,
    /// Chance and damage in words; empty without an action.
    #[serde(default)]
    pub rating: String,
    /// Chance in a word; empty without an action, and in reports of earlier versions.
    #[serde(default)]
    pub chance: String,
    /// Damage in a word; empty without an action, and in reports of earlier versions.
    #[serde(default)]
    pub damage: String,
    /// Chance times damage, up to 9; 0 if it is not known.
    #[serde(default)]
    pub severity: u8,
    /// Where statements about laws and standards were read.
    #[serde(default)]
    pub sources: Vec<StatementSource>,
}

/// Where a statement was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementSource {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// When it was read.
    pub read: String,
}

/// A risk of lower severity is left out of the report, but not of its data.
const LEAST_SEVERITY: u8 = 3;
/// The report names this many risks, however mild they are.
const LEAST_COUNT: usize = 3;

/// The report names at most so many.
const MOST_COUNT: usize = 14;

/// So many of them are in its body, the others in its appendix.
pub(super) fn main_risks() -> usize {
    5
}

/// The risks worth a reader's time, the most severe first: those of a purchase where the advice is to buy, of building
/// otherwise.
pub(super) fn risks(locale: &Locale, recommendation: &Recommendation) -> Vec<Risk> {
    let buys = recommendation
        .buy_instead
        .as_ref()
        .is_some_and(|buy| !buy.products.is_empty());
    let other = if buys { RiskPath::Build } else { RiskPath::Buy };
    let all = recommendation.risks.iter();
    let all = all.filter(|risk| risk.path != other).enumerate();
    let shown = all.filter(|(place, risk)| {
        let is_rated = risk.severity > 0;
        !is_rated || risk.severity >= LEAST_SEVERITY || *place < LEAST_COUNT
    });
    shown
        .take(MOST_COUNT)
        .map(|(_, found)| risk(locale, found))
        .collect()
}

/// The most severe risk, with what to do about it.
pub(super) fn biggest(risks: &[Risk]) -> Option<String> {
    let risk = risks.first()?;
    Some(
        format!("{} {}", risk.text, risk.action)
            .trim_end()
            .to_owned(),
    )
}

fn risk(locale: &Locale, risk: &recommendation::Risk) -> Risk {
    let words = |text: String| {
        if risk.action.is_empty() {
            String::new()
        } else {
            text
        }
    };
    let sources = risk.sources.iter();
    Risk {
        id: risk.id.clone(),
        text: risk.text.clone(),
        action: risk.action.clone(),
        owner: words(t!(locale, "report-risk-owner", owner = risk.owner.as_str())),
        rating: words(t!(
            locale,
            "report-risk-rating",
            chance = level(risk.chance),
            damage = level(risk.damage)
        )),
        chance: words(t!(locale, "report-risk-level", level = level(risk.chance))),
        damage: words(t!(locale, "report-risk-level", level = level(risk.damage))),
        severity: risk.severity,
        sources: sources
            .map(|source| statement_source(locale, source))
            .collect(),
    }
}

/// A source in words.
pub(super) fn statement_source(
    locale: &Locale,
    source: &recommendation::StatementSource,
) -> StatementSource {
    StatementSource {
        title: source.title.clone(),
        url: source.url.clone(),
        read: long_date(locale, source.retrieved),
    }
}

/// The name of a level in messages.
fn level(level: u8) -> &'static str {
    match level {
        0 | 1 => "low",
        2 => "medium",
        _ => "high",
    }
}
