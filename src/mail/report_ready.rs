//! The mail to a prospect whose report is ready.

use serde::Serialize;

use super::email::Email;
use crate::report::{Document, StackRow, SumLine, Summary};
use crate::text::display_name;

/// The first page of the report, its link, and how to reply. Of what the prospect typed, it has only the name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportReady {
    /// The name to greet, if it is safe to show.
    pub name: Option<String>,
    /// The first page of the report.
    pub summary: Summary,
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
        Self {
            name: display_name(name),
            summary: document.summary.clone(),
            reference: document.reference.clone(),
            report_url,
            pdf_attached,
        }
    }
}

impl Email for ReportReady {
    const NAME: &'static str = "report_ready";
    const IS_SENT: bool = true;

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
            summary: Summary {
                certainty: String::new(),
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
                        "Python + Django",
                        "Your team knows Python, and the admin screens you need are built in.",
                    ),
                    row("web", "Web front end", "Server-driven UI", "Forms and tables need little JavaScript."),
                    row(
                        "database",
                        "System of record",
                        "PostgreSQL",
                        "Your data is relational, and money has to be exact.",
                    ),
                    row("hosting", "Hosting", "Managed platform", "Nobody in the team wants to run servers."),
                ],
                confidence: "High".to_owned(),
                confidence_text: "Your answers point clearly to this stack.".to_owned(),
                reasons: vec!["Python + Django: your team knows Python.".to_owned()],
                biggest_risk: Some(
                    "Two systems hold customer data at first: decide which one is right before you connect them."
                        .to_owned(),
                ),
                next_step: "Build one small feature end to end with Python + Django and PostgreSQL, and deploy it where real users can reach it.".to_owned(),
                buy_instead: None,
                conflicts: Vec::new(),
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
            },
            reference: "SM-7K2M-Q4".to_owned(),
            report_url: "https://stackmatch.example/reports/3q2u0x5r".to_owned(),
            pdf_attached: true,
        };
        let hostile = Self {
            name: Some(
                "<script>alert(1)</script>\r\nBcc: mallory@example.org {{ 7 * 7 }} \u{202e}عالم 🚀"
                    .to_owned(),
            ),
            summary: Summary {
                buy_instead: Some("<b>Shop</b> & \"friends\" {% raw %}".to_owned()),
                next_step: "</div></td><h1>Gotcha</h1>".to_owned(),
                biggest_risk: Some("x".repeat(2_000)),
                ..normal.summary.clone()
            },
            report_url: "https://stackmatch.example/reports/a?b=1&c=\"><script>".to_owned(),
            ..normal.clone()
        };
        let minimal = Self {
            name: None,
            summary: Summary {
                stack: Vec::new(),
                sum: Vec::new(),
                reasons: Vec::new(),
                biggest_risk: None,
                confidence: "Low".to_owned(),
                confidence_text: "Too much is open to be sure.".to_owned(),
                ..normal.summary.clone()
            },
            pdf_attached: false,
            ..normal.clone()
        };
        vec![
            ("normal", normal),
            ("hostile", hostile),
            ("minimal", minimal),
        ]
    }
}
