//! The sum in words: budget, launch date and monthly limit against what the plan needs.

use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::content::questionnaire::Questionnaire;
use crate::i18n::{Locale, sentence_list, yes_or_no};
use crate::intake::Answers;
use crate::plan::{Change, Limit, Line, Plan, Range, Sum, Verdict};
use crate::recommendation::{BuyInstead, Contradiction, ProductToBuy, Recommendation};
use crate::t;
use crate::text::{capitalised, number_range, sentence, thousands};

/// A limit, what the plan needs of it, and whether it is enough.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SumLine {
    /// `build`, `launch` or `run`.
    pub id: String,
    /// What is compared, in a word or two.
    pub label: String,
    /// `fits`, `short`, `may_exceed` or `cannot_be_said`.
    pub verdict: String,
    /// The verdict in words.
    pub verdict_text: String,
    /// The figures, in one or two sentences.
    pub text: String,
    /// The smallest change that makes it fit; empty unless it falls short.
    pub change: String,
}

/// The verdict of a line whose limit is too low.
const SHORT: &str = Verdict::Short.as_str();

/// Contradictions that the engine finds by rules, and the lines of the sum that say the same with figures.
const SAID_BY_SUM: [(&str, &str); 4] = [
    ("budget_vs_scale", "build"),
    ("timeline_vs_scope", "launch"),
    ("availability_vs_run_budget", "run"),
    ("private_ai_vs_budget", "run"),
];

/// The lines of the sum, and all contradictions: those of the sum before those of the engine.
#[must_use]
pub fn sum_and_contradictions(
    content: &Content,
    locale: &Locale,
    answers: &Answers,
    recommendation: &Recommendation,
) -> (Vec<SumLine>, Vec<Contradiction>) {
    let plan = crate::plan::plan(content, answers, recommendation);
    let lines = lines(locale, &content.questionnaire, &plan, recommendation);
    let found = contradictions(&lines, recommendation);
    (lines, found)
}

/// The three lines, in the order of the report. Where the advice is to buy, they say what building would take, and no
/// change is asked for.
pub(super) fn lines(
    locale: &Locale,
    questionnaire: &Questionnaire,
    plan: &Plan,
    recommendation: &Recommendation,
) -> Vec<SumLine> {
    let sum = &plan.sum;
    let writer = Writer::new(locale, questionnaire, plan);
    let buys = recommendation.buy_instead.is_some();
    [
        ("build", &sum.build),
        ("launch", &sum.launch),
        ("run", &sum.run),
    ]
    .map(|(id, line)| {
        let mut written = writer.line(id, line, writer.need(id, line));
        match line.verdict {
            Verdict::Short if !buys => written.change = writer.change(id, line, recommendation),
            Verdict::MayExceed if !buys => {
                written.text.push(' ');
                written.text.push_str(&writer.precaution(id, line));
            }
            _ => {}
        }
        written
    })
    .into()
}

/// The lines on a purchase: what it takes to set up and what it costs each month, as far as that is known.
pub(super) fn purchase_lines(
    locale: &Locale,
    questionnaire: &Questionnaire,
    plan: &Plan,
    buy: &BuyInstead,
) -> Vec<SumLine> {
    let writer = Writer::new(locale, questionnaire, plan);
    let (Some(sum), Some(setup)) = (&plan.purchase, &buy.setup) else {
        return Vec::new();
    };
    let weeks = number_range(setup.from, setup.to);
    let launch = t!(locale, "report-sum-need-setup", weeks = &weeks);
    let most = sum.build.need.map_or(0, |need| need.to);
    let build = t!(
        locale,
        "report-sum-need-setup-cost",
        what = &setup.what,
        weeks = &weeks,
        most = thousands(most.into()),
        currency = &plan.sum.currency
    );
    let mut lines = vec![
        writer.line("build", &sum.build, build),
        writer.line("launch", &sum.launch, launch),
    ];
    let first = buy.products.first();
    if let (Some(run), Some(product)) = (&sum.run, first)
        && let Some(price) = product.month
    {
        let need = run.need.unwrap_or(Range {
            from: price.from,
            to: price.to,
        });
        let needs = t!(
            locale,
            "report-sum-need-price",
            product = &product.name,
            amount = range(need),
            currency = price_currency(locale, &plan.sum, Some(product)),
            extensions = yes_or_no(buy.extensions.is_some())
        );
        lines.push(writer.line("run", run, needs));
    }
    lines
}

/// Those of the sum, then those of the engine.
pub(super) fn contradictions(
    lines: &[SumLine],
    recommendation: &Recommendation,
) -> Vec<Contradiction> {
    let short = lines.iter().filter(|line| !line.change.is_empty());
    let of_sum = short.map(|line| Contradiction {
        change: line.change.clone(),
        id: format!("{}_limit_too_low", line.id),
        text: line.text.clone(),
    });
    let of_engine = of_engine(lines, recommendation);
    of_sum.chain(of_engine.cloned()).collect()
}

