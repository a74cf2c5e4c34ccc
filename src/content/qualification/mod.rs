//! The model of the qualification, from `content/qualification.yaml`.

mod load;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::condition::Condition;
use crate::i18n::Language;

/// The model of fit and intent. `W` is how a condition is held: as text in the file, parsed once it is loaded.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grading<W> {
    /// Version, stored with every grade.
    pub version: String,
    /// Signals of fit; of each, the first case that holds counts.
    pub fit: Vec<Signal<W>>,
    /// How demanding the work is; all cases that hold count.
    pub depth: Depth<W>,
    /// Where the company is.
    pub market: Market,
    /// Signals of intent; of each, the first case that holds counts.
    pub intent: Vec<Signal<W>>,
    /// Points for the number of answers.
    pub effort: Effort,
    /// Whether money and date are clear.
    pub clarity: Clarity<W>,
    /// Points for the visitor's later behaviour.
    pub behaviour: Behaviour,
    /// Points for the email address.
    pub contact: Mailbox,
    /// Thresholds of letters and levels.
    pub bands: Bands,
    /// The action of sales for each grade.
    pub routing: Vec<Route>,
    /// Rules that override the scores.
    pub overrides: Overrides<W>,
    /// The percentage of intent lost in thirty days without activity.
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
    /// The first that applies counts.
    pub cases: Vec<Case<W>>,
    /// Counts on a path of the questionnaire while the answer is open, so that a short path costs no grade.
    #[serde(default)]
    pub open: Option<Worth>,
}

/// Points for a condition.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case<W> {
    /// When it applies.
    pub when: W,
    /// What it adds.
    pub points: u32,
    /// A short text for sales.
    pub text: String,
}

/// Cases that add up.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Depth<W> {
    /// Its id.
    pub signal: String,
    /// Maximum points.
    pub cap: u32,
    /// All that apply count.
    pub cases: Vec<Case<W>>,
    /// Counts if so many options of a question were chosen.
    pub several: Several,
    /// Questions for the call if unanswered.
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
    /// A short text for sales.
    pub text: String,
}

/// Points and their text.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worth {
    /// What it adds.
    pub points: u32,
    /// A short text for sales.
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

/// Points for the number of answers.
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
    /// A short text for sales.
    pub text: String,
    /// Questions for the call if unanswered.
    pub questions: Vec<String>,
}

/// Points for the visitor's later behaviour.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Behaviour {
    /// Its id.
    pub signal: String,
    /// Maximum points.
    pub cap: u32,
    /// Opened the report again.
    pub report_reopened: Worth,
    /// Read matchups.
    pub matchups_read: Worth,
    /// Booked a call.
    pub call_booked: Worth,
}

/// Points for the email address.
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

/// An action of sales.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "FlatRoute")]
pub struct Route {
    /// For these grades.
    pub grades: Vec<String>,
    /// What to do with those who agreed to a call and gave a number, or where that does not matter.
    pub instruction: Instruction,
    /// What to do with all others.
    pub without_call: Option<Instruction>,
    /// What to do with those who did not agree to news.
    pub without_news: Option<Instruction>,
    /// Time to respond; `None` without a deadline.
    pub respond_within_minutes: Option<u32>,
}

/// A route as the file holds it: the instruction beside the grades.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FlatRoute {
    grades: Vec<String>,
    action: String,
    text: String,
    #[serde(default)]
    translations: BTreeMap<Language, String>,
    without_call: Option<Instruction>,
    without_news: Option<Instruction>,
    respond_within_minutes: Option<u32>,
}

impl From<FlatRoute> for Route {
    fn from(flat: FlatRoute) -> Self {
        Self {
            grades: flat.grades,
            instruction: Instruction {
                action: flat.action,
                text: flat.text,
                translations: flat.translations,
            },
            without_call: flat.without_call,
            without_news: flat.without_news,
            respond_within_minutes: flat.respond_within_minutes,
        }
    }
}

/// What sales does.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instruction {
    /// Its id.
    pub action: String,
    /// In words.
    pub text: String,
    /// Its translations for mails.
    #[serde(default)]
    pub translations: BTreeMap<Language, String>,
}

impl Route {
    /// All that it may say.
    pub fn instructions(&self) -> impl Iterator<Item = &Instruction> {
        [&self.instruction]
            .into_iter()
            .chain(&self.without_call)
            .chain(&self.without_news)
    }

    /// The instruction with this id.
    pub fn instruction(&self, action: &str) -> Option<&Instruction> {
        self.instructions()
            .find(|instruction| instruction.action == action)
    }
}

/// Rules that override the scores, each with its text.
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
    /// When the visitor is a student or an agency.
    pub student_when: W,
    /// Domains of competitors.
    pub competitor_domains: Vec<String>,
}

impl QualificationModel {
    /// The route of a grade.
    pub fn route(&self, grade: &str) -> Option<&Route> {
        self.routing
            .iter()
            .find(|route| route.grades.iter().any(|known| known == grade))
    }
}

#[cfg(test)]
mod tests;
