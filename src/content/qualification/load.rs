//! Loads `content/qualification.yaml` and checks it.

use serde_saphyr::Spanned;

use super::{Case, Clarity, Depth, Grading, Overrides, QualificationModel, Signal};
use crate::content::condition::Condition;
use crate::content::questionnaire::Questionnaire;
use crate::content::source::{File, Problem, Source, yaml};

pub(super) const FILE: &str = "qualification.yaml";

impl QualificationModel {
    /// Reads the model. `None` if anything is wrong; every mistake is added to `problems`.
    pub fn load(
        source: &Source,
        questionnaire: &Questionnaire,
        problems: &mut Vec<Problem>,
    ) -> Option<Self> {
        let Some(file) = source.file(FILE) else {
            problems.push(Problem::whole(
                FILE,
                "this file is missing; no lead can be graded without it",
            ));
            return None;
        };
        let raw: Grading<Spanned<String>> =
            yaml(file).map_err(|problem| problems.push(problem)).ok()?;
        let before = problems.len();
        let mut load = |text: Spanned<String>| {
            let condition = Condition::load(&text, file, questionnaire, problems);
            // A mistake was reported; the stand-in is never used, because nothing is returned then.
            condition.or_else(|| Condition::parse("false").ok())
        };
        let model = raw.parsed(&mut load)?;
        model.check(file, questionnaire, problems);
        (problems.len() == before).then_some(model)
    }

    fn check(&self, file: &File, questionnaire: &Questionnaire, problems: &mut Vec<Problem>) {
        let mut say = |message: String| problems.push(file.problem(1, 1, message));
        for letter in &self.bands.fit {
            for level in &self.bands.intent {
                let grade = format!("{}{}", letter.letter, level.level);
                if self.route(&grade).is_none() {
                    say(format!(
                        "no route says what to do with the grade {grade}; add it to `routing`"
                    ));
                }
            }
        }
        for route in &self.routing {
            let calls = route.instruction.action.starts_with("call");
            if calls && route.without_call.is_none() {
                say(format!(
                    "the route of {} calls everybody; add `without_call` for those who did not agree to a call or gave no number",
                    route.grades.join(", ")
                ));
            }
            if let Some(other) = route
                .instructions()
                .skip(1)
                .find(|other| other.action.starts_with("call"))
            {
                say(format!(
                    "`{}` cannot be what is done without a call",
                    other.action
                ));
            }
        }
        if self.bands.fit.last().is_none_or(|last| last.from > 0)
            || self.bands.intent.last().is_none_or(|last| last.from > 0)
        {
            say("the last band of `fit` and of `intent` must start at 0".into());
        }
        for country in self
            .market
            .served_countries
            .iter()
            .chain(&self.market.servable_countries)
        {
            if questionnaire.country(country).is_none() {
                say(format!(
                    "there is no country `{country}`; use the two-letter codes of `countries.yaml`"
                ));
            }
        }
        for question in self
            .depth
            .questions
            .iter()
            .chain(&self.clarity.questions)
            .chain([&self.depth.several.question])
        {
            if questionnaire.question(question).is_none() {
                say(format!("there is no question `{question}`"));
            }
        }
    }
}

impl<W> Grading<W> {
    fn parsed<T>(self, load: &mut impl FnMut(W) -> Option<T>) -> Option<Grading<T>> {
        Some(Grading {
            version: self.version,
            fit: signals(self.fit, load)?,
            depth: Depth {
                signal: self.depth.signal,
                cap: self.depth.cap,
                cases: cases(self.depth.cases, load)?,
                several: self.depth.several,
                questions: self.depth.questions,
            },
            market: self.market,
            intent: signals(self.intent, load)?,
            effort: self.effort,
            clarity: Clarity {
                signal: self.clarity.signal,
                when: load(self.clarity.when)?,
                points: self.clarity.points,
                text: self.clarity.text,
                questions: self.clarity.questions,
            },
            behaviour: self.behaviour,
            contact: self.contact,
            bands: self.bands,
            routing: self.routing,
            overrides: Overrides {
                small_budget_when: load(self.overrides.small_budget_when)?,
                student_when: load(self.overrides.student_when)?,
                booked_call: self.overrides.booked_call,
                student: self.overrides.student,
                competitor: self.overrides.competitor,
                small_budget: self.overrides.small_budget,
                spam: self.overrides.spam,
                competitor_domains: self.overrides.competitor_domains,
            },
            decay_percent_per_30_days: self.decay_percent_per_30_days,
        })
    }
}

fn signals<W, T>(
    raw: Vec<Signal<W>>,
    load: &mut impl FnMut(W) -> Option<T>,
) -> Option<Vec<Signal<T>>> {
    raw.into_iter()
        .map(|raw| {
            Some(Signal {
                signal: raw.signal,
                cases: cases(raw.cases, load)?,
                open: raw.open,
            })
        })
        .collect()
}

fn cases<W, T>(raw: Vec<Case<W>>, load: &mut impl FnMut(W) -> Option<T>) -> Option<Vec<Case<T>>> {
    raw.into_iter()
        .map(|raw| {
            Some(Case {
                when: load(raw.when)?,
                points: raw.points,
                text: raw.text,
            })
        })
        .collect()
}
