//! The decision box: the four figures that a reader decides on, each beside what the client said.

use serde::{Deserialize, Serialize};

use super::sum::{Writer, is_converted, no_limit, price_currency, quoted};
use super::summary::Summary;
use crate::content::Content;
use crate::content::plan::Scope;
use crate::content::questionnaire::Questionnaire;
use crate::i18n::{Locale, yes_or_no};
use crate::intake::Answers;
use crate::plan::{Line, Plan, Range, Verdict, plan};
use crate::recommendation::{BuyInstead, MonthlyPrice, Recommendation};
use crate::t;
use crate::text::{number_range, thousands};

/// A figure to decide on, and how it compares with what the client said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionField {
    /// `launch`, `build`, `run` or `sure`.
    pub id: String,
    /// What it is, in a few words.
    pub label: String,
    /// The figure with its unit, or that there is none yet.
    pub value: String,
    /// What the figure means or rests on; may be empty.
    pub detail: String,
    /// What the client said, and whether it is enough; may be empty.
    pub said: String,
    /// How to stay within a limit that may be exceeded; may be empty.
    pub advice: String,
    /// `fits`, `short`, `may_exceed` or `cannot_be_said`; empty where nothing is compared.
    pub verdict: String,
    /// Id of the question that set the limit, so that the answer can be corrected; may be empty.
    pub question: String,
}

/// The four fields: team and time, first version, running cost, and how sure the advice is. Where the advice is to buy, the
/// first three are about the purchase, as far as they are known.
pub(super) fn decision(
    locale: &Locale,
    questionnaire: &Questionnaire,
    plan: &Plan,
    recommendation: &Recommendation,
    summary: &Summary,
    buys: bool,
) -> Vec<DecisionField> {
    let buy = recommendation.buy_instead.as_ref().filter(|_| buys);
    let mut fields = planned(locale, questionnaire, plan, buy);
    let mut sure = sure(locale, summary);
    if buy.is_none() && is_beyond_limits(plan) {
        sure.advice = t!(locale, "report-confidence-limits");
    }
    fields.push(sure);
    fields
}

/// The figures of the decision box that need no complete report: team and time, first version and running cost, of the
/// purchase where the advice is to buy. Takes about as long as a quick recommendation.
#[must_use]
pub fn figures(
    content: &Content,
    locale: &Locale,
    answers: &Answers,
    recommendation: &Recommendation,
) -> Vec<DecisionField> {
    let plan = plan(content, answers, recommendation);
    let buy = recommendation.buy_instead.as_ref();
    planned(locale, &content.questionnaire, &plan, buy)
}

fn planned(
    locale: &Locale,
    questionnaire: &Questionnaire,
    plan: &Plan,
    buy: Option<&BuyInstead>,
) -> Vec<DecisionField> {
    let box_ = DecisionBox {
        writer: Writer::new(locale, questionnaire, plan),
        locale,
        questionnaire,
        plan,
        covers: match buy {
            Some(_) => Scope::default(),
            None => plan.effort.covers,
        },
    };
    match buy {
        Some(buy) => box_.of_purchase(buy),
        None => box_.of_building(),
    }
}

/// Whether a limit certainly does not hold what is planned, or the budget pays for less than half of the work.
fn is_beyond_limits(plan: &Plan) -> bool {
    let sum = &plan.sum;
    let mut lines = [&sum.build, &sum.launch, &sum.run].into_iter();
    let paid = sum.weeks_paid(&sum.build);
    lines.any(|line| line.verdict == Verdict::Short)
        || paid.is_some_and(|weeks| weeks.from * 2 < plan.effort.p50)
}

/// How sure the advice is.
pub(super) fn sure(locale: &Locale, summary: &Summary) -> DecisionField {
    DecisionField {
        id: "sure".to_owned(),
        label: t!(
            locale,
            "report-decision-label",
            field = "sure",
            covers = Scope::default().as_str()
        ),
        value: summary.confidence.clone(),
        detail: summary.confidence_text.clone(),
        ..DecisionField::default()
    }
}

struct DecisionBox<'a> {
    writer: Writer<'a>,
    locale: &'a Locale,
    questionnaire: &'a Questionnaire,
    plan: &'a Plan,
    /// How much of what the client wants the plan covers.
    covers: Scope,
}

