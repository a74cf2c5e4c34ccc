//! Signals give points, points give bands, and explicit rules may override them.

use std::collections::BTreeSet;

use super::address::{self, Mailbox};
use super::{Behaviour, Fit, Intent, Qualification, Reason};
use crate::content::Content;
use crate::content::condition::{Condition, NOT_SURE};
use crate::content::qualification::{Instruction, QualificationModel, Route, Signal, Worth};
use crate::intake::{Answers, Contact, progress};

const SPAM: &str = "spam";
const NONE: &str = "none";

/// A lead to be graded.
pub struct Scoring<'a> {
    /// The signals and rules.
    pub content: &'a Content,
    /// What the visitor answered.
    pub answers: &'a Answers,
    /// What the visitor did.
    pub behaviour: &'a Behaviour,
}

impl Scoring<'_> {
    /// The grade with its reasons.
    pub fn qualify(&self) -> Qualification {
        let model = self.model();
        let mut overrides = Vec::new();
        let mut fit = self.fit();
        let mut intent = self.intent();
        let spam = self.mailbox() == Some(Mailbox::Disposable);
        if self.holds(&model.overrides.small_budget_when) && fit.letter.as_str() < "C" {
            fit.letter = "C".into();
            overrides.push(model.overrides.small_budget.clone());
        }
        if self.holds(&model.overrides.student_when) && fit.letter != "D" {
            fit.letter = "D".into();
            overrides.push(model.overrides.student.clone());
        }
        if self.is_competitor() && fit.letter != "D" {
            fit.letter = "D".into();
            overrides.push(model.overrides.competitor.clone());
        }
        if self.behaviour.call_booked && intent.level != 1 {
            intent.level = 1;
            overrides.push(model.overrides.booked_call.clone());
        }
        let mut grade = format!("{}{}", fit.letter, intent.level);
        if spam {
            grade = SPAM.into();
            overrides.push(model.overrides.spam.clone());
        }
        let route = model.route(&grade);
        let instruction = route.map(|route| self.instruction(route));
        Qualification {
            ask_on_the_call: self.ask_on_the_call(),
            fit,
            intent,
            overrides,
            spam,
            next_action: instruction
                .map(|instruction| instruction.action.clone())
                .unwrap_or_default(),
            next_action_text: instruction
                .map(|instruction| instruction.text.clone())
                .unwrap_or_default(),
            respond_within_minutes: route.and_then(|route| route.respond_within_minutes),
            grade,
            version: model.version.clone(),
        }
    }

    fn model(&self) -> &QualificationModel {
        &self.content.qualification
    }

    fn holds(&self, condition: &Condition) -> bool {
        condition.eval(self.answers).holds()
    }

    /// Whether the answers take a path of the questionnaire. What it does not ask must not cost a grade.
    fn takes_a_path(&self) -> bool {
        self.content.questionnaire.path(self.answers).is_some()
    }

    /// What a route says about this contact: it never says call without consent to it or without a number.
    fn instruction<'r>(&self, route: &'r Route) -> &'r Instruction {
        let contact = self.answers.contact();
        let may_call = contact.is_some_and(Contact::can_be_called);
        let takes_news = contact.is_some_and(|contact| contact.news);
        let instead = match (may_call, takes_news) {
            (false, _) if route.without_call.is_some() => route.without_call.as_ref(),
            (_, false) => route.without_news.as_ref(),
            _ => None,
        };
        instead.unwrap_or(&route.instruction)
    }

    /// The first case of each signal that holds.
    fn first<'s>(
        &self,
        signals: &'s [Signal<Condition>],
    ) -> impl Iterator<Item = Reason> + use<'_, 's> {
        signals.iter().filter_map(|signal| {
            let Some(case) = signal.cases.iter().find(|case| self.holds(&case.when)) else {
                let open = signal.open.as_ref().filter(|_| self.takes_a_path())?;
                return Some(reason(&signal.signal, open));
            };
            Some(Reason {
                points: case.points,
                signal: signal.signal.clone(),
                text: case.text.clone(),
            })
        })
    }

    fn fit(&self) -> Fit {
        let model = self.model();
        let mut reasons: Vec<Reason> = self.first(&model.fit).collect();
        let (depth, several) = (&model.depth, &model.depth.several);
        let chosen = self
            .answers
            .many(&several.question)
            .unwrap_or_default()
            .iter()
            .filter(|option| *option != NONE)
            .count();
        let cases = depth
            .cases
            .iter()
            .filter(|case| self.holds(&case.when))
            .map(|case| (case.points, &case.text));
        let mut left = depth.cap;
        for (points, text) in
            cases.chain((chosen >= several.least).then_some((several.points, &several.text)))
        {
            let points = points.min(left);
            left -= points;
            reasons.push(Reason {
                points,
                signal: depth.signal.clone(),
                text: text.clone(),
            });
        }
        if let Some(country) = self
            .answers
            .contact()
            .map(|contact| contact.country.as_str())
            .filter(|country| !country.is_empty())
        {
            let market = &model.market;
            let listed = |list: &[String]| list.iter().any(|listed| listed == country);
            let worth = match (
                listed(&market.served_countries),
                listed(&market.servable_countries),
            ) {
                (true, _) => &market.served,
                (_, true) => &market.servable,
                _ => &market.not_served,
            };
            reasons.push(reason(&market.signal, worth));
        }
        let score = total(&reasons);
        let letter = model
            .bands
            .fit
            .iter()
            .find(|band| score >= band.from)
            .map(|band| band.letter.clone())
            .unwrap_or_default();
        Fit {
            letter,
            reasons,
            score,
        }
    }

    fn intent(&self) -> Intent {
        let model = self.model();
        let mut reasons: Vec<Reason> = self.first(&model.intent).collect();
        let done = progress(&self.content.questionnaire, self.answers);
        if done.visible_core > 0 && done.answered_core == done.visible_core {
            reasons.push(reason(&model.effort.signal, &model.effort.core));
        }
        let refine = &model.effort.refine;
        if done.visible_refine > 0
            && done.answered_refine * 100 >= done.visible_refine * refine.percent as usize
        {
            reasons.push(reason(&model.effort.signal, refine));
        }
        if self.holds(&model.clarity.when) {
            let clarity = &model.clarity;
            reasons.push(Reason {
                points: clarity.points,
                signal: clarity.signal.clone(),
                text: clarity.text.clone(),
            });
        }
        reasons.extend(self.behaved());
        match self.mailbox() {
            Some(Mailbox::Work) => reasons.push(reason(&model.contact.signal, &model.contact.work)),
            Some(Mailbox::Free) => reasons.push(reason(&model.contact.signal, &model.contact.free)),
            _ => {}
        }
        let kept = 100 - model.decay_percent_per_30_days.min(100);
        let score = (0..self.behaviour.idle_days / 30)
            .take(24)
            .fold(total(&reasons), |score, _| score * kept / 100);
        let level = model
            .bands
            .intent
            .iter()
            .find(|band| score >= band.from)
            .map_or(3, |band| band.level);
        Intent {
            level,
            reasons,
            score,
        }
    }

    /// Points for what the visitor did, up to a cap.
    fn behaved(&self) -> Vec<Reason> {
        let model = &self.model().behaviour;
        let happened = [
            (self.behaviour.call_booked, &model.call_booked),
            (self.behaviour.report_reopened, &model.report_reopened),
            (
                self.behaviour.matchups_read >= model.matchups_read.least,
                &model.matchups_read,
            ),
        ];
        let mut left = model.cap;
        let counted = happened
            .into_iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, worth)| {
                let points = worth.points.min(left);
                left -= points;
                Reason {
                    points,
                    signal: model.signal.clone(),
                    text: worth.text.clone(),
                }
            });
        counted.collect()
    }

    fn mailbox(&self) -> Option<Mailbox> {
        let address = self
            .answers
            .contact()
            .map(|contact| contact.work_email.as_str())
            .filter(|address| !address.is_empty())?;
        Some(address::mailbox(
            address,
            &self.model().contact.free_domains,
            &self.model().contact.disposable_domains,
        ))
    }

    fn is_competitor(&self) -> bool {
        let domain = self
            .answers
            .contact()
            .and_then(|contact| address::domain(&contact.work_email));
        domain.is_some_and(|domain| {
            address::listed(&domain, &self.model().overrides.competitor_domains)
        })
    }

    /// Open questions that would have counted, in the order of the questionnaire.
    fn ask_on_the_call(&self) -> Vec<String> {
        let model = self.model();
        let of_signals = model
            .fit
            .iter()
            .chain(&model.intent)
            .flat_map(|signal| &signal.cases);
        let named = of_signals.flat_map(|case| case.when.names());
        let others = model
            .depth
            .questions
            .iter()
            .chain(&model.clarity.questions)
            .map(String::as_str);
        let counted: BTreeSet<&str> = named.chain(others).collect();
        let is_open =
            |id: &str| self.answers.answer(id).is_none() || self.answers.has(id, NOT_SURE);
        self.content
            .questionnaire
            .questions()
            .map(|question| question.id.as_str())
            .filter(|id| counted.contains(id) && is_open(id))
            .map(str::to_owned)
            .collect()
    }
}

fn reason(signal: &str, worth: &Worth) -> Reason {
    Reason {
        points: worth.points,
        signal: signal.to_owned(),
        text: worth.text.clone(),
    }
}

fn total(reasons: &[Reason]) -> u32 {
    reasons
        .iter()
        .map(|reason| reason.points)
        .sum::<u32>()
        .min(100)
}
