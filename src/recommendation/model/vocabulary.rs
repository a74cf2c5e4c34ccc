//! The names that a condition of the model may use: questions, derived facts, and facts about the selection.

use crate::content::catalogue::{Catalogue, replaced_hint};
use crate::content::condition::Vocabulary;
use crate::content::questionnaire::Questionnaire;
use crate::recommendation::facts::derived::{DERIVED, fact};

/// Known after the choice: the ids and traits of what was chosen.
pub const CHOSEN: &str = "chosen";
/// Known after the choice: the layers that are needed.
pub const NEEDED: &str = "needed";
/// Known after the choice: how the picks compare with the team's skills and the complexity budget.
pub const PICKS: &str = "picks";
/// Values of [`PICKS`]: a pick outside the team's skills, more than two of them, more to run than the team can carry.
pub const PICKS_VALUES: [&str; 3] = [
    "outside_skills",
    "many_outside_skills",
    "over_complexity_budget",
];

/// The ids and traits of what the free text requests by name. Moves no score.
pub const REQUESTED: &str = "requested";
/// How the requests compare with the team's skills and the rules. Moves no score; contradictions and risks may name it.
pub const REQUESTS: &str = "requests";
/// Values of [`REQUESTS`]: something the team does not know, something a rule removed.
pub const REQUESTS_VALUES: [&str; 2] = ["outside_skills", "ruled_out"];

/// Known after the choice: whether the advice is to buy.
pub const BUYS: &str = "buys";
/// Value of [`BUYS`]; it has none where the advice is to build.
pub const BUYS_VALUES: [&str; 1] = ["yes"];

/// The questions behind a name of a condition: those a derived fact is computed from, or the question itself.
pub fn sources(name: &str) -> Vec<&str> {
    match (fact(name), name) {
        (Some(fact), _) => fact.sources.iter().map(|source| source.question).collect(),
        (None, CHOSEN | NEEDED | PICKS | REQUESTED | REQUESTS | BUYS) => Vec::new(),
        (None, question) => vec![question],
    }
}

/// What a condition may name, and the options of each name.
#[derive(Debug, Clone, Copy)]
pub struct RuleVocabulary<'a> {
    /// The questions.
    pub questionnaire: &'a Questionnaire,
    /// The technologies, where a condition may name what was chosen.
    pub catalogue: Option<&'a Catalogue>,
}

impl Vocabulary for RuleVocabulary<'_> {
    fn options(&self, name: &str) -> Option<Vec<String>> {
        let selection = self
            .catalogue
            .and_then(|catalogue| after_choice(catalogue, name));
        let derived =
            || fact(name).map(|fact| fact.values.iter().copied().map(str::to_owned).collect());
        selection
            .or_else(derived)
            .or_else(|| self.questionnaire.options(name))
    }

    fn replaced(&self, name: &str, option: &str) -> Option<String> {
        replaced_hint(option).filter(|_| name == NEEDED)
    }

    fn names(&self) -> Vec<String> {
        let derived = DERIVED.iter().map(|fact| fact.name.to_owned());
        let selection = self
            .catalogue
            .iter()
            .flat_map(|_| [CHOSEN, NEEDED, PICKS, REQUESTED, REQUESTS, BUYS])
            .map(str::to_owned);
        let questions = self.questionnaire.names().into_iter();
        questions.chain(derived).chain(selection).collect()
    }
}

/// The options of a fact that is known after the choice.
fn after_choice(catalogue: &Catalogue, name: &str) -> Option<Vec<String>> {
    let options = match name {
        CHOSEN | REQUESTED => catalogue
            .technologies
            .iter()
            .flat_map(|technology| technology.traits.iter().chain([&technology.id]))
            .cloned()
            .collect(),
        NEEDED => catalogue
            .layers
            .iter()
            .map(|layer| layer.id.clone())
            .collect(),
        PICKS => PICKS_VALUES.map(str::to_owned).to_vec(),
        REQUESTS => REQUESTS_VALUES.map(str::to_owned).to_vec(),
        BUYS => BUYS_VALUES.map(str::to_owned).to_vec(),
        _ => return None,
    };
    Some(options)
}