impl DecisionBox<'_> {
    fn of_building(&self) -> Vec<DecisionField> {
        let Plan {
            sum,
            roadmap,
            running_cost,
            ..
        } = self.plan;
        let people = roadmap.people;
        let time = |weeks: Range| {
            let value = t!(
                self.locale,
                "report-decision-team",
                people = range(people),
                people_max = people.to,
                weeks = range(weeks)
            );
            (value, roadmap.remark.clone())
        };
        let cost = |cost: Range| self.first_version(cost);
        let month = |month: Range| {
            let value = t!(self.locale, "report-decision-month", amount = range(month));
            let rate = |hundredths: u32| f64::from(hundredths) / 100.0;
            let detail = t!(
                self.locale,
                "report-decision-run",
                converted = yes_or_no(is_converted(sum)),
                currency = &sum.currency,
                least = format!("{:.2}", rate(sum.exchange.from)),
                most = format!("{:.2}", rate(sum.exchange.to))
            );
            (value, with_remark(detail, &running_cost.remark))
        };
        vec![
            self.field("launch", &sum.launch, time),
            self.field("build", &sum.build, cost),
            self.field("run", &sum.run, month),
        ]
    }

    /// What the first release costs: all of it, a part of it, or nothing if the client's own people build it.
    fn first_version(&self, cost: Range) -> (String, String) {
        let (sum, effort) = (&self.plan.sum, self.plan.effort.range());
        let paid = sum.percent;
        let value = match paid.from {
            0 => t!(
                self.locale,
                "report-decision-most",
                amount = thousands(cost.to.into()),
                currency = &sum.currency
            ),
            _ => t!(
                self.locale,
                "report-decision-amount",
                amount = range(cost),
                currency = &sum.currency
            ),
        };
        let share = match paid.from {
            0 => "open",
            100 => "all",
            _ => "part",
        };
        let detail = t!(
            self.locale,
            "report-decision-effort",
            share = share,
            weeks = range(effort),
            percent = range(paid),
            covers = self.covers.as_str()
        );
        (value, with_remark(detail, &self.plan.effort.remark))
    }

    fn of_purchase(&self, buy: &BuyInstead) -> Vec<DecisionField> {
        let (Some(sum), Some(setup)) = (&self.plan.purchase, &buy.setup) else {
            return Vec::new();
        };
        let weeks = number_range(setup.from, setup.to);
        let time = |_: Range| {
            let value = t!(self.locale, "report-decision-setup-time", weeks = &weeks);
            (value, t!(self.locale, "report-decision-setup-wait"))
        };
        let cost = |cost: Range| {
            let value = t!(
                self.locale,
                "report-decision-most",
                amount = thousands(cost.to.into()),
                currency = &self.plan.sum.currency
            );
            let detail = t!(
                self.locale,
                "report-decision-setup",
                what = &setup.what,
                weeks = &weeks
            );
            (value, detail)
        };
        let mut fields = vec![
            self.field("launch", &sum.launch, time),
            self.field("build", &sum.build, cost),
        ];
        if let (Some(run), Some(product)) = (&sum.run, buy.products.first()) {
            let price = |month: Range| {
                let value = t!(self.locale, "report-decision-month", amount = range(month));
                let currency = price_currency(self.locale, &self.plan.sum, Some(product));
                let amount = |month: Option<MonthlyPrice>| {
                    month.map_or(String::new(), |month| number_range(month.from, month.to))
                };
                let is_named = buy.extensions.is_some() && !is_converted(&self.plan.sum);
                let detail = t!(
                    self.locale,
                    "report-decision-price",
                    product = &product.name,
                    plan = amount(product.month),
                    added = amount(buy.extensions),
                    currency = currency,
                    extensions = if is_named {
                        "named"
                    } else {
                        yes_or_no(buy.extensions.is_some())
                    }
                );
                (value, detail)
            };
            fields.push(self.field("run", run, price));
        }
        fields
    }

    /// A field; `show` makes value and detail of what is needed.
    fn field(
        &self,
        id: &str,
        line: &Line,
        show: impl Fn(Range) -> (String, String),
    ) -> DecisionField {
        let (value, detail) = match line.need {
            Some(need) => show(need),
            None => (
                t!(self.locale, "report-decision-open"),
                match line.ask.as_slice() {
                    [] => String::new(),
                    ask => t!(
                        self.locale,
                        "report-decision-depends",
                        questions = quoted(self.locale, self.questionnaire, ask)
                    ),
                },
            ),
        };
        let limit = line.limit.as_ref();
        DecisionField {
            id: id.to_owned(),
            label: t!(
                self.locale,
                "report-decision-label",
                field = id,
                covers = self.covers.as_str()
            ),
            value,
            detail,
            said: self.said(id, line),
            advice: match line.verdict {
                // The remark beside the length says how to keep the date.
                Verdict::MayExceed if id == "launch" && !self.plan.roadmap.remark.is_empty() => {
                    String::new()
                }
                Verdict::MayExceed => self.writer.precaution(id, line),
                _ => String::new(),
            },
            verdict: line.verdict.as_str().to_owned(),
            question: limit
                .map(|limit| limit.question.clone())
                .unwrap_or_default(),
        }
    }

    /// What the client said, and whether it is enough.
    fn said(&self, id: &str, line: &Line) -> String {
        let Some(limit) = &line.limit else {
            return t!(self.locale, "report-decision-unsaid", line = id);
        };
        let Some(need) = line.need else {
            return String::new();
        };
        let given = self.writer.option(&limit.question, &limit.option);
        let gap = line.gap().unwrap_or_default();
        let (verdict, amount) = match line.verdict {
            Verdict::Fits if no_limit(limit) => ("free", String::new()),
            Verdict::Fits if limit.from > 0 && need.to > limit.from => {
                ("within", thousands(need.to.into()))
            }
            Verdict::Fits => ("fits", String::new()),
            Verdict::MayExceed => ("may_exceed", thousands(gap.to.into())),
            Verdict::Short => ("short", range(gap)),
            Verdict::CannotBeSaid => ("open", String::new()),
        };
        t!(
            self.locale,
            "report-decision-said",
            verdict = verdict,
            line = self.writer.exceeded(id, line),
            paid = range(self.writer.weeks_paid(id, line).unwrap_or_default()),
            most = thousands(limit.to.unwrap_or_default().into()),
            limit = given,
            amount = amount,
            count = gap.to
        )
    }
}

/// A detail, and after it what has to be known about the figure.
fn with_remark(detail: String, remark: &str) -> String {
    match remark {
        "" => detail,
        remark => format!("{detail} {remark}"),
    }
}

fn range(range: Range) -> String {
    number_range(range.from, range.to)
}