/// The contradictions of the engine that no line of the sum repeats.
pub(super) fn of_engine<'a>(
    lines: &'a [SumLine],
    recommendation: &'a Recommendation,
) -> impl Iterator<Item = &'a Contradiction> {
    let short = |id: &str| {
        let mut short = lines.iter().filter(|line| line.verdict == SHORT);
        short.any(|line| line.id == id)
    };
    recommendation.contradictions.iter().filter(move |found| {
        let mut same = SAID_BY_SUM.iter().filter(|(id, _)| *id == found.id);
        !same.any(|(_, line)| short(line))
    })
}

/// The labels of questions, in quotation marks, as a list.
pub(super) fn quoted(locale: &Locale, questionnaire: &Questionnaire, ids: &[String]) -> String {
    let label = |id: &String| {
        let question = questionnaire.question(id);
        let label = question.map_or(id.as_str(), |question| question.label.as_str());
        t!(locale, "report-sum-question", question = label)
    };
    sentence_list(locale, &ids.iter().map(label).collect::<Vec<_>>())
}

/// Puts the lines of a sum into words.
pub(super) struct Writer<'a> {
    locale: &'a Locale,
    questionnaire: &'a Questionnaire,
    sum: &'a Sum,
    effort: Range,
}

impl<'a> Writer<'a> {
    pub fn new(locale: &'a Locale, questionnaire: &'a Questionnaire, plan: &'a Plan) -> Self {
        Self {
            locale,
            questionnaire,
            sum: &plan.sum,
            effort: plan.effort.range(),
        }
    }
}

