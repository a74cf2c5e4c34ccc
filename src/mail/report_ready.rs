//! The mail to a prospect whose report is ready.

use serde::Serialize;

use super::email::Email;
use crate::report::{Contradiction, Document, StackRow, SumLine, Summary};
use crate::text::display_name;

/// The layers that name a stack best: subject and title list their choices.
const HEADLINE: [&str; 3] = ["backend", "database", "hosting"];
/// The layers that a reader asks about first; others follow in the order of the report.
const FIRST: [&str; 7] = [
    "backend",
    "database",
    "hosting",
    "web",
    "mobile",
    "architecture",
    "auth",
];
/// The number of rows of the stack; the report has the rest.
const ROWS: usize = 5;

/// The answer in brief, its link, and one decision to take. Of what the prospect typed, it has only the name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportReady {
    /// The name to greet, if it is safe to show.
    pub name: Option<String>,
    /// The name of the consultant who answers; empty if it is the first of the brand's people.
    pub consultant: String,
    /// What to build on, or the product to buy: up to three names for the subject and the title.
    pub picks: Vec<String>,
    /// A product to buy instead of building, with the reason.
    pub buy_instead: Option<String>,
    /// The rows of the stack that matter most, or the products to buy.
    pub stack: Vec<StackRow>,
    /// The number of other rows.
    pub more: usize,
    /// Budget, launch date and monthly limit against what the plan needs.
    pub sum: Vec<SumLine>,
    /// Confidence in one word.
    pub confidence: String,
    /// What that word means.
    pub confidence_text: String,
    /// Answers that conflict: what to decide before anything else.
    pub decision: Option<Contradiction>,
    /// The first of the next steps, for reports without such a decision.
    pub next_step: String,
    /// Short public id of the report.
    pub reference: String,
    /// The prospect's link to the report.
    pub report_url: String,
    /// Whether the PDF is attached.
    pub pdf_attached: bool,
}

impl ReportReady {
    /// The mail for a report.
    pub fn new(document: &Document, name: &str, report_url: String, pdf_attached: bool) -> Self {
        let Summary {
            stack,
            sum,
            confidence,
            confidence_text,
            next_step,
            buy_instead,
            ..
        } = document.summary.clone();
        let rows = most_important(&stack);
        Self {
            name: display_name(name),
            consultant: String::new(),
            picks: picks(&stack, buy_instead.is_some()),
            buy_instead,
            more: stack.len() - rows.len(),
            stack: rows,
            sum,
            confidence,
            confidence_text,
            decision: document.contradictions.first().cloned(),
            next_step,
            reference: document.reference.clone(),
            report_url,
            pdf_attached,
        }
    }
}

/// The names for the headline. A layer without a choice has a sentence in place of a name, and no stability.
fn picks(stack: &[StackRow], is_purchase: bool) -> Vec<String> {
    if is_purchase {
        let products = stack.iter().take(1);
        return products.map(|row| row.choice.clone()).collect();
    }
    let named = |id: &&str| {
        let row = stack.iter().find(|row| row.id == **id)?;
        (!row.stability.is_empty()).then(|| row.choice.clone())
    };
    HEADLINE.iter().filter_map(named).collect()
}

/// At most [`ROWS`] rows, in their order.
fn most_important(stack: &[StackRow]) -> Vec<StackRow> {
    let rank = |row: &StackRow| FIRST.iter().position(|id| *id == row.id);
    let mut ranked: Vec<usize> = (0..stack.len()).collect();
    ranked.sort_by_key(|at| (rank(&stack[*at]).unwrap_or(FIRST.len()), *at));
    ranked.truncate(ROWS);
    ranked.sort_unstable();
    ranked.into_iter().map(|at| stack[at].clone()).collect()
}

impl Email for ReportReady {
    const NAME: &'static str = "report_ready";

