//! The mail to operators about an alert.

use serde::Serialize;

use super::email::{Email, Fact};

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

impl Email for OperatorAlert {
    const NAME: &'static str = "operator_alert";

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
