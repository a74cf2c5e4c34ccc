//! The answers become facts: tiers of scale, team, budget and risk, and after the choice what was chosen.

use std::collections::BTreeSet;

use super::choice::Stack;
use super::requests;
use super::scoring::Scores;
use super::selection::Selection;
use crate::content::Content;
use crate::content::condition::{Facts, NOT_SURE, Value};
use crate::content::model::vocabulary::{CHOSEN, DERIVED, NEEDED, PICKS, PICKS_VALUES, REQUESTS};
use crate::intake::Answers;

/// Everything a condition may ask about.
#[derive(Debug)]
pub struct Situation<'a> {
    answers: &'a Answers,
    /// One value per entry of [`DERIVED`].
    derived: [Option<&'static str>; DERIVED.len()],
    after: Option<AfterChoice>,
}

#[derive(Debug)]
struct AfterChoice {
    chosen: Vec<String>,
    needed: Vec<String>,
    picks: Vec<String>,
    requests: Vec<String>,
}

impl<'a> Situation<'a> {
    /// What the answers say before anything is chosen.
    pub fn of(answers: &'a Answers) -> Self {
        let places = [
            scale(answers),
            place(
                answers,
                "realtime",
                &[
                    ("none", 0),
                    ("notifications", 1),
                    ("live_dashboards", 2),
                    ("chat_presence", 3),
                    ("telemetry", 3),
                    ("collab_editing", 4),
                    ("audio_video", 4),
                ],
            ),
            place(
                answers,
                "team_size",
                &[
                    ("none", 0),
                    ("1_2", 1),
                    ("3_5", 2),
                    ("6_15", 3),
                    ("16_50", 4),
                    ("gt50", 5),
                ],
            ),
            place(
                answers,
                "ops",
                &[("none", 0), ("basic", 1), ("devops", 2), ("platform", 3)],
            ),
            place(
                answers,
                "budget",
                &[
                    ("lt15k", 0),
                    ("15_50k", 1),
                    ("50_150k", 2),
                    ("150_500k", 3),
                    ("gt500k", 4),
                ],
            ),
            risk(answers),
            count(answers, "integrations", &["none"], 0),
            count(answers, "channels", &[], 1),
        ];
        let mut derived = [None; DERIVED.len()];
        for ((slot, place), (_, values)) in derived.iter_mut().zip(places).zip(DERIVED) {
            *slot = place.map(|at| values[at.min(values.len() - 1)]);
        }
        Self {
            answers,
            derived,
            after: None,
        }
    }

    /// Adds what was chosen, so that risks can ask about it.
    pub fn remember(
        &mut self,
        content: &Content,
        selection: &Selection,
        scores: &Scores,
        stack: &Stack,
    ) {
        let model = &content.model;
        let picked: Vec<usize> = stack.choice.iter().flatten().copied().collect();
        let technology =
            |at: &usize| &content.catalogue.technologies[model.candidates[*at].technology];
        let chosen: BTreeSet<String> = picked
            .iter()
            .map(technology)
            .flat_map(|known| known.traits.iter().chain([&known.id]))
            .cloned()
            .collect();
        let layers = content.catalogue.layers.iter().zip(&selection.needed);
        let strangers = picked
            .iter()
            .filter(|at| scores.skill_of(content, **at) == Some(0))
            .count();
        let picks = PICKS_VALUES
            .into_iter()
            .zip([strangers > 0, strangers > 2, stack.over_budget]);
        self.after = Some(AfterChoice {
            chosen: chosen.into_iter().collect(),
            needed: layers
                .filter(|(_, need)| need.needed)
                .map(|(layer, _)| layer.id.clone())
                .collect(),
            picks: picks
                .filter(|(_, holds)| *holds)
                .map(|(name, _)| name.to_owned())
                .collect(),
            requests: requests::weigh(content, self.answers, selection),
        });
    }
}

impl Facts for Situation<'_> {
    fn lookup(&self, name: &str) -> Value<'_> {
        if let Some(at) = DERIVED.iter().position(|(known, _)| *known == name) {
            return self.derived[at].map_or(Value::Unknown, Value::One);
        }
        match (name, &self.after) {
            (CHOSEN, Some(after)) => Value::Many(&after.chosen),
            (NEEDED, Some(after)) => Value::Many(&after.needed),
            (PICKS, Some(after)) => Value::Many(&after.picks),
            (REQUESTS, Some(after)) => Value::Many(&after.requests),
            _ => self.answers.lookup(name),
        }
    }
}

fn place(answers: &Answers, question: &str, places: &[(&str, usize)]) -> Option<usize> {
    let chosen = answers.one(question)?;
    places
        .iter()
        .find(|(option, _)| *option == chosen)
        .map(|(_, place)| *place)
}

