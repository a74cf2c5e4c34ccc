//! How answers become a grade, read from `content/qualification.yaml`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::condition::Condition;
use super::language::Language;
use super::questionnaire::Questionnaire;
use super::source::{File, Problem, Source, yaml};

const FILE: &str = "qualification.yaml";

/// The model of fit and intent. `W` is how a condition is held: as text in the file, parsed once it is loaded.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grading<W> {
    /// Kept with every grade.
    pub version: String,
    /// Signals of fit; of each, the first case that holds counts.
    pub fit: Vec<Signal<W>>,
    /// How demanding the work is; all cases that hold count.
    pub depth: Depth<W>,
    /// Where the company is.
    pub market: Market,
    /// Signals of intent; of each, the first case that holds counts.
    pub intent: Vec<Signal<W>>,
    /// How much was answered.
    pub effort: Effort,
    /// Whether money and date are clear.
    pub clarity: Clarity<W>,
    /// What the visitor did afterwards.
    pub behaviour: Behaviour,
    /// What the address says.
    pub contact: Mailbox,
    /// From scores to letters and levels.
    pub bands: Bands,
    /// From grades to what sales does.
    pub routing: Vec<Route>,
    /// Rules that overrule the scores.
    pub overrides: Overrides<W>,
    /// What intent loses per thirty days without activity.
    pub decay_percent_per_30_days: u32,
}

/// The checked model.
pub type QualificationModel = Grading<Condition>;

/// One signal.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signal<W> {
    /// Its id.
    pub signal: String,
    /// The first that holds counts.
    pub cases: Vec<Case<W>>,
}

/// Points for a condition.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case<W> {
    /// When it holds.
    pub when: W,
    /// What it adds.
    pub points: u32,
    /// A few words for sales.
    pub text: String,
}

/// Cases that add up.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Depth<W> {
    /// Its id.
    pub signal: String,
    /// At most so many points.
    pub cap: u32,
    /// All that hold count.
    pub cases: Vec<Case<W>>,
    /// Counts if so many options of a question were chosen.
    pub several: Several,
    /// To be asked on the call where unanswered.
    pub questions: Vec<String>,
}

/// Points for several chosen options; `none` is no option here.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Several {
    /// Of this question.
    pub question: String,
    /// At least so many.
    pub least: usize,
    /// What it adds.
    pub points: u32,
    /// A few words for sales.
    pub text: String,
}

/// Points and the words for them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worth {
    /// What it adds.
    pub points: u32,
    /// A few words for sales.
    pub text: String,
    /// The least count, where one is counted.
    #[serde(default)]
    pub least: u32,
    /// The least share in percent, where a share is measured.
    #[serde(default)]
    pub percent: u32,
}

/// Countries, as ISO 3166-1 alpha-2 codes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Market {
    /// Its id.
    pub signal: String,
    /// For a country that is served.
    pub served: Worth,
    /// For a country that could be.
    pub servable: Worth,
    /// For all others.
    pub not_served: Worth,
    /// Where we work.
    pub served_countries: Vec<String>,
    /// Where we could.
    pub servable_countries: Vec<String>,
}

/// How much was answered.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effort {
    /// Its id.
    pub signal: String,
    /// For all core questions.
    pub core: Worth,
    /// For a share of the refining questions.
    pub refine: Worth,
}

/// Whether money and date are clear.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clarity<W> {
    /// Its id.
    pub signal: String,
    /// When they are.
    pub when: W,
    /// What it adds.
    pub points: u32,
    /// A few words for sales.
    pub text: String,
    /// To be asked on the call where unanswered.
    pub questions: Vec<String>,
}

/// What the visitor did afterwards.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Behaviour {
    /// Its id.
    pub signal: String,
    /// At most so many points.
    pub cap: u32,
    /// Opened the report again.
    pub report_reopened: Worth,
    /// Read matchups.
    pub matchups_read: Worth,
    /// Booked a call.
    pub call_booked: Worth,
}

