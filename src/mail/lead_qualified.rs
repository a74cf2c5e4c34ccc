//! The mail to sales about a lead that is new, or whose answers were corrected.

use serde::Serialize;

use super::email::{Email, Rendered};
use super::{TemplateError, Templates};
use crate::i18n::Language;
use crate::report::{Contradiction, StackRow, SumLine};

/// The brief for the first call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeadQualified {
    /// Fit and intent: `A1`.
    pub grade: String,
    /// Id of the action, such as `call_now`.
    pub action: String,
    /// The action as a short instruction.
    pub next_action: String,
    /// The deadline: `18:12 UTC`, with the date if it is another day; empty without one.
    pub respond_by: String,
    /// The gist as labels of the questionnaire; nothing that the prospect typed.
    pub gist: Vec<String>,
    /// The lead in two sentences.
    pub summary: SummaryBrief,
    /// What the prospect corrected, as old and new answer by label; empty for a new lead.
    pub corrections: Vec<AnswerBrief>,
    /// Whether the mail to the prospect waits for a release by staff.
    pub held: bool,
    /// Fit: who and what.
    pub fit: AxisBrief,
    /// Intent: when, and how serious.
    pub intent: AxisBrief,
    /// Rules that overrode the scores.
    pub overrides: Vec<String>,
    /// The person to call.
    pub contact: ContactBrief,
    /// Campaign parameters in one line; empty without any.
    pub campaign: String,
    /// The page that linked to the site; empty if unknown.
    pub referrer: String,
    /// The answers that matter for a first call, with the labels of the questionnaire.
    pub answers: Vec<AnswerBrief>,
    /// Budget, launch date and monthly limit against what the plan needs.
    pub sum: Vec<SumLine>,
    /// Answers that conflict.
    pub contradictions: Vec<Contradiction>,
    /// Questions for the call.
    pub ask_on_the_call: Vec<String>,
    /// The recommended stack.
    pub stack: Vec<StackRow>,
    /// Short public id of the lead.
    pub reference: String,
    /// Address of the lead, for staff.
    pub lead_url: String,
    /// Address of the report, as the prospect sees it.
    pub report_url: String,
}

/// One axis of the grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AxisBrief {
    /// Points, out of 100.
    pub score: i64,
    /// The letter or the level.
    pub mark: String,
    /// What the points are for.
    pub reasons: Vec<PointsBrief>,
}

/// Points and what they are for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct PointsBrief {
    pub points: i64,
    pub text: String,
}

/// What the summary is written from; each is empty if it is unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct SummaryBrief {
    pub who: String,
    pub product: String,
    pub stage: String,
    pub budget: String,
    pub start: String,
    pub launch: String,
}

/// An answer by label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct AnswerBrief {
    pub label: String,
    pub value: String,
}

/// The contact, as typed by the prospect.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct ContactBrief {
    pub name: String,
    pub email: String,
    pub company: String,
    pub country: String,
    pub phone: String,
    pub best_time: String,
    /// The time of day there when they wrote: `15:12`; empty if the country has several.
    pub local_time: String,
    pub message: Option<String>,
}

/// The longest subject, in characters.
const SUBJECT: usize = 78;

impl Email for LeadQualified {
    const NAME: &'static str = "lead_qualified";

    /// Leaves out as much of the gist as makes the subject too long.
    fn render(&self, templates: &Templates, language: Language) -> Result<Rendered, TemplateError> {
        let mut rendered = templates.render(self, language)?;
        let mut shorter = self.clone();
        while rendered.subject.chars().count() > SUBJECT && shorter.gist.pop().is_some() {
            rendered = templates.render(&shorter, language)?;
        }
        Ok(rendered)
    }

