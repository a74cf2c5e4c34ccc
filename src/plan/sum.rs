//! The sum: what building, waiting and running come to, against the limits that the client named.

use serde::{Deserialize, Serialize};

use super::effort::Effort;
use super::facts::PlanFacts;
use super::range::Range;
use super::roadmap::{Roadmap, roadmap};
use super::running_cost::RunningCost;
use crate::content::plan::{Band, Currency, PlanModel, Scale, Share};
use crate::recommendation::{BuyInstead, MonthlyPrice};

/// Cost to build, time to launch and monthly cost, each against its limit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// What the first release costs, in the currency; effort times rate.
    pub build: Line,
    /// ISO 4217: the currency of the rate and of the budget.
    pub currency: String,
    /// How long the first release takes, in weeks.
    pub launch: Line,
    /// The part of the effort that the budget pays for, in percent.
    pub percent: Range,
    /// What a person-week costs.
    pub rate: Range,
    /// What it costs to run, each month, in the currency: converted where prices are not in it.
    pub run: Line,
    /// What a euro or a dollar of the running cost comes to in the currency, in hundredths: both 100 where prices are in it.
    #[serde(default)]
    pub exchange: Range,
    /// A sentence about `percent`.
    pub share: String,
}

impl Sum {
    /// The person-weeks that the whole budget pays for, where it does not pay for all of them and the client's own people may
    /// do the rest: at the higher rate and at the lower one, rounded down.
    #[must_use]
    pub fn weeks_paid(&self, build: &Line) -> Option<Range> {
        let is_open = build.need?.from == 0;
        let limit = build.limit.as_ref()?.to?;
        let may_exceed = build.verdict == Verdict::MayExceed;
        let weeks = Range {
            from: limit.checked_div(self.rate.to)?,
            to: limit.checked_div(self.rate.from)?,
        };
        (may_exceed && is_open && weeks.from > 0).then_some(weeks)
    }
}

/// What a purchase takes, against the limits for launch and monthly cost. What its price does not say is not compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseSum {
    /// What setting it up costs if others do it, in the currency of the sum; from 0, since the client may.
    pub build: Line,
    /// How long it takes to set it up, in weeks of one person.
    pub launch: Line,
    /// What the product to try first costs each month; none if that is not known, or depends on the number of users.
    pub run: Option<Line>,
}

/// One comparison of what is needed with its limit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The open questions that a verdict needs, the most useful first; empty unless it cannot be said.
    pub ask: Vec<String>,
    /// The smallest changes that make it fit, where it falls short.
    pub changes: Vec<Change>,
    /// The answer that set the limit.
    pub limit: Option<Limit>,
    /// What is needed; none where the range would be too wide to be of use.
    pub need: Option<Range>,
    /// Whether the limit holds it.
    pub verdict: Verdict,
}

/// A limit that the client named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// The lower end of the band.
    pub from: u32,
    /// The option.
    pub option: String,
    /// The question.
    pub question: String,
    /// The upper end; none for "more than", or where there is no limit.
    pub to: Option<u32>,
}

/// Whether a limit holds what is needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Even the upper end is within the limit.
    Fits,
    /// Only the upper end is above the limit.
    MayExceed,
    /// Even the lower end is above the limit.
    Short,
    /// The limit or the need is not known.
    #[default]
    CannotBeSaid,
}

impl Verdict {
    /// Its word in JSON and messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fits => "fits",
            Self::MayExceed => "may_exceed",
            Self::Short => "short",
            Self::CannotBeSaid => "cannot_be_said",
        }
    }
}

/// A change of one answer, or of the scope, that removes a disagreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Do without these parts, each with its id and in the words of the content.
    Drop(Vec<(String, String)>),
    /// Raise the limit to this amount, which no band below the last one holds.
    Raise(u32),
    /// Do without these parts, which may still be too much: up to this amount.
    Reduce(Vec<(String, String)>, u32),
    /// Choose this option of the question instead: the lowest band that holds what is needed.
    Widen(String, String),
}

impl Line {
    /// How far a limit falls short: at least, and at most.
    #[must_use]
    pub fn gap(&self) -> Option<Range> {
        let (need, limit) = (self.need?, self.limit.as_ref()?.to?);
        Some(Range {
            from: need.from.saturating_sub(limit),
            to: need.to.saturating_sub(limit),
        })
    }
}

/// The advice is to leave out at most so many parts.
const MOST_DROPS: usize = 3;
/// Parts that save less than a quarter of what is too much are not worth the advice.
const WORTH_NAMING: u32 = 4;

/// What the sum is made of.
pub(super) struct Parts<'a> {
    pub model: &'a PlanModel,
    pub facts: &'a PlanFacts<'a>,
    pub effort: &'a Effort,
    pub roadmap: &'a Roadmap,
    pub cost: &'a RunningCost,
}