/// Size for the next twelve months: an idea counts one tier lower, because hopes are larger than first years.
/// Concurrency can only raise what the monthly users say; without monthly users nothing is known.
fn scale(answers: &Answers) -> Option<usize> {
    let users = place(
        answers,
        "mau",
        &[
            ("lt1k", 0),
            ("1k_10k", 1),
            ("10k_100k", 2),
            ("100k_1m", 3),
            ("1m_10m", 4),
            ("gt10m", 5),
        ],
    )?;
    let at_once = place(
        answers,
        "concurrency",
        &[
            ("lt100", 0),
            ("100_1k", 1),
            ("1k_10k", 2),
            ("10k_100k", 4),
            ("gt100k", 5),
        ],
    );
    let early = matches!(answers.one("stage"), Some("idea" | "prototype"));
    Some(
        users
            .max(at_once.unwrap_or(0))
            .saturating_sub(usize::from(early)),
    )
}

/// The worst of the rules that bind and of what the data is.
fn risk(answers: &Answers) -> Option<usize> {
    let rules = answers
        .many("compliance")
        .filter(|rules| !rules.iter().any(|rule| rule == NOT_SURE))
        .map(|rules| {
            let weight = |rule: &String| match rule.as_str() {
                "hipaa" | "hds_national_health" | "pci_dss" | "fedramp_gov" => 2,
                "none" => 0,
                _ => 1,
            };
            rules.iter().map(weight).max().unwrap_or(0)
        });
    let data = place(
        answers,
        "sensitivity",
        &[
            ("public", 0),
            ("internal", 0),
            ("personal", 1),
            ("health_financial", 2),
        ],
    );
    match (rules, data) {
        (None, None) => None,
        (rules, data) => Some(rules.unwrap_or(0).max(data.unwrap_or(0))),
    }
}

fn count(answers: &Answers, question: &str, nothing: &[&str], less: usize) -> Option<usize> {
    let chosen = answers.many(question)?;
    Some(
        chosen
            .iter()
            .filter(|one| !nothing.contains(&one.as_str()))
            .count()
            .saturating_sub(less),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::intake::Answer;

    fn given(pairs: &[(&str, &str)]) -> Answers {
        pairs
            .iter()
            .fold(Answers::default(), |answers, (question, option)| {
                answers.with(question, Answer::One((*option).into()))
            })
    }

    fn value(answers: &Answers, name: &str) -> Option<String> {
        match Situation::of(answers).lookup(name) {
            Value::One(value) => Some(value.to_owned()),
            _ => None,
        }
    }

    #[test]
    fn an_idea_is_sized_one_tier_below_its_hopes() {
        assert_eq!(
            value(
                &given(&[("mau", "1m_10m"), ("stage", "scaling")]),
                "scale_tier"
            )
            .as_deref(),
            Some("huge")
        );
        assert_eq!(
            value(
                &given(&[("mau", "1m_10m"), ("stage", "idea")]),
                "scale_tier"
            )
            .as_deref(),
            Some("large")
        );
        assert_eq!(
            value(&given(&[("mau", "lt1k"), ("stage", "idea")]), "scale_tier").as_deref(),
            Some("tiny")
        );
        assert_eq!(
            value(
                &given(&[("mau", "lt1k"), ("concurrency", "10k_100k")]),
                "scale_tier"
            )
            .as_deref(),
            Some("huge")
        );
    }

    #[test]
    fn silence_and_doubt_leave_a_fact_unknown() {
        assert_eq!(value(&Answers::default(), "scale_tier"), None);
        assert_eq!(value(&given(&[("mau", "not_sure")]), "scale_tier"), None);
        assert_eq!(
            value(&given(&[("budget", "not_sure")]), "budget_tier"),
            None
        );
        assert_eq!(value(&Answers::default(), "risk_tier"), None);
    }

    #[test]
    fn the_strictest_rule_sets_the_risk() {
        let answers = Answers::default().with(
            "compliance",
            Answer::Many(vec!["gdpr".into(), "hipaa".into()]),
        );
        assert_eq!(value(&answers, "risk_tier").as_deref(), Some("high"));
        assert_eq!(
            value(
                &answers.with("compliance", Answer::Many(vec!["gdpr".into()])),
                "risk_tier"
            )
            .as_deref(),
            Some("medium")
        );
    }

    #[test]
    fn systems_to_connect_are_counted_without_none() {
        let connected = |options: &[&str]| {
            let answers = Answers::default().with(
                "integrations",
                Answer::Many(options.iter().map(|one| (*one).into()).collect()),
            );
            value(&answers, "integration_count").unwrap()
        };
        assert_eq!(connected(&["none"]), "none");
        assert_eq!(connected(&["crm"]), "one");
        assert_eq!(connected(&["crm", "erp", "sso"]), "several");
    }
}
