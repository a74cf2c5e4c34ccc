//! What each derived fact can still be.

use super::Span;
use crate::content::condition::NOT_SURE;
use crate::content::model::vocabulary::DERIVED;
use crate::intake::Answers;

/// Beyond the last value of any derived fact.
const TOP: usize = 9;

/// Per entry of [`DERIVED`]: the lowest and the highest possible value; none where nothing is known.
pub fn spans(answers: &Answers) -> [Option<Span>; DERIVED.len()] {
    let exactly = |question, places: &[(&str, usize)]| {
        place(answers, question, places).map(|place| (place, place))
    };
    [
        scale(answers),
        exactly("realtime", &REALTIME),
        exactly("team_size", &TEAM),
        exactly("ops", &OPS),
        exactly("budget", &BUDGET),
        risk(answers),
        count(answers, "integrations", &["none"], 0),
        count(answers, "channels", &[], 1),
    ]
}

const REALTIME: [(&str, usize); 7] = [
    ("none", 0),
    ("notifications", 1),
    ("live_dashboards", 2),
    ("chat_presence", 3),
    ("telemetry", 3),
    ("collab_editing", 4),
    ("audio_video", 4),
];
const TEAM: [(&str, usize); 6] = [
    ("none", 0),
    ("1_2", 1),
    ("3_5", 2),
    ("6_15", 3),
    ("16_50", 4),
    ("gt50", 5),
];
const OPS: [(&str, usize); 4] = [("none", 0), ("basic", 1), ("devops", 2), ("platform", 3)];
const BUDGET: [(&str, usize); 5] = [
    ("lt15k", 0),
    ("15_50k", 1),
    ("50_150k", 2),
    ("150_500k", 3),
    ("gt500k", 4),
];
const USERS: [(&str, usize); 6] = [
    ("lt1k", 0),
    ("1k_10k", 1),
    ("10k_100k", 2),
    ("100k_1m", 3),
    ("1m_10m", 4),
    ("gt10m", 5),
];
const AT_ONCE: [(&str, usize); 5] = [
    ("lt100", 0),
    ("100_1k", 1),
    ("1k_10k", 2),
    ("10k_100k", 4),
    ("gt100k", 5),
];
const DATA: [(&str, usize); 4] = [
    ("public", 0),
    ("internal", 0),
    ("personal", 1),
    ("health_financial", 2),
];

fn place(answers: &Answers, question: &str, places: &[(&str, usize)]) -> Option<usize> {
    let chosen = answers.one(question)?;
    places
        .iter()
        .find(|(option, _)| *option == chosen)
        .map(|(_, place)| *place)
}

/// Size for the next twelve months: an idea counts one tier lower, because hopes are larger than first years. As long as
/// the peak is open, one in a hundred of the monthly users is assumed, as the question says; a known peak can only
/// raise what the monthly users say, and without them it is the least there is.
fn scale(answers: &Answers) -> Option<Span> {
    let users = place(answers, "mau", &USERS);
    let at_once = place(answers, "concurrency", &AT_ONCE);
    let low = users.max(at_once)?;
    let high = if users.is_some() { low } else { TOP };
    let early = match answers.one("stage") {
        Some("idea" | "prototype") => (1, 1),
        Some(_) => (0, 0),
        None => (1, 0),
    };
    Some((low.saturating_sub(early.0), high.saturating_sub(early.1)))
}

/// The worst of the rules that bind and of what the data is; one of them alone says only how bad it is at least.
fn risk(answers: &Answers) -> Option<Span> {
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
    let data = place(answers, "sensitivity", &DATA);
    let low = rules.max(data)?;
    let known = rules.is_some() && data.is_some();
    Some((low, if known { low } else { TOP }))
}

fn count(answers: &Answers, question: &str, nothing: &[&str], less: usize) -> Option<Span> {
    let chosen = answers.many(question)?;
    let many = chosen
        .iter()
        .filter(|one| !nothing.contains(&one.as_str()))
        .count()
        .saturating_sub(less);
    Some((many, many))
}