/// Rate and share that a plan is priced with.
pub(super) struct Price {
    pub currency: String,
    week: [u32; 2],
    percent: [u32; 2],
    /// In hundredths.
    exchange: [u32; 2],
    share: String,
}

impl Price {
    pub fn new(model: &PlanModel, facts: &PlanFacts<'_>, country: &str) -> Self {
        let currency: Option<&Currency> = model.rates.currency(country);
        let share: Option<&Share> = facts.first(&model.rates.shares, |share| &share.when);
        Self {
            currency: currency.map(|one| one.id.value.clone()).unwrap_or_default(),
            week: currency.map_or([0, 0], |one| one.week.value),
            percent: share.map_or([100, 100], |share| share.percent.value),
            exchange: currency
                .and_then(|one| one.exchange.as_ref())
                .map_or([100, 100], |one| one.value),
            share: share.map(|share| share.text.clone()).unwrap_or_default(),
        }
    }

    /// What an effort costs, rounded outwards to two significant digits, if the largest share of it is paid.
    pub fn of(&self, effort: Range) -> Range {
        self.at([self.percent[1]; 2], effort)
    }

    /// What the budget pays for an effort, rounded outwards to two significant digits.
    fn paid(&self, effort: Range) -> Range {
        self.at(self.percent, effort)
    }

    /// A running cost in the currency, rounded outwards to two significant digits where it has to be converted.
    fn converted(&self, month: Range) -> Range {
        let [least, most] = self.exchange;
        if self.exchange == [100, 100] {
            return month;
        }
        let part = |amount: u32, hundredths: u32| {
            let amount = u64::from(amount) * u64::from(hundredths) / 100;
            u32::try_from(amount).unwrap_or(u32::MAX)
        };
        Range::rounded(part(month.from, least), part(month.to, most))
    }

    fn at(&self, percent: [u32; 2], effort: Range) -> Range {
        let cost = |weeks: u32, end: usize| {
            let percent = u64::from(self.week[end]) * u64::from(percent[end]);
            let cost = (u64::from(weeks) * percent).div_ceil(100);
            u32::try_from(cost).unwrap_or(u32::MAX)
        };
        Range::rounded(cost(effort.from, 0), cost(effort.to, 1))
    }
}

pub(super) fn sum(parts: &Parts<'_>, price: &Price) -> Sum {
    let Parts {
        model,
        facts,
        effort,
        cost,
        ..
    } = *parts;
    let limits = &model.rates.limits;
    let need = price.paid(effort.range());
    let mut build = line(&limits.build, facts, need, &effort.ask);
    build.add_drops(effort_drops(effort), |id| {
        price.paid(effort.without(id).range())
    });
    let time = parts.roadmap.total;
    let ask = [&effort.ask, &parts.roadmap.ask];
    let ask = ask.into_iter().find(|ask| !ask.is_empty());
    let mut launch = line(&limits.launch, facts, time, ask.unwrap_or(&effort.ask));
    launch.add_drops(effort_drops(effort), |id| {
        roadmap(&model.roadmap, facts, &effort.without(id)).total
    });
    let mut run = line(&limits.run, facts, price.converted(cost.month), &cost.ask);
    let drops = cost.drivers.iter();
    let drops = drops.map(|one| (one.to, one.id.as_str(), one.drop.as_deref()));
    run.add_drops(drops, |id| price.converted(cost.without(id)));
    Sum {
        build,
        launch,
        run,
        rate: Range {
            from: price.week[0],
            to: price.week[1],
        },
        percent: Range {
            from: price.percent[0],
            to: price.percent[1],
        },
        currency: price.currency.clone(),
        exchange: Range {
            from: price.exchange[0],
            to: price.exchange[1],
        },
        share: price.share.clone(),
    }
}

/// The sum of a purchase; none without an estimate of what it takes to set up.
pub(super) fn purchase(parts: &Parts<'_>, price: &Price, buy: &BuyInstead) -> Option<PurchaseSum> {
    let (limits, facts) = (&parts.model.rates.limits, parts.facts);
    let setup = buy.setup.as_ref()?;
    let weeks = Range {
        from: setup.from,
        to: setup.to,
    };
    let month = buy.products.first().and_then(|product| product.month);
    let month = month.filter(|month| !month.per_user);
    let build = Range {
        from: 0,
        to: price.of(weeks).to,
    };
    Some(PurchaseSum {
        build: line(&limits.build, facts, build, &[]),
        launch: line(&limits.launch, facts, weeks, &[]),
        run: month.map(|month| {
            line(
                &limits.run,
                facts,
                price.converted(monthly(month, buy)),
                &[],
            )
        }),
    })
}