    fn samples() -> Vec<(&'static str, Self)> {
        let points = |points, text: &str| PointsBrief {
            points,
            text: text.to_owned(),
        };
        let answer = |label: &str, value: &str| AnswerBrief {
            label: label.to_owned(),
            value: value.to_owned(),
        };
        let normal = Self {
            grade: "A1".to_owned(),
            action: "call_now".to_owned(),
            next_action: "Call within one business hour".to_owned(),
            respond_by: "18:12 UTC".to_owned(),
            gist: vec![
                "business portal".to_owned(),
                "more than 500,000".to_owned(),
                "right away".to_owned(),
            ],
            summary: SummaryBrief {
                who: "Navy Yard Ltd (United States)".to_owned(),
                product: "Business portal".to_owned(),
                stage: "Replacing an older system".to_owned(),
                budget: "More than $500,000".to_owned(),
                start: "Right away".to_owned(),
                launch: String::new(),
            },
            corrections: Vec::new(),
            held: false,
            fit: AxisBrief {
                score: 82,
                mark: "A".to_owned(),
                reasons: vec![
                    points(25, "Budget of 150,000 to 500,000"),
                    points(20, "Decides as CTO"),
                    points(15, "Wants us to build all of it"),
                ],
            },
            intent: AxisBrief {
                score: 71,
                mark: "1".to_owned(),
                reasons: vec![
                    points(35, "Wants to start now"),
                    points(15, "Replaces a live system"),
                ],
            },
            overrides: Vec::new(),
            contact: ContactBrief {
                name: "Grace Hopper".to_owned(),
                email: "grace@navy.example".to_owned(),
                company: "Navy Yard Ltd".to_owned(),
                country: "US".to_owned(),
                phone: "+1 212 555 0142".to_owned(),
                best_time: "Weekdays after 14:00".to_owned(),
                local_time: String::new(),
                message: Some("We replace a COBOL system.\nThe contract ends in June.".to_owned()),
            },
            campaign: "medium=mail, source=newsletter".to_owned(),
            referrer: "https://search.example/?q=django".to_owned(),
            answers: vec![
                answer(
                    "Product",
                    "Customer or business portal (CRM, ERP)",
                ),
                answer("Start", "Now"),
            ],
            sum: vec![
                SumLine {
                    id: "build".to_owned(),
                    label: "Budget".to_owned(),
                    verdict: "fits".to_owned(),
                    verdict_text: "Fits".to_owned(),
                    text: "26–38 person-weeks come to 110,000–210,000 USD. That fits your budget (“More than 500,000”)."
                        .to_owned(),
                    change: String::new(),
                },
                SumLine {
                    id: "launch".to_owned(),
                    label: "Launch".to_owned(),
                    verdict: "short".to_owned(),
                    verdict_text: "Short".to_owned(),
                    text: "The first release takes 12–18 weeks. The time you gave (“Less than two months”) is short by 4–10 weeks."
                        .to_owned(),
                    change: "Allow more time: “Four to nine months”.".to_owned(),
                },
            ],
            contradictions: vec![Contradiction {
                id: "budget_vs_scale".to_owned(),
                text: "The budget is small for the number of users.".to_owned(),
                change: "Plan for the users of the first year.".to_owned(),
            }],
            ask_on_the_call: vec![
                "How many people work in your company?".to_owned(),
                "Who will build it?".to_owned(),
            ],
            stack: vec![StackRow {
                id: "backend".to_owned(),
                layer: "Back end".to_owned(),
                choice: "Python + Django".to_owned(),
                ..StackRow::default()
            }],
            reference: "SM-7K2M-Q4".to_owned(),
            lead_url: "https://stackmatch.example/staff/leads/0198c0de".to_owned(),
            report_url: "https://stackmatch.example/reports/3q2u0x5r".to_owned(),
        };
        let hostile = Self {
            contact: ContactBrief {
                name: "\"><img src=x onerror=alert(1)>\r\nBcc: mallory@example.org".to_owned(),
                email: "o'neill+{{x}}@example.org".to_owned(),
                company: "{% include 'layout' %} <b>Böse & Söhne</b> \u{202e}🚀 עולם".to_owned(),
                country: "DE".to_owned(),
                phone: "+49 30 5550142".to_owned(),
                best_time: "<b>now</b>\r\nBcc: mallory@example.org".to_owned(),
                local_time: "18:12".to_owned(),
                message: Some(format!(
                    "</td></table><h1>Hi</h1>\n.\nQUIT\n\n{}",
                    "wort".repeat(500)
                )),
            },
            summary: SummaryBrief {
                who: "{% include 'layout' %} <b>Böse & Söhne</b> (Germany)".to_owned(),
                ..normal.summary.clone()
            },
            campaign: "source=<b>{{ 1 }}</b>".to_owned(),
            referrer: "javascript:alert(1)\r\nBcc: mallory@example.org".to_owned(),
            overrides: vec!["<i>Free mail</i>".to_owned()],
            ..normal.clone()
        };
        let minimal = Self {
            grade: "D3".to_owned(),
            action: "hold".to_owned(),
            next_action: "Leave to self-service".to_owned(),
            respond_by: String::new(),
            gist: Vec::new(),
            summary: SummaryBrief::default(),
            held: true,
            fit: AxisBrief {
                score: 0,
                mark: "D".to_owned(),
                reasons: Vec::new(),
            },
            intent: AxisBrief {
                score: 0,
                mark: "3".to_owned(),
                reasons: Vec::new(),
            },
            contact: ContactBrief {
                email: "someone@example.org".to_owned(),
                ..ContactBrief::default()
            },
            campaign: String::new(),
            referrer: String::new(),
            answers: Vec::new(),
            sum: Vec::new(),
            contradictions: Vec::new(),
            ask_on_the_call: Vec::new(),
            stack: Vec::new(),
            ..normal.clone()
        };
        let corrected = Self {
            corrections: vec![answer("Skills", "JavaScript or TypeScript → Python")],
            ..normal.clone()
        };
        vec![
            ("normal", normal),
            ("corrected", corrected),
            ("hostile", hostile),
            ("minimal", minimal),
        ]
    }
}
