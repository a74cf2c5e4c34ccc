//! Reads one technology of a catalogue file and reports every mistake.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Deserialize;
use serde_saphyr::{Location, Spanned};

use super::{Checked, Fact, Judged, Technology};
use crate::content::source::{File, Problem};
use crate::text::did_you_mean;

/// The kinds of facts.
const KINDS: [&str; 8] = [
    "end_of_life",
    "foundation_maturity",
    "framework_class",
    "licence",
    "release",
    "support",
    "survey_usage",
    "technology_radar",
];
/// Kinds whose value is a date.
const DATED: [&str; 2] = ["end_of_life", "release"];
const JUDGEMENT: &str = "judgement";
const OPS_POINTS: &str = "ops_points";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawTechnology {
    pub id: Spanned<String>,
    name: String,
    licence: Spanned<String>,
    summary: Spanned<String>,
    fits: Spanned<String>,
    avoid: Spanned<String>,
    ops_points: Spanned<u8>,
    #[serde(default)]
    skills: BTreeMap<String, Spanned<u8>>,
    traits: Vec<Spanned<String>>,
    #[serde(default)]
    aliases: Vec<Spanned<String>>,
    scores: BTreeMap<String, Spanned<u8>>,
    judged: RawJudged,
    #[serde(default)]
    facts: Vec<RawFact>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawJudged {
    note: Spanned<String>,
    source: Spanned<String>,
    reviewed: Spanned<String>,
    confidence: Checked,
    #[serde(default)]
    because: BTreeMap<String, Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFact {
    what: Spanned<String>,
    of: Spanned<String>,
    value: Spanned<String>,
    source: Spanned<String>,
    retrieved: Option<Spanned<String>>,
    confidence: Checked,
}

/// The names that a technology can refer to, and the mistakes so far.
pub struct Reading<'a> {
    /// Its file.
    pub file: &'a File,
    /// The criteria of its layer.
    pub scale: &'a BTreeSet<String>,
    /// All criteria.
    pub criteria: &'a [super::Criterion],
    /// All traits.
    pub traits: &'a BTreeMap<String, String>,
    /// The skills of the questionnaire; empty if it could not be read.
    pub skills: &'a [String],
    /// Aliases so far, with their technologies.
    pub aliases: &'a mut BTreeMap<String, String>,
    /// Every mistake.
    pub problems: &'a mut Vec<Problem>,
}

impl Reading<'_> {
    /// Reads one technology of a layer.
    pub fn technology(&mut self, raw: RawTechnology, layer: &str) -> Technology {
        for text in [&raw.summary, &raw.fits, &raw.avoid, &raw.licence] {
            if text.value.trim().is_empty() {
                self.say(text.referenced, "say it in a sentence; this is empty");
            }
        }
        self.numbers(&raw);
        self.words(&raw);
        let judged = self.judged(raw.judged, &raw.scores);
        let facts = raw.facts.into_iter().filter_map(|fact| self.fact(fact));
        let facts = facts.collect();
        Technology {
            id: raw.id.value,
            name: raw.name,
            layer: layer.to_owned(),
            licence: raw.licence.value,
            summary: raw.summary.value,
            fits: raw.fits.value,
            avoid: raw.avoid.value,
            ops_points: raw.ops_points.value,
            skills: values(raw.skills),
            traits: raw.traits.into_iter().map(|word| word.value).collect(),
            aliases: raw.aliases.into_iter().map(|alias| alias.value).collect(),
            scores: values(raw.scores),
            judged,
            facts,
        }
    }

    fn say(&mut self, place: Location, message: impl Into<String>) {
        self.problems.push(self.file.problem_at(place, message));
    }

    fn numbers(&mut self, raw: &RawTechnology) {
        for (id, value) in &raw.scores {
            if !self.criteria.iter().any(|known| known.id == *id) {
                let hint = did_you_mean(id, self.criteria.iter().map(|known| known.id.as_str()));
                self.say(
                    value.referenced,
                    format!("there is no criterion `{id}`{hint}"),
                );
            } else if !self.scale.contains(id) {
                self.say(
                    value.referenced,
                    format!("this layer is not scored on `{id}`"),
                );
            }
        }
        let missing: Vec<&String> = self
            .scale
            .iter()
            .filter(|id| !raw.scores.contains_key(*id))
            .collect();
        for id in missing {
            self.say(
                raw.id.referenced,
                format!("`{}` has no score for `{id}`", raw.id.value),
            );
        }
        let given = raw.scores.values().chain(raw.skills.values());
        for value in given.chain([&raw.ops_points]) {
            if value.value > 5 {
                self.say(
                    value.referenced,
                    format!("{} is outside the scale from 0 to 5", value.value),
                );
            }
        }
    }

    fn words(&mut self, raw: &RawTechnology) {
        for (skill, value) in &raw.skills {
            if !self.skills.is_empty() && !self.skills.contains(skill) {
                let hint = did_you_mean(skill, self.skills.iter().map(String::as_str));
                self.say(
                    value.referenced,
                    format!("the questionnaire knows no skill `{skill}`{hint}"),
                );
            }
        }
        for word in &raw.traits {
            if !self.traits.contains_key(&word.value) {
                let hint = did_you_mean(&word.value, self.traits.keys().map(String::as_str));
                self.say(
                    word.referenced,
                    format!("there is no trait `{}`{hint}", word.value),
                );
            }
        }
        for alias in &raw.aliases {
            if alias.value != alias.value.to_lowercase() {
                self.say(
                    alias.referenced,
                    format!("write the alias `{}` in lower case", alias.value),
                );
            }
            let known = self
                .aliases
                .insert(alias.value.clone(), raw.id.value.clone());
            if let Some(owner) = known {
                self.say(
                    alias.referenced,
                    format!("the alias `{}` already belongs to `{owner}`", alias.value),
                );
            }
        }
    }

    fn judged(&mut self, raw: RawJudged, scores: &BTreeMap<String, Spanned<u8>>) -> Judged {
        if raw.note.value.trim().is_empty() {
            self.say(
                raw.note.referenced,
                "say in a sentence what decided the review",
            );
        }
        for (id, why) in &raw.because {
            if id != OPS_POINTS && !scores.contains_key(id) {
                let hint = did_you_mean(id, scores.keys().map(String::as_str));
                self.say(
                    why.referenced,
                    format!("there is no score `{id}` to give a reason for{hint}"),
                );
            }
            if why.value.trim().is_empty() {
                self.say(why.referenced, "a reason needs a sentence");
            }
        }
        self.source(&raw.source, raw.confidence, "a review");
        Judged {
            reviewed: self.date(&raw.reviewed).unwrap_or_default(),
            note: raw.note.value,
            source: raw.source.value,
            confidence: raw.confidence,
            because: values(raw.because),
        }
    }

    fn fact(&mut self, raw: RawFact) -> Option<Fact> {
        if !KINDS.contains(&raw.what.value.as_str()) {
            let hint = did_you_mean(&raw.what.value, KINDS);
            self.say(
                raw.what.referenced,
                format!("there is no kind of fact `{}`{hint}", raw.what.value),
            );
        }
        if raw.of.value.trim().is_empty() {
            self.say(raw.of.referenced, "say whose fact it is, with its release");
        }
        if DATED.contains(&raw.what.value.as_str()) {
            self.date(&raw.value);
        } else if raw.value.value.trim().is_empty() {
            self.say(raw.value.referenced, "a fact needs a value");
        }
        self.source(&raw.source, raw.confidence, "a fact");
        let retrieved = match &raw.retrieved {
            Some(date) if raw.source.value == JUDGEMENT => {
                self.say(
                    date.referenced,
                    "a judgement was not read anywhere; leave the date out",
                );
                None
            }
            Some(date) => Some(self.date(date)?),
            None if raw.source.value == JUDGEMENT => None,
            None => {
                self.say(
                    raw.source.referenced,
                    "say when this was read: `retrieved: 2026-11-22`",
                );
                return None;
            }
        };
        Some(Fact {
            retrieved,
            what: raw.what.value,
            of: raw.of.value,
            value: raw.value.value,
            source: raw.source.value,
            confidence: raw.confidence,
        })
    }

    fn source(&mut self, source: &Spanned<String>, confidence: Checked, what: &str) {
        let judgement = source.value == JUDGEMENT;
        if source.value.trim().is_empty() {
            self.say(source.referenced, format!("{what} needs a source"));
        } else if !judgement && !source.value.starts_with("https://") {
            self.say(
                source.referenced,
                format!(
                    "`{}` is no source; give an https:// address, or `{JUDGEMENT}`",
                    source.value
                ),
            );
        } else if judgement && confidence != Checked::Judgement {
            self.say(
                source.referenced,
                "what is checked or quoted needs the address where it was read",
            );
        }
    }

    fn date(&mut self, text: &Spanned<String>) -> Option<NaiveDate> {
        let date = text.value.parse().ok();
        if date.is_none() {
            self.say(
                text.referenced,
                format!("`{}` is not a date such as 2026-11-22", text.value),
            );
        }
        date
    }
}

fn values<T>(raw: BTreeMap<String, Spanned<T>>) -> BTreeMap<String, T> {
    raw.into_iter()
        .map(|(id, value)| (id, value.value))
        .collect()
}
