//! Technologies that a visitor names in the free text.

use crate::content::catalogue::Technology;
use crate::content::condition::NOT_SURE;
use crate::intake::Answers;
use crate::recommendation::model::{Model, TechnologyIdx};

/// What each name or alias in the message means: one technology or several.
pub fn named(model: &Model, answers: &Answers) -> Vec<Vec<TechnologyIdx>> {
    let contact = answers.contact();
    let message = contact.and_then(|contact| contact.message.as_deref());
    let text = message.unwrap_or_default().to_lowercase();
    model.aliases.within(&text).map(<[_]>::to_vec).collect()
}

/// The technologies that the message names, in the order of the catalogue.
pub fn requested(named: &[Vec<TechnologyIdx>]) -> Vec<TechnologyIdx> {
    let mut all = named.concat();
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether the team's skills are known and none of them carries a technology. Knowing one framework of a language
/// counts as knowing the language.
pub fn is_outside_skills(answers: &Answers, technology: &Technology) -> bool {
    let skills = answers
        .many("skills")
        .filter(|skills| !skills.iter().any(|skill| skill == NOT_SURE))
        .unwrap_or_default();
    let carries = skills
        .iter()
        .any(|skill| technology.skills.get(skill).is_some_and(|value| *value > 2));
    !skills.is_empty() && !technology.skills.is_empty() && !carries
}