/// What a product costs each month, with the extensions for what is connected to it.
fn monthly(product: MonthlyPrice, buy: &BuyInstead) -> Range {
    let extensions = buy.extensions.unwrap_or_default();
    Range {
        from: product.from + extensions.from,
        to: product.to + extensions.to,
    }
}

fn effort_drops(effort: &Effort) -> impl Iterator<Item = (u32, &str, Option<&str>)> {
    let factors = effort.factors.iter();
    factors.map(|factor| (factor.p80, factor.id.as_str(), factor.drop.as_deref()))
}

/// Compares what is needed with the limit; `ask` has questions where the need is too wide to be of use.
fn line(scale: &Scale, facts: &PlanFacts<'_>, need: Range, ask: &[String]) -> Line {
    let question = &scale.question.value;
    let option = facts.options(question).unwrap_or_default();
    let option = option.first().copied();
    let band = scale
        .bands
        .iter()
        .find(|band| Some(band.option.as_str()) == option);
    let free = option.filter(|option| scale.free.iter().any(|one| one == option));
    let limit = band.map(|band| (band.from, band.to));
    let limit = limit.or(free.map(|_| (0, None)));
    let mut line = Line {
        limit: limit.zip(option).map(|((from, to), option)| Limit {
            from,
            option: option.to_owned(),
            question: question.clone(),
            to,
        }),
        need: ask.is_empty().then_some(need),
        verdict: if ask.is_empty() {
            verdict(need, band, free.is_some())
        } else if free.is_some() {
            Verdict::Fits
        } else {
            Verdict::CannotBeSaid
        },
        ..Line::default()
    };
    if line.verdict == Verdict::CannotBeSaid {
        line.ask = ask.to_vec();
        // What the client can say comes first; how far an open band reaches is a question as well.
        if line.need.is_some() {
            line.ask = vec![question.clone()];
        }
    }
    if line.verdict == Verdict::Short {
        let holds = |band: &&Band| band.to.is_some_and(|to| need.to <= to);
        line.changes.push(match scale.bands.iter().find(holds) {
            Some(band) => Change::Widen(question.clone(), band.option.clone()),
            None => Change::Raise(need.to),
        });
    }
    line
}

fn verdict(need: Range, band: Option<&Band>, free: bool) -> Verdict {
    match band {
        None if free => Verdict::Fits,
        None => Verdict::CannotBeSaid,
        // "More than" names no end: what is below its start fits for certain.
        Some(Band { from, to: None, .. }) if need.to <= *from => Verdict::Fits,
        Some(Band { to: None, .. }) => Verdict::CannotBeSaid,
        Some(Band { to: Some(to), .. }) if need.to <= *to => Verdict::Fits,
        Some(Band { to: Some(to), .. }) if need.from <= *to => Verdict::MayExceed,
        Some(_) => Verdict::Short,
    }
}

impl Line {
    /// Puts first what can be left out, if the limit is no longer short without it, or no longer exceeded where it may be:
    /// the parts that cost most, as few as will do. Where it may still be exceeded without the most that the advice may
    /// name, it says so.
    fn add_drops<'d>(
        &mut self,
        parts: impl Iterator<Item = (u32, &'d str, Option<&'d str>)>,
        without: impl Fn(&[&str]) -> Range,
    ) {
        let limit = self.limit.as_ref().and_then(|limit| limit.to);
        let Some(limit) = limit else { return };
        let compared: fn(Range) -> u32 = match self.verdict {
            Verdict::Short => |need| need.from,
            Verdict::MayExceed => |need| need.to,
            Verdict::Fits | Verdict::CannotBeSaid => return,
        };
        let mut parts: Vec<_> = parts
            .filter_map(|(most, id, advice)| Some((most, id, advice?)))
            .collect();
        parts.sort_by_key(|(most, _, _)| std::cmp::Reverse(*most));
        let ids = |count: usize| -> Vec<&str> {
            let parts = parts[..count].iter();
            parts.map(|(_, id, _)| *id).collect()
        };
        let named = |count: usize| {
            let parts = parts[..count].iter();
            let named = parts.map(|(_, id, advice)| ((*id).to_owned(), (*advice).to_owned()));
            named.collect()
        };
        let most = MOST_DROPS.min(parts.len());
        let left = |count: usize| compared(without(&ids(count)));
        if let Some(count) = (1..=most).find(|count| left(*count) <= limit) {
            self.changes.insert(0, Change::Drop(named(count)));
        } else if self.verdict == Verdict::MayExceed {
            let (need, left) = (self.need.map_or(0, compared), left(most));
            let saved = need.saturating_sub(left);
            if saved > 0 && saved * WORTH_NAMING >= need - limit {
                self.changes.push(Change::Reduce(named(most), left));
            }
        }
    }
}
