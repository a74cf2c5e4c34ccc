//! Short mails to staff and operators.

use serde::Serialize;

use super::email::{Email, Fact};

/// To the head of sales: a lead has waited longer than promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SalesEscalation {
    /// Fit and intent: `A1`.
    pub grade: String,
    /// The company, as typed by the prospect; may be empty.
    pub company: String,
    /// The time waited, in words.
    pub waiting: String,
    /// The promised time, in words.
    pub respond_within: String,
    /// What to do.
    pub next_action: String,
    /// Short public id of the lead.
    pub reference: String,
    /// Address of the lead, for staff.
    pub url: String,
}

/// To operators: an alert was raised or resolved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OperatorAlert {
    /// Title of the condition.
    pub condition: String,
    /// What was found, in one sentence.
    pub what: String,
    /// What to do about it; may be empty.
    pub what_to_do: String,
    /// Whether it is resolved.
    pub resolved: bool,
    /// The figures.
    pub facts: Vec<Fact>,
    /// The host that found it.
    pub host: String,
    /// The time, in words.
    pub at: String,
    /// Address of the operations page.
    pub url: String,
}

/// To a staff member who wants to sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StaffSignIn {
    /// The name to greet; may be empty.
    pub name: String,
    /// The link, valid for one use.
    pub url: String,
    /// Minutes until the link expires.
    pub minutes: u32,
    /// The time of the request, in words.
    pub at: String,
    /// The place of the request, in words; empty if unknown.
    pub place: String,
}

const LEAD: &str = "https://stackmatch.example/leads/0198c0de";

impl Email for SalesEscalation {
    const NAME: &'static str = "sales_escalation";
    const IS_SENT: bool = false;

    fn samples() -> Vec<(&'static str, Self)> {
        let normal = Self {
            grade: "A1".to_owned(),
            company: "Navy Yard Ltd".to_owned(),
            waiting: "3 hours".to_owned(),
            respond_within: "1 business hour".to_owned(),
            next_action: "Call within one business hour".to_owned(),
            reference: "SM-7K2M-Q4".to_owned(),
            url: LEAD.to_owned(),
        };
        let hostile = Self {
            company: "\"><img src=x onerror=alert(1)>\r\nBcc: mallory@example.org {% raw %} \u{202e}🚀 עולם".to_owned(),
            ..normal.clone()
        };
        let minimal = Self {
            company: String::new(),
            ..normal.clone()
        };
        vec![
            ("normal", normal),
            ("hostile", hostile),
            ("minimal", minimal),
        ]
    }
}

impl Email for OperatorAlert {
    const NAME: &'static str = "operator_alert";
    const IS_SENT: bool = true;

    fn samples() -> Vec<(&'static str, Self)> {
        let fact = |label: &str, value: &str| Fact {
            label: label.to_owned(),
            value: value.to_owned(),
        };
        let normal = Self {
            condition: "Jobs are dead".to_owned(),
            what: "3 jobs of the queue send_report used up all of their attempts.".to_owned(),
            what_to_do: "Read their errors, fix the cause, and retry them.".to_owned(),
            resolved: false,
            facts: vec![
                fact("send_report", "3"),
                fact("last error", "connection refused"),
            ],
            host: "worker-1".to_owned(),
            at: "25 November 2026, 14:05 UTC".to_owned(),
            url: "https://stackmatch.example/ops".to_owned(),
        };
        let hostile = Self {
            what: "<b>550</b> {{ x }} said \"no\" & hung up".to_owned(),
            facts: vec![fact("last error", &"x".repeat(3_000))],
            ..normal.clone()
        };
        let resolved = Self {
            resolved: true,
            facts: Vec::new(),
            what_to_do: String::new(),
            ..normal.clone()
        };
        vec![
            ("normal", normal),
            ("hostile", hostile),
            ("resolved", resolved),
        ]
    }
}

impl Email for StaffSignIn {
    const NAME: &'static str = "staff_sign_in";
    const IS_SENT: bool = false;

    fn samples() -> Vec<(&'static str, Self)> {
        let normal = Self {
            name: "Grace".to_owned(),
            url: "https://stackmatch.example/sign-in/3q2u0x5r".to_owned(),
            minutes: 15,
            at: "25 November 2026, 14:05 UTC".to_owned(),
            place: "192.0.2.7".to_owned(),
        };
        let minimal = Self {
            name: String::new(),
            place: String::new(),
            ..normal.clone()
        };
        vec![("normal", normal), ("minimal", minimal)]
    }
}