    fn samples() -> Vec<(&'static str, Self)> {
        let row = |id: &str, layer: &str, choice: &str, why: &str| StackRow {
            id: id.into(),
            layer: layer.into(),
            choice: choice.into(),
            stability: "clear".into(),
            why: why.into(),
            rival: String::new(),
        };
        let normal = Self {
            name: Some("Ada".to_owned()),
            consultant: String::new(),
            picks: ["Django", "PostgreSQL", "Render"].map(String::from).into(),
            buy_instead: None,
            stack: vec![
                row(
                    "architecture",
                    "Architecture",
                    "Modular monolith",
                    "One team of three can change and deploy it as one piece.",
                ),
                row(
                    "backend",
                    "Back end",
                    "Django",
                    "Your team knows Python, and Django builds on that.",
                ),
                row(
                    "web",
                    "Web front end",
                    "Django templates with HTMX",
                    "Server-rendered HTML is the shortest way to forms and tables.",
                ),
                row(
                    "database",
                    "System of record",
                    "PostgreSQL",
                    "Your data is relational, and money has to be exact.",
                ),
                row(
                    "hosting",
                    "Hosting",
                    "Render",
                    "Nobody in the team wants to run servers.",
                ),
            ],
            more: 6,
            sum: vec![
                SumLine {
                    id: "build".into(),
                    label: "Budget".into(),
                    verdict: "fits".into(),
                    verdict_text: "Fits".into(),
                    text: "40–60% of 17–30 person-weeks come to 30,000–100,000 EUR. That fits your budget (“50,000 to 150,000”)."
                        .into(),
                    change: String::new(),
                },
                SumLine {
                    id: "run".into(),
                    label: "Monthly cost".into(),
                    verdict: "short".into(),
                    verdict_text: "Short".into(),
                    text: "Running it costs 120–250 a month. Your monthly limit (“Less than 100”) is short by 20–150."
                        .into(),
                    change: "Raise the monthly limit to “100 to 1,000”.".into(),
                },
            ],
            confidence: "High".to_owned(),
            confidence_text: "Your answers point clearly to this stack.".to_owned(),
            decision: Some(Contradiction {
                id: "run_cost_vs_limit".to_owned(),
                text: "The monthly limit is lower than what the plan costs to run.".to_owned(),
                change: "Raise the monthly limit to “100 to 1,000”.".to_owned(),
            }),
            next_step: "Build one small feature end to end (Django, PostgreSQL), and deploy it where real users can reach it before you build the rest.".to_owned(),
            reference: "SM-7K2M-Q4".to_owned(),
            report_url: "https://stackmatch.example/reports/3q2u0x5r".to_owned(),
            pdf_attached: true,
        };
        let hostile = Self {
            name: Some(
                "<script>alert(1)</script>\r\nBcc: mallory@example.org {{ 7 * 7 }} \u{202e}عالم 🚀"
                    .to_owned(),
            ),
            consultant: "</td>{{ 7 * 7 }}".to_owned(),
            picks: vec!["<b>Shop</b> {% raw %}\r\nBcc: mallory@example.org".to_owned()],
            buy_instead: Some("<b>Shop</b> & \"friends\" {% raw %}".to_owned()),
            decision: None,
            next_step: "</div></td><h1>Gotcha</h1>".to_owned(),
            report_url: "https://stackmatch.example/reports/a?b=1&c=\"><script>".to_owned(),
            ..normal.clone()
        };
        let purchase = Self {
            picks: vec!["Shopify".to_owned()],
            buy_instead: Some("Buy a hosted shop: it costs less, is online sooner, and brings checkout, taxes and stock.".to_owned()),
            stack: vec![
                row("buy-1", "Try first", "Shopify", "A hosted shop with its own payment service."),
                row("buy-2", "Or", "Squarespace", "A website builder with a shop."),
            ],
            more: 0,
            confidence: "Medium".to_owned(),
            confidence_text: "Your budget points to buying.".to_owned(),
            decision: None,
            next_step: "Try Shopify for a week with some of your articles.".to_owned(),
            ..normal.clone()
        };
        let minimal = Self {
            name: None,
            picks: Vec::new(),
            stack: Vec::new(),
            more: 0,
            sum: Vec::new(),
            confidence: "Low".to_owned(),
            confidence_text: "Too much is open to be sure.".to_owned(),
            decision: None,
            pdf_attached: false,
            ..normal.clone()
        };
        vec![
            ("normal", normal),
            ("hostile", hostile),
            ("purchase", purchase),
            ("minimal", minimal),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, choice: &str) -> StackRow {
        StackRow {
            id: id.to_owned(),
            choice: choice.to_owned(),
            stability: "clear".to_owned(),
            ..StackRow::default()
        }
    }

    #[test]
    fn five_rows_of_the_stack_stay_in_the_order_of_the_report() {
        let ids = [
            "architecture",
            "backend",
            "web",
            "database",
            "search",
            "jobs",
            "auth",
            "hosting",
        ];
        let rows = most_important(&ids.map(|id| row(id, id)));
        let kept: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(
            kept,
            ["architecture", "backend", "web", "database", "hosting"]
        );
    }

    #[test]
    fn the_headline_names_choices_and_skips_what_is_undecided() {
        let mut stack = vec![
            row("hosting", "Render"),
            row("backend", "Django"),
            row("database", "No technology fits."),
        ];
        stack[2].stability.clear();
        assert_eq!(picks(&stack, false), ["Django", "Render"]);
        let products = [row("buy-1", "Shopify"), row("buy-2", "Squarespace")];
        assert_eq!(picks(&products, true), ["Shopify"]);
    }
}
