//! Technologies that a visitor names in the free text.

use std::collections::BTreeMap;

use crate::content::catalogue::Technology;
use crate::content::condition::NOT_SURE;
use crate::intake::Answers;
use crate::recommendation::model::{Idx, Model, TechnologyIdx};

/// Names and aliases as they occur in the message, each with the technologies that it means.
pub fn named<'a>(model: &'a Model, answers: &Answers) -> BTreeMap<&'a str, Vec<TechnologyIdx>> {
    let contact = answers.contact();
    let message = contact.and_then(|contact| contact.message.as_deref());
    let text = message.unwrap_or_default().to_lowercase();
    let mut named: BTreeMap<&str, Vec<TechnologyIdx>> = BTreeMap::new();
    for (position, technology) in model.catalogue.technologies.iter().enumerate() {
        let index = TechnologyIdx::new(position);
        let aliases = technology.aliases.iter();
        for alias in aliases.filter(|alias| mentions(&text, alias)) {
            named.entry(alias).or_default().push(index);
        }
    }
    named
}

/// The technologies that the message names, in the order of the catalogue.
pub fn requested(model: &Model, answers: &Answers) -> Vec<TechnologyIdx> {
    let mut all: Vec<TechnologyIdx> = named(model, answers).into_values().flatten().collect();
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

/// Whether a lower-case text contains a name as a whole word.
fn mentions(text: &str, name: &str) -> bool {
    let outside = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    text.match_indices(name).any(|(start, found)| {
        let (before, after) = (&text[..start], &text[start + found.len()..]);
        // "go" inside "let's go" is a word too; names of two letters count only where the writer set them apart.
        outside(before.chars().next_back())
            && outside(after.chars().next())
            && (name.len() > 2 || before.ends_with(['(', '/', '"']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_count_only_as_whole_words() {
        assert!(mentions("we want kubernetes, please", "kubernetes"));
        assert!(mentions("use next.js!", "next.js"));
        assert!(!mentions("a railsless tram", "rails"));
        assert!(!mentions("let's go now", "go"));
        assert!(mentions("a service (go)", "go"));
    }
}