impl Writer<'_> {
    /// A line without a change.
    fn line(&self, id: &str, line: &Line, needs: String) -> SumLine {
        let verdict = line.verdict.as_str();
        SumLine {
            id: id.to_owned(),
            label: t!(self.locale, "report-sum-label", line = id),
            verdict: verdict.to_owned(),
            verdict_text: t!(self.locale, "report-sum-verdict", verdict = verdict),
            text: format!("{needs} {}", self.limit(id, line))
                .trim()
                .to_owned(),
            change: String::new(),
        }
    }

    /// What is needed.
    fn need(&self, id: &str, line: &Line) -> String {
        let Some(need) = line.need else {
            // Without a limit, no question has to be settled.
            if line.ask.is_empty() {
                return String::new();
            }
            let questions = quoted(self.locale, self.questionnaire, &line.ask);
            return t!(
                self.locale,
                "report-sum-need-open",
                line = id,
                questions = questions
            );
        };
        let amount = range(need);
        let paid = self.sum.percent;
        match id {
            "build" if paid.from == 100 => t!(
                self.locale,
                "report-sum-need-build",
                weeks = range(self.effort),
                amount = amount,
                currency = &self.sum.currency
            ),
            "build" if paid.from == 0 => t!(
                self.locale,
                "report-sum-need-build-open",
                weeks = range(self.effort),
                most = thousands(need.to.into()),
                currency = &self.sum.currency
            ),
            "build" => t!(
                self.locale,
                "report-sum-need-build-part",
                percent = range(paid),
                weeks = range(self.effort),
                amount = amount,
                currency = &self.sum.currency
            ),
            "launch" => t!(self.locale, "report-sum-need-launch", weeks = amount),
            _ => t!(
                self.locale,
                "report-sum-need-run",
                amount = amount,
                currency = price_currency(self.locale, self.sum, None)
            ),
        }
    }

    /// Whether the limit is enough.
    fn limit(&self, id: &str, line: &Line) -> String {
        let gap = line.gap().unwrap_or_default();
        let Some(limit) = &line.limit else {
            // Without a need, the questions to settle are named already.
            let questions = quoted(self.locale, self.questionnaire, &line.ask);
            return match line.need {
                Some(_) => t!(self.locale, "report-sum-unknown", questions = questions),
                None => String::new(),
            };
        };
        let given = self.option(&limit.question, &limit.option);
        match line.verdict {
            Verdict::Fits if no_limit(limit) => t!(self.locale, "report-sum-free", limit = given),
            Verdict::Fits => self.fits(id, line, limit, given),
            Verdict::MayExceed => t!(
                self.locale,
                "report-sum-may-exceed",
                line = self.exceeded(id, line),
                paid = range(self.weeks_paid(id, line).unwrap_or_default()),
                most = thousands(limit.to.unwrap_or_default().into()),
                limit = given,
                gap = thousands(gap.to.into()),
                count = gap.to
            ),
            Verdict::Short => t!(
                self.locale,
                "report-sum-short",
                line = id,
                limit = given,
                gap = range(gap),
                count = gap.to
            ),
            Verdict::CannotBeSaid if line.need.is_none() => String::new(),
            Verdict::CannotBeSaid => t!(
                self.locale,
                "report-sum-no-upper-limit",
                line = id,
                limit = given
            ),
        }
    }

    /// The person-weeks that a budget pays for, where the client's own people may do the rest.
    pub fn weeks_paid(&self, id: &str, line: &Line) -> Option<Range> {
        self.sum.weeks_paid(line).filter(|_| id == "build")
    }

    /// The line that may be exceeded, as a word for messages.
    pub fn exceeded<'i>(&self, id: &'i str, line: &Line) -> &'i str {
        match self.weeks_paid(id, line) {
            Some(_) => "shared",
            None => id,
        }
    }

    /// That the limit is enough; a limit with a lower end may have to be spent in part.
    fn fits(&self, id: &str, line: &Line, limit: &Limit, given: String) -> String {
        match line.need.filter(|need| need.to > limit.from) {
            Some(need) if limit.from > 0 => t!(
                self.locale,
                "report-sum-fits-within",
                line = id,
                limit = given,
                amount = thousands(need.to.into())
            ),
            _ => t!(self.locale, "report-sum-fits", line = id, limit = given),
        }
    }

    /// The smallest changes, as one sentence. What the engine advises on the same conflict is smaller than a higher limit.
    fn change(&self, id: &str, line: &Line, recommendation: &Recommendation) -> String {
        let has_drops = matches!(line.changes.first(), Some(Change::Drop(_)));
        if line.verdict == Verdict::Short && !has_drops {
            let same = SAID_BY_SUM.iter().filter(|(_, of)| *of == id);
            let mut same = same.map(|(contradiction, _)| *contradiction);
            let found = same.find_map(|same| {
                let mut found = recommendation.contradictions.iter();
                found.find(|found| found.id == same)
            });
            if let Some(found) = found {
                return found.change.clone();
            }
        }
        let changes = line.changes.iter().map(|change| match change {
            Change::Drop(parts) | Change::Reduce(parts, _) => self.drops(parts),
            Change::Raise(amount) => t!(
                self.locale,
                "report-sum-raise",
                line = id,
                amount = thousands((*amount).into()),
                currency = &self.sum.currency
            ),
            Change::Widen(question, option) => t!(
                self.locale,
                "report-sum-widen",
                line = id,
                limit = self.option(question, option)
            ),
        });
        let or = |first: String, second: String| {
            t!(self.locale, "report-sum-or", first = first, second = second)
        };
        let changes = changes.reduce(or).unwrap_or_default();
        sentence(&capitalised(&changes))
    }

    /// How to stay within a limit that may be exceeded.
    pub fn precaution(&self, id: &str, line: &Line) -> String {
        let exceeded = self.exceeded(id, line);
        let watch = || t!(self.locale, "report-sum-watch", line = exceeded);
        match line.changes.first() {
            Some(Change::Drop(parts)) => t!(
                self.locale,
                "report-sum-stay-within",
                change = self.drops(parts)
            ),
            Some(Change::Reduce(parts, most)) if exceeded == id => t!(
                self.locale,
                "report-sum-reduce",
                line = id,
                watch = watch(),
                change = self.drops(parts),
                most = thousands((*most).into())
            ),
            _ => watch(),
        }
    }

    fn drops(&self, parts: &[(String, String)]) -> String {
        let advice: Vec<String> = parts.iter().map(|(_, advice)| advice.clone()).collect();
        sentence_list(self.locale, &advice)
    }

    /// The label of an option, with amounts in the currency of the sum.
    pub fn option(&self, question: &str, option: &str) -> String {
        let question = self.questionnaire.question(question);
        let choice = question.and_then(|question| question.choice(option));
        let currency = Some(self.sum.currency.as_str());
        choice
            .map_or(option, |choice| choice.label_in(currency))
            .to_owned()
    }
}

/// The currency of a monthly cost beside its limit: that of the client where prices are converted to it, otherwise that
/// of the product to buy, or euros and dollars.
pub(super) fn price_currency(locale: &Locale, sum: &Sum, product: Option<&ProductToBuy>) -> String {
    if is_converted(sum) {
        return sum.currency.clone();
    }
    let known = product.and_then(|product| product.currency.as_deref());
    t!(
        locale,
        "report-cost-currency",
        currency = known.unwrap_or("several")
    )
}

/// Whether running costs are compared in another currency than that of the prices.
pub(super) fn is_converted(sum: &Sum) -> bool {
    sum.exchange.from != sum.exchange.to
}

/// Whether the client set no limit at all.
pub(super) fn no_limit(limit: &Limit) -> bool {
    limit.to.is_none() && limit.from == 0
}

fn range(range: Range) -> String {
    number_range(range.from, range.to)
}
