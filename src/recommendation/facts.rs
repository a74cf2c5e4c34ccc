//! Tiers of scale, team, budget and risk, and after the choice what was chosen.
//!
//! What the answers leave open stays open: a derived fact is a span from the lowest to the highest value that is still
//! possible, and a condition holds only if it holds for the whole span.

mod derive;

use std::collections::BTreeSet;

use super::decision::Decision;
use super::requests;
use crate::content::Content;
use crate::content::condition::{Condition, Facts, Truth, Value};
use crate::content::model::Asked;
use crate::content::model::vocabulary::{
    CHOSEN, DERIVED, NEEDED, PICKS, PICKS_VALUES, REQUESTED, REQUESTS,
};
use crate::intake::Answers;

/// Everything a condition may ask about.
#[derive(Debug)]
pub struct Situation<'a> {
    answers: &'a Answers,
    /// Per entry of [`DERIVED`]: the lowest and the highest value that the answers leave possible.
    derived: [Option<Span>; DERIVED.len()],
    after: Option<AfterChoice>,
}

/// Positions among the values of a derived fact, lowest and highest.
type Span = (usize, usize);

#[derive(Debug)]
struct AfterChoice {
    chosen: Vec<String>,
    needed: Vec<String>,
    picks: Vec<String>,
    requested: Vec<String>,
    requests: Vec<String>,
}

/// A situation with one value supposed where the answers leave several possible.
struct Supposing<'a> {
    situation: &'a Situation<'a>,
    values: [Option<usize>; DERIVED.len()],
}

impl<'a> Situation<'a> {
    /// What the answers say before anything is chosen.
    pub fn of(answers: &'a Answers) -> Self {
        let mut derived = derive::spans(answers);
        for (span, (_, values)) in derived.iter_mut().zip(DERIVED) {
            let top = values.len() - 1;
            *span = span
                .map(|(low, high)| (low.min(top), high.min(top)))
                .filter(|span| *span != (0, top));
        }
        Self {
            answers,
            derived,
            after: None,
        }
    }

    /// What is known of a condition. Where only the range of a fact is known, it holds if it holds for all of the range.
    pub fn truth(&self, asked: &Asked) -> Truth {
        let open = |at: &usize| self.derived[*at].is_some_and(|(low, high)| low < high);
        if !asked.derived.iter().any(open) {
            return asked.condition.eval(self);
        }
        let mut supposing = Supposing {
            situation: self,
            values: [None; DERIVED.len()],
        };
        supposing.truth(&asked.condition, &asked.derived)
    }

    /// The same for a condition that is asked once.
    pub fn truth_of(&self, condition: &Condition) -> Truth {
        let is_open = |span: &Option<Span>| span.is_some_and(|(low, high)| low < high);
        if !self.derived.iter().any(is_open) {
            return condition.eval(self);
        }
        let names: Vec<&str> = condition.names().collect();
        let named = |at: &usize| is_open(&self.derived[*at]) && names.contains(&DERIVED[*at].0);
        let mut supposing = Supposing {
            situation: self,
            values: [None; DERIVED.len()],
        };
        let derived: Vec<usize> = (0..DERIVED.len()).filter(named).collect();
        supposing.truth(condition, &derived)
    }

    /// Whether `when` is known to hold and `except` is not.
    pub fn applies(&self, when: &Condition, except: Option<&Condition>) -> bool {
        self.truth_of(when).holds() && !except.is_some_and(|except| self.truth_of(except).holds())
    }

    /// Adds what was chosen, so that risks can ask about it.
    pub fn remember(&mut self, content: &Content, decision: &Decision) {
        let (selection, scores, stack) = (&decision.selection, &decision.scores, &decision.stack);
        let model = &content.model;
        let picked: Vec<usize> = stack.choice.iter().flatten().copied().collect();
        let wanted = requests::wanted(content, self.answers);
        let chosen = picked.iter().map(|at| model.candidates[*at].technology);
        let layers = content.catalogue.layers.iter().zip(&selection.needed);
        let strangers = picked
            .iter()
            .filter(|at| scores.skill_of(model, **at) == Some(0))
            .count();
        let picks = PICKS_VALUES
            .into_iter()
            .zip([strangers > 0, strangers > 2, stack.over_budget]);
        self.after = Some(AfterChoice {
            chosen: ids_and_traits(content, chosen),
            needed: layers
                .filter(|(_, need)| need.needed)
                .map(|(layer, _)| layer.id.clone())
                .collect(),
            picks: picks
                .filter(|(_, holds)| *holds)
                .map(|(name, _)| name.to_owned())
                .collect(),
            requested: ids_and_traits(content, wanted.iter().copied()),
            requests: requests::weigh(content, self.answers, selection, &wanted),
        });
    }
}