/// What the address says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mailbox {
    /// Its id.
    pub signal: String,
    /// An address at work.
    pub work: Worth,
    /// An address at a free service.
    pub free: Worth,
    /// Domains of free services.
    pub free_domains: Vec<String>,
    /// Domains of throw-away addresses.
    pub disposable_domains: Vec<String>,
}

/// From scores to letters and levels, the highest first.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bands {
    /// Letters of fit.
    pub fit: Vec<Letter>,
    /// Levels of intent.
    pub intent: Vec<Level>,
}

/// A letter and the least score for it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// A to D.
    pub letter: String,
    /// The least score.
    pub from: u32,
}

/// A level and the least score for it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// 1 is the highest.
    pub level: u8,
    /// The least score.
    pub from: u32,
}

/// What sales does.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// For these grades.
    pub grades: Vec<String>,
    /// Its id.
    pub action: String,
    /// In words.
    pub text: String,
    /// The same in the other languages of mails.
    #[serde(default)]
    pub translations: BTreeMap<Language, String>,
    /// How soon; never, if absent.
    pub respond_within_minutes: Option<u32>,
}

/// Rules that overrule the scores, with the words for each.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overrides<W> {
    /// A booked call is the highest intent.
    pub booked_call: String,
    /// Students and agencies are D.
    pub student: String,
    /// Competitors are D.
    pub competitor: String,
    /// A platform at scale on a small budget is C at most.
    pub small_budget: String,
    /// No grade at all.
    pub spam: String,
    /// When the budget is too small for the wish.
    pub small_budget_when: W,
    /// When somebody is a student or an agency.
    pub student_when: W,
    /// Domains of competitors.
    pub competitor_domains: Vec<String>,
}

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

    /// The route of a grade.
    pub fn route(&self, grade: &str) -> Option<&Route> {
        self.routing
            .iter()
            .find(|route| route.grades.iter().any(|known| known == grade))
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeMap;

    use super::*;

    fn questionnaire() -> Questionnaire {
        Questionnaire::load(&Source::embedded(), &mut Vec::new()).unwrap()
    }

    #[test]
    fn the_shipped_model_is_sound_and_routes_every_grade() {
        let mut problems = Vec::new();
        let model = QualificationModel::load(&Source::embedded(), &questionnaire(), &mut problems);
        let model = model.unwrap_or_else(|| panic!("{problems:#?}"));
        let routed: BTreeMap<&str, usize> = model
            .routing
            .iter()
            .flat_map(|route| &route.grades)
            .fold(BTreeMap::new(), |mut seen, grade| {
                *seen.entry(grade.as_str()).or_default() += 1;
                seen
            });
        assert_eq!(routed.len(), 13, "twelve grades and the one without");
        assert!(routed.values().all(|times| *times == 1), "{routed:?}");
    }

    #[test]
    fn a_mistyped_option_is_named_with_its_line() {
        let source = Source::embedded();
        let text = source
            .file(FILE)
            .unwrap()
            .text
            .replace("start == now\"", "start == nwo\"");
        let mut problems = Vec::new();
        assert!(
            QualificationModel::load(&source.with(FILE, &text), &questionnaire(), &mut problems)
                .is_none()
        );
        let shown = problems.first().unwrap().to_string();
        assert!(
            shown.contains("`start` has no option `nwo`; did you mean `now`?"),
            "{shown}"
        );
    }

    #[test]
    fn a_country_that_does_not_exist_is_a_problem() {
        let source = Source::embedded();
        let text = source
            .file(FILE)
            .unwrap()
            .text
            .replace("[AT, AU,", "[XX, AU,");
        let mut problems = Vec::new();
        assert!(
            QualificationModel::load(&source.with(FILE, &text), &questionnaire(), &mut problems)
                .is_none()
        );
        assert!(
            problems
                .iter()
                .any(|problem| problem.message.contains("no country `XX`")),
            "{problems:#?}"
        );
    }
}
