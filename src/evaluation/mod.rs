//! How good the advice is: it is compared with cases that architects wrote without looking at the engine. Two fixed
//! answers are judged for comparison. Pure: the command line reads the files.

mod advice;
mod baseline;
mod case;
mod judge;
mod load;
mod reports;
mod table;

use serde::Serialize;

pub use advice::Advice;
pub use baseline::{BASELINES, Baseline};
pub use case::{Case, NOT_NEEDED, NOTHING_FITS, Opinion};
pub use judge::{Judgement, Miss, MissKind, Tally, Verdict, judge};
pub use reports::{Repeated, ReportCounter, ReportFigures};

use crate::content::Content;
use crate::content::catalogue::FormerLayer;
use crate::i18n::Locale;
use crate::recommendation::{Layer, Model, Recommendation, recommend};

/// The share of judged layers, and of flags, that must be right. In addition, no choice may be clearly wrong.
pub const BAR_PERCENT: usize = 95;

/// The results of the engine and of the fixed answers on all cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evaluation {
    /// Whether the engine reaches the bar.
    pub passed: bool,
    /// The engine.
    pub engine: Score,
    /// The fixed answers.
    pub baselines: Vec<Score>,
    /// Every miss of the engine, with its reasons.
    pub misses: Vec<Explained>,
    /// The reports on all cases.
    pub reports: ReportFigures,
}

/// The results of one adviser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Score {
    /// `engine`, or the name of a fixed answer.
    pub name: String,
    /// Layers over all cases.
    pub layers: Tally,
    /// Choices that would be clear mistakes.
    pub clearly_wrong: usize,
    /// Alternatives that would be. They do not count against the bar.
    pub wrong_alternatives: usize,
    /// Flags over all cases.
    pub flags: Tally,
    /// Case by case.
    pub cases: Vec<Judgement>,
}

/// A miss of the engine, with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explained {
    /// See [`Case::name`].
    pub case: String,
    /// What was missed.
    #[serde(flatten)]
    pub miss: Miss,
    /// Why it was chosen, and why what was wanted was not, in the engine's words.
    pub reasons: Vec<String>,
}

impl Score {
    /// Adds up judgements.
    pub fn of(name: &str, cases: Vec<Judgement>) -> Self {
        let mut score = Self {
            name: name.to_owned(),
            layers: Tally::default(),
            clearly_wrong: 0,
            wrong_alternatives: 0,
            flags: Tally::default(),
            cases: vec![],
        };
        for judgement in &cases {
            score.layers.add(judgement.layers);
            score.flags.add(judgement.flags);
            score.clearly_wrong += judgement.count(MissKind::ClearlyWrong);
            score.wrong_alternatives += judgement.count(MissKind::WrongAlternative);
        }
        Self { cases, ..score }
    }

    /// Whether this reaches the bar: enough layers, enough flags, nothing clearly wrong.
    pub fn passes(&self) -> bool {
        self.layers.reaches(BAR_PERCENT)
            && self.flags.reaches(BAR_PERCENT)
            && self.clearly_wrong == 0
    }
}

/// Judges the engine and the fixed answers on these cases, and counts what their reports say.
pub fn evaluate(content: &Content, model: &Model, locale: &Locale, cases: &[Case]) -> Evaluation {
    let mut judgements = vec![];
    let mut misses = vec![];
    let mut reports = ReportCounter::new(content, model, locale);
    for case in cases {
        let recommendation = recommend(model, &case.answers).localize(model, locale);
        let judgement = judge(case, &Advice::from(&recommendation));
        misses.extend(judgement.misses.iter().map(|miss| Explained {
            case: case.name.clone(),
            miss: miss.clone(),
            reasons: reasons(&recommendation, miss),
        }));
        judgements.push(judgement);
        reports.add(case, &recommendation);
    }
    let engine = Score::of("engine", judgements);
    let baselines = BASELINES.iter().map(|baseline| {
        let advice = baseline.advice();
        let judgements = cases.iter().map(|case| judge(case, &advice)).collect();
        Score::of(baseline.name, judgements)
    });
    Evaluation {
        passed: engine.passes(),
        baselines: baselines.collect(),
        engine,
        misses,
        reports: reports.figures(),
    }
}

/// The engine's best reasons for a missed layer, and what became of the acceptable choices.
fn reasons(recommendation: &Recommendation, miss: &Miss) -> Vec<String> {
    let mut places = vec![miss.place.as_str()];
    if let Some(former) = FormerLayer::of(&miss.place) {
        for layer in former.layers() {
            places.push(layer);
        }
    }
    let chose = |layer: &&Layer| {
        let choice = layer.choice.iter();
        let alternatives = layer.alternatives.iter();
        let mut offered = choice.chain(alternatives.map(|other| &other.technology));
        offered.any(|offered| miss.chosen.split(", ").any(|chosen| chosen == offered))
    };
    let layers = places.iter();
    let known: Vec<&Layer> = layers
        .filter_map(|place| recommendation.layers.get(*place))
        .collect();
    let Some(layer) = known.iter().copied().find(chose).or(known.first().copied()) else {
        return vec![];
    };
    if miss.kind == MissKind::WrongAlternative {
        return vec![format!("{}: {}", miss.chosen, fate(layer, &miss.chosen))];
    }
    let best = layer.reasons.iter().take(3);
    let mut lines: Vec<String> = best
        .map(|reason| format!("{:+} {}: {}", reason.points, reason.criterion, reason.text))
        .collect();
    lines.extend(
        miss.wanted
            .iter()
            .map(|wanted| format!("not {wanted}: {}", fate(layer, wanted))),
    );
    lines
}

fn fate(layer: &Layer, wanted: &str) -> String {
    let removed = layer.excluded.iter().find(|out| out.technology == wanted);
    let mut alternatives = layer.alternatives.iter();
    let offered = alternatives.find(|alternative| alternative.technology == wanted);
    match (removed, offered) {
        (Some(out), _) => format!("removed by {}: {}", out.rule, out.text),
        (None, Some(alternative)) => format!("an alternative: {}", alternative.choose_if),
        (None, None) if wanted == NOT_NEEDED => "the layer is taken as needed".to_owned(),
        (None, None) => "scored lower, or did not fit the rest".to_owned(),
    }
}

#[cfg(test)]
mod tests;
