//! Technologies that a visitor names in the free text: weighed in words against skills and rules, never in scores.

use crate::content::Content;
use crate::content::catalogue::Technology;
use crate::content::model::vocabulary::REQUESTS_VALUES;
use crate::intake::Answers;

use super::selection::Selection;

/// Positions of the technologies that a text names, by name or alias, in the order of the catalogue.
pub fn named(content: &Content, text: &str) -> Vec<usize> {
    let text = text.to_lowercase();
    let technologies = content.catalogue.technologies.iter().enumerate();
    technologies
        .filter(|(_, known)| known.aliases.iter().any(|alias| mentions(&text, alias)))
        .map(|(at, _)| at)
        .collect()
}

/// What is to be said about the technologies in the message: values of the fact `requests`.
pub fn weigh(content: &Content, answers: &Answers, selection: &Selection) -> Vec<String> {
    let Some(message) = answers.contact().and_then(|contact| contact.message.as_deref()) else {
        return Vec::new();
    };
    let wanted = named(content, message);
    let stranger = |technology: &Technology| {
        let known = answers.many("skills").unwrap_or_default();
        let carries = known.iter().any(|skill| technology.skills.get(skill).is_some_and(|value| *value > 2));
        !known.is_empty() && !technology.skills.is_empty() && !carries
    };
    // "node" names several frameworks; knowing one of a language is knowing the language.
    let outside = wanted.iter().any(|at| stranger(&content.catalogue.technologies[*at]));
    let removed = |at: &usize| {
        let places: Vec<usize> = (0..content.model.candidates.len())
            .filter(|candidate| content.model.candidates[*candidate].technology == *at)
            .collect();
        !places.is_empty() && places.iter().all(|candidate| selection.removed[*candidate].is_some())
    };
    let holds = [outside, wanted.iter().any(removed)];
    REQUESTS_VALUES.into_iter().zip(holds).filter(|(_, holds)| *holds).map(|(name, _)| name.to_owned()).collect()
}

/// Whether a lower-case text holds a name as words of its own.
fn mentions(text: &str, name: &str) -> bool {
    let outside = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    text.match_indices(name).any(|(at, found)| {
        let (before, after) = (&text[..at], &text[at + found.len()..]);
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
    fn names_count_only_as_words_of_their_own() {
        assert!(mentions("we want kubernetes, please", "kubernetes"));
        assert!(mentions("use next.js!", "next.js"));
        assert!(!mentions("a railsless tram", "rails"));
        assert!(!mentions("let's go now", "go"));
        assert!(mentions("a service (go)", "go"));
    }
}
