//! Technologies that a visitor names in the free text: weighed in words against skills and rules, never in scores.

use std::collections::BTreeMap;

use super::explanation::Said;
use super::selection::Selection;
use super::{Layer, Request, Standing};
use crate::content::Content;
use crate::content::catalogue::Technology;
use crate::content::model::vocabulary::REQUESTS_VALUES;
use crate::intake::Answers;

/// Positions of the technologies that the message names, in the order of the catalogue.
pub fn wanted(content: &Content, answers: &Answers) -> Vec<usize> {
    let named = named(content, answers);
    let technologies = 0..content.catalogue.technologies.len();
    technologies
        .filter(|at| named.values().any(|several| several.contains(at)))
        .collect()
}

/// What is to be said about the technologies in the message: values of the fact `requests`.
pub fn weigh(
    content: &Content,
    answers: &Answers,
    selection: &Selection,
    wanted: &[usize],
) -> Vec<String> {
    let outside = wanted
        .iter()
        .any(|at| is_outside(answers, &content.catalogue.technologies[*at]));
    let removed = |at: &usize| {
        let places: Vec<usize> = (0..content.model.candidates.len())
            .filter(|candidate| content.model.candidates[*candidate].technology == *at)
            .collect();
        !places.is_empty()
            && places
                .iter()
                .all(|candidate| selection.removed[*candidate].is_some())
    };
    let holds = [outside, wanted.iter().any(removed)];
    REQUESTS_VALUES
        .into_iter()
        .zip(holds)
        .filter(|(_, holds)| *holds)
        .map(|(name, _)| name.to_owned())
        .collect()
}

/// Every technology that the message names, and what becomes of it. Where a name means several, only the one that
/// stands best is told of.
pub fn told(
    content: &Content,
    answers: &Answers,
    layers: &BTreeMap<String, Layer>,
) -> Vec<Request> {
    let mut told: BTreeMap<usize, Request> = BTreeMap::new();
    for technologies in named(content, answers).values() {
        let requests = technologies
            .iter()
            .filter_map(|at| Some((*at, request(content, answers, layers, *at)?)));
        if let Some((at, best)) = requests.min_by_key(|(at, request)| (request.standing, *at)) {
            told.insert(at, best);
        }
    }
    told.into_values().collect()
}

/// By name or alias as it stands in the message: the technologies that it means.
fn named<'a>(content: &'a Content, answers: &Answers) -> BTreeMap<&'a str, Vec<usize>> {
    let contact = answers.contact();
    let message = contact.and_then(|contact| contact.message.as_deref());
    let text = message.unwrap_or_default().to_lowercase();
    let mut named: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, known) in content.catalogue.technologies.iter().enumerate() {
        for alias in known.aliases.iter().filter(|alias| mentions(&text, alias)) {
            named.entry(alias).or_default().push(at);
        }
    }
    named
}

/// Whether nobody on a team whose skills are known can work with it. Knowing one framework of a language is knowing
/// the language.
fn is_outside(answers: &Answers, technology: &Technology) -> bool {
    let known = answers.many("skills").unwrap_or_default();
    let carries = known
        .iter()
        .any(|skill| technology.skills.get(skill).is_some_and(|value| *value > 2));
    !known.is_empty() && !technology.skills.is_empty() && !carries
}

fn request(
    content: &Content,
    answers: &Answers,
    layers: &BTreeMap<String, Layer>,
    at: usize,
) -> Option<Request> {
    let technology = &content.catalogue.technologies[at];
    let candidates = content.model.candidates.iter();
    let places = candidates
        .filter(|candidate| candidate.technology == at)
        .filter_map(|candidate| {
            let info = &content.catalogue.layers[candidate.layer];
            let label = Said { content }.label(candidate.layer);
            stands(&technology.id, &label, layers.get(&info.id)?)
        });
    let (standing, mut text) = places.min_by_key(|(standing, _)| *standing)?;
    if is_outside(answers, technology) {
        text.push_str(" Nobody on the team has named the skill that it takes.");
    }
    Some(Request {
        name: technology.name.clone(),
        standing,
        technology: technology.id.clone(),
        text,
    })
}

/// How a technology stands in one layer, and the sentence about it.
fn stands(id: &str, label: &str, layer: &Layer) -> Option<(Standing, String)> {
    if layer.choice.as_deref() == Some(id) {
        let text = format!("It is what we recommend for {label}.");
        return Some((Standing::Chosen, text));
    }
    if let Some(offered) = layer.alternatives.iter().find(|one| one.technology == id) {
        let text = format!(
            "It is an alternative for {label}: choose it if {}.",
            offered.choose_if.trim_end_matches('.')
        );
        return Some((Standing::Alternative, text));
    }
    if let Some(out) = layer.excluded.iter().find(|out| out.technology == id) {
        let text = format!("It is ruled out for {label}: {}", out.text);
        return Some((Standing::RuledOut, text));
    }
    if !layer.needed {
        let why = layer.reasons.first()?;
        let text = format!("Nothing asks for {label}. {}", why.text);
        return Some((Standing::NotNeeded, text));
    }
    let chosen = layer.name.as_deref()?;
    let text = format!("It is possible for {label}, but {chosen} answers what you told us better.");
    Some((Standing::Possible, text))
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