/// What a condition may ask of technologies, given by their positions.
fn ids_and_traits(content: &Content, technologies: impl Iterator<Item = usize>) -> Vec<String> {
    let known = technologies.map(|at| &content.catalogue.technologies[at]);
    let names: BTreeSet<&String> = known
        .flat_map(|known| known.traits.iter().chain([&known.id]))
        .collect();
    names.into_iter().cloned().collect()
}

impl Facts for Situation<'_> {
    fn lookup(&self, name: &str) -> Value<'_> {
        if let Some(at) = DERIVED.iter().position(|(known, _)| *known == name) {
            return match self.derived[at] {
                Some((low, high)) if low == high => Value::One(DERIVED[at].1[low]),
                _ => Value::Unknown,
            };
        }
        match (name, &self.after) {
            (CHOSEN, Some(after)) => Value::Many(&after.chosen),
            (NEEDED, Some(after)) => Value::Many(&after.needed),
            (PICKS, Some(after)) => Value::Many(&after.picks),
            (REQUESTED, Some(after)) => Value::Many(&after.requested),
            (REQUESTS, Some(after)) => Value::Many(&after.requests),
            _ => self.answers.lookup(name),
        }
    }
}

impl Facts for Supposing<'_> {
    fn lookup(&self, name: &str) -> Value<'_> {
        let supposed = DERIVED.iter().zip(self.values);
        supposed
            .filter(|((known, _), _)| *known == name)
            .find_map(|((_, values), at)| at.map(|at| Value::One(values[at])))
            .unwrap_or_else(|| self.situation.lookup(name))
    }
}

impl Supposing<'_> {
    fn truth(&mut self, condition: &Condition, open: &[usize]) -> Truth {
        let Some((fact, rest)) = open.split_first() else {
            return condition.eval(self);
        };
        let Some((low, high)) = self.situation.derived[*fact].filter(|(low, high)| low < high)
        else {
            return self.truth(condition, rest);
        };
        let mut found = None;
        for value in low..=high {
            self.values[*fact] = Some(value);
            let truth = self.truth(condition, rest);
            if truth == Truth::Unknown || found.is_some_and(|found| found != truth) {
                found = Some(Truth::Unknown);
                break;
            }
            found = Some(truth);
        }
        self.values[*fact] = None;
        found.unwrap_or(Truth::Unknown)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::content::model::vocabulary::Words;
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
                &given(&[
                    ("mau", "lt1k"),
                    ("concurrency", "10k_100k"),
                    ("stage", "scaling")
                ]),
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
        let answers = given(&[("sensitivity", "internal")]).with(
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

    fn holds(answers: &Answers, text: &str) -> Truth {
        let words = Words {
            questionnaire: &crate::recommendation::tests::CONTENT.questionnaire,
            catalogue: None,
        };
        let mut condition = Condition::parse(text).unwrap();
        assert_eq!(condition.bind(&words), Vec::<String>::new());
        Situation::of(answers).truth_of(&condition)
    }

    #[test]
    fn half_an_answer_leaves_a_range_and_a_condition_holds_only_for_all_of_it() {
        let health = given(&[("sensitivity", "health_financial")]);
        assert_eq!(holds(&health, "risk_tier == high"), Truth::True);
        let personal = given(&[("sensitivity", "personal")]);
        assert_eq!(holds(&personal, "risk_tier >= medium"), Truth::True);
        assert_eq!(holds(&personal, "risk_tier == low"), Truth::False);
        assert_eq!(holds(&personal, "risk_tier == high"), Truth::Unknown);
        let busy = given(&[("concurrency", "gt100k"), ("stage", "scaling")]);
        assert_eq!(
            holds(&busy, "scale_tier >= huge"),
            Truth::True,
            "whatever the month brings"
        );
        let unsaid = given(&[("mau", "100k_1m")]);
        assert_eq!(holds(&unsaid, "scale_tier >= medium"), Truth::True);
        assert_eq!(
            holds(&unsaid, "scale_tier >= large"),
            Truth::Unknown,
            "an idea would count one tier lower"
        );
        assert_eq!(
            holds(&unsaid, "scale_tier == large or scale_tier == medium"),
            Truth::True
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
