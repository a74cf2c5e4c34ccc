//! The names a rule may ask about, the questions and what is derived from them.

use crate::content::catalogue::Catalogue;
use crate::content::condition::Vocabulary;
use crate::content::questionnaire::Questionnaire;

/// Facts that are worked out from answers, each with its values from low to high.
pub const DERIVED: &[(&str, &[&str])] = &[
    (
        "scale_tier",
        &["tiny", "small", "medium", "large", "huge", "massive"],
    ),
    (
        "rt_tier",
        &["none", "notifications", "live", "messages", "collaboration"],
    ),
    (
        "team_tier",
        &["outside", "tiny", "small", "medium", "large", "huge"],
    ),
    ("ops_tier", &["none", "basic", "devops", "platform"]),
    ("budget_tier", &["tiny", "small", "medium", "large", "huge"]),
    ("risk_tier", &["low", "medium", "high"]),
    ("integration_count", &["none", "one", "several"]),
    ("channel_count", &["one", "two", "many"]),
];

/// The questions behind a name of a condition: those a derived fact is worked out from, or the question itself.
pub fn sources(name: &str) -> Vec<&str> {
    match name {
        "scale_tier" => vec!["mau", "concurrency", "stage"],
        "rt_tier" => vec!["realtime"],
        "team_tier" => vec!["team_size"],
        "ops_tier" => vec!["ops"],
        "budget_tier" => vec!["budget"],
        "risk_tier" => vec!["compliance", "sensitivity"],
        "integration_count" => vec!["integrations"],
        "channel_count" => vec!["channels"],
        CHOSEN | NEEDED | PICKS | REQUESTED | REQUESTS => Vec::new(),
        question => vec![question],
    }
}

/// Known only after the choice: the ids and traits of what was chosen, and the layers that are needed.
pub const CHOSEN: &str = "chosen";
/// Known only after the choice: the layers that are needed.
pub const NEEDED: &str = "needed";
/// Known only after the choice: how the picks stand to the skills and the complexity budget.
pub const PICKS: &str = "picks";
/// Values of [`PICKS`]: a pick outside the team's skills, more than two of them, more to run than the team can carry.
pub const PICKS_VALUES: [&str; 3] = [
    "outside_skills",
    "many_outside_skills",
    "over_complexity_budget",
];

/// The ids and traits of what the free text asks for by name. It moves no score either.
pub const REQUESTED: &str = "requested";
/// How what the free text asks for stands to the rest. It moves no score; contradictions and risks may speak of it.
pub const REQUESTS: &str = "requests";
/// Values of [`REQUESTS`]: something the team does not know, something a rule removed.
pub const REQUESTS_VALUES: [&str; 2] = ["outside_skills", "ruled_out"];

/// Questions and derived facts, as conditions may name them.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// The questions.
    pub questionnaire: &'a Questionnaire,
    /// The technologies, where a condition may ask what was chosen.
    pub catalogue: Option<&'a Catalogue>,
}

impl Vocabulary for Words<'_> {
    fn options(&self, name: &str) -> Option<Vec<String>> {
        if let Some(catalogue) = self.catalogue {
            let technologies = &catalogue.technologies;
            match name {
                CHOSEN | REQUESTED => {
                    return Some(
                        technologies
                            .iter()
                            .flat_map(|known| known.traits.iter().chain([&known.id]))
                            .cloned()
                            .collect(),
                    );
                }
                NEEDED => {
                    return Some(
                        catalogue
                            .layers
                            .iter()
                            .map(|layer| layer.id.clone())
                            .collect(),
                    );
                }
                PICKS => return Some(PICKS_VALUES.map(str::to_owned).to_vec()),
                REQUESTS => return Some(REQUESTS_VALUES.map(str::to_owned).to_vec()),
                _ => {}
            }
        }
        let derived = DERIVED.iter().find(|(known, _)| *known == name);
        derived
            .map(|(_, values)| values.iter().map(|value| (*value).to_owned()).collect())
            .or_else(|| self.questionnaire.options(name))
    }

    fn names(&self) -> Vec<String> {
        let derived = DERIVED.iter().map(|(name, _)| (*name).to_owned());
        let chosen = self
            .catalogue
            .iter()
            .flat_map(|_| [CHOSEN, NEEDED, PICKS, REQUESTED, REQUESTS])
            .map(str::to_owned);
        self.questionnaire
            .names()
            .into_iter()
            .chain(derived)
            .chain(chosen)
            .collect()
    }
}
