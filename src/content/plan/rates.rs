//! The rate card: what a person-week costs, who pays for how much of the work, and the limits that clients name.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::When;
use super::load::Checks;
use crate::content::condition::{NOT_SURE, Vocabulary};

/// What the sum of a plan is made with. The consultancy sets it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateCard {
    /// The currency of contacts without a country, or with one that no currency names.
    pub default: Spanned<String>,
    /// A rate in each currency. Amounts are never converted.
    pub currencies: Vec<Currency>,
    /// How much of the effort is paid; the first that applies counts, the last always applies.
    pub shares: Vec<Share>,
    /// The limits that clients name.
    pub limits: Limits,
}

impl RateCard {
    /// Whether the sum depends on a question: it sets a limit, or decides how much of the effort is paid.
    #[must_use]
    pub fn depends_on(&self, question: &str) -> bool {
        let Limits { build, launch, run } = &self.limits;
        let mut limits = [build, launch, run].into_iter();
        let mut shares = self.shares.iter().flat_map(|share| share.when.names());
        limits.any(|limit| limit.question.value == question) || shares.any(|name| name == question)
    }
}

/// A currency and its rate.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Currency {
    /// ISO 4217.
    pub id: Spanned<String>,
    /// Lowest and highest price of a person-week.
    pub week: Spanned<[u32; 2]>,
    /// What one euro or US dollar comes to in it, in hundredths, lowest and highest; those two need none.
    pub exchange: Option<Spanned<[u32; 2]>>,
    /// ISO 3166-1 alpha-2: where contacts reckon in it.
    pub countries: Vec<Spanned<String>>,
}

/// The part of the effort that the budget pays for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// When it applies.
    pub when: When,
    /// Lowest and highest, in percent of the person-weeks. From 0 if it is open whether any of them is paid.
    pub percent: Spanned<[u32; 2]>,
    /// A sentence about it.
    pub text: String,
}

/// The limits of a client, by what they limit.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// What the first release may cost, in the currency of the client.
    pub build: Scale,
    /// How long it may take, in weeks.
    pub launch: Scale,
    /// What it may cost to run, each month.
    pub run: Scale,
}

/// The answers to a question about a limit, in numbers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// The question.
    pub question: Spanned<String>,
    /// The lowest band first.
    pub bands: Vec<Band>,
    /// Options that set no limit.
    #[serde(default)]
    pub free: Vec<String>,
}

/// One answer to a question about a limit.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// The option.
    pub option: String,
    /// The lower end.
    #[serde(default)]
    pub from: u32,
    /// The upper end; none for "more than".
    #[serde(default)]
    pub to: Option<u32>,
}

impl RateCard {
    /// The currency for a country; the default one for any other.
    pub fn currency(&self, country: &str) -> Option<&Currency> {
        let of_country = |currency: &&Currency| {
            let countries = &currency.countries;
            countries.iter().any(|one| one.value == country)
        };
        let standard = |currency: &&Currency| currency.id.value == self.default.value;
        let all = || self.currencies.iter();
        all().find(of_country).or_else(|| all().find(standard))
    }
}

pub(super) fn check(checks: &mut Checks<'_>, card: &mut RateCard) {
    let known = |currency: &Currency| currency.id.value == card.default.value;
    if !card.currencies.iter().any(known) {
        let message = format!("`{}` has no rate", card.default.value);
        checks.say(card.default.referenced, message);
    }
    let (mut ids, mut countries) = (BTreeSet::new(), BTreeSet::new());
    for currency in &card.currencies {
        let id = &currency.id;
        if id.value.len() != 3 || !id.value.bytes().all(|byte| byte.is_ascii_uppercase()) {
            let message = format!("a currency is three capital letters, not `{}`", id.value);
            checks.say(id.referenced, message);
        }
        if !ids.insert(&id.value) {
            checks.say(id.referenced, format!("`{}` has two rates", id.value));
        }
        checks.rises(Some(&currency.week));
        checks.rises(currency.exchange.as_ref());
        if currency.exchange.is_none() && !["EUR", "USD"].contains(&id.value.as_str()) {
            let message = format!(
                "`{}` needs `exchange`: running costs are in euros or dollars",
                id.value
            );
            checks.say(id.referenced, message);
        }
        if currency.week.value[0] == 0 {
            checks.say(currency.week.referenced, "a person-week costs something");
        }
        for country in &currency.countries {
            let listed = &checks.names.questionnaire.countries;
            if !listed.iter().any(|one| one.code == country.value) {
                let message = format!("`countries.yaml` has no `{}`", country.value);
                checks.say(country.referenced, message);
            } else if !countries.insert(&country.value) {
                let message = format!("`{}` has two currencies", country.value);
                checks.say(country.referenced, message);
            }
        }
    }
    // Budgets are shown in the currency of the country, and the sum is compared with them.
    for country in &checks.names.questionnaire.countries {
        let rate = card.currency(&country.code).map(|one| &one.id.value);
        if let Some(currency) = &country.currency
            && rate.is_some_and(|rate| rate != currency)
        {
            let message = format!(
                "`{}` has budgets in `{currency}` in `countries.yaml`; list it there",
                country.code
            );
            checks.say(card.default.referenced, message);
        }
    }
    checks.first_of(card.shares.iter_mut().map(|share| &mut share.when));
    for share in &card.shares {
        checks.rises(Some(&share.percent));
        if !(1..=100).contains(&share.percent.value[1]) {
            let message = "a share is at most 100 percent, and its upper end at least 1";
            checks.say(share.percent.referenced, message);
        }
    }
    for scale in [&card.limits.build, &card.limits.launch, &card.limits.run] {
        check_scale(checks, scale);
    }
}

fn check_scale(checks: &mut Checks<'_>, scale: &Scale) {
    let (question, at) = (&scale.question.value, scale.question.referenced);
    let Some(options) = checks.names.questionnaire.options(question) else {
        return checks.say(at, format!("there is no question `{question}`"));
    };
    let named = || scale.bands.iter().map(|band| &band.option);
    for option in named().chain(&scale.free) {
        if !options.contains(option) {
            checks.say(at, format!("`{question}` has no option `{option}`"));
        }
    }
    for option in &options {
        let times = named().chain(&scale.free).filter(|one| *one == option);
        if option != NOT_SURE && times.count() != 1 {
            checks.say(
                at,
                format!("`{option}` of `{question}` needs exactly one band, or to be free"),
            );
        }
    }
    let fair = |band: &Band| band.to.is_none_or(|to| band.from < to);
    let follows = |pair: &[Band]| pair[0].to.is_some_and(|to| to <= pair[1].from);
    if !scale.bands.iter().all(fair) || !scale.bands.windows(2).all(follows) {
        checks.say(
            at,
            "each band starts where the one before ends or later, and only the last may be open",
        );
    }
}
