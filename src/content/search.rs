//! Search for matchups.

use strsim::osa_distance;

use super::Content;
use super::matchup::Matchup;

/// Shorter words must be spelled right: too many others are one letter away.
const MIN_LENGTH: usize = 4;
/// Longer words are not compared, which bounds the work for untrusted ones.
const MAX_LENGTH: usize = 40;
/// More words are not compared, for the same reason.
const MAX_WORDS: usize = 12;

/// A filter for matchups; `None` matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatchupFilter {
    /// Category.
    pub category: Option<String>,
    /// Id of a compared technology.
    pub technology: Option<String>,
    /// Words that the text contains, in any order and case. Where no text contains all of them, each may have one typing
    /// mistake.
    pub q: Option<String>,
}

/// The matching matchups, by slug.
pub fn matchups<'a>(
    content: &'a Content,
    filter: &'a MatchupFilter,
) -> impl Iterator<Item = &'a Matchup> {
    let words: Vec<String> = filter
        .q
        .iter()
        .flat_map(|q| q.split_whitespace())
        .map(str::to_lowercase)
        .collect();
    let fits = |one: &&Matchup| {
        filter
            .category
            .as_ref()
            .is_none_or(|category| *category == one.category)
            && filter
                .technology
                .as_ref()
                .is_none_or(|id| one.technologies.iter().any(|side| side.id == *id))
    };
    let candidates: Vec<(&Matchup, String)> = content
        .matchups
        .iter()
        .filter(fits)
        .map(|one| (one, text(one)))
        .collect();
    let found = |text: &str| words.iter().all(|word| text.contains(word.as_str()));
    let exact = candidates.iter().any(|(_, text)| found(text.as_str()));
    let is_found = move |text: &str| {
        if exact || words.len() > MAX_WORDS {
            words.iter().all(|word| text.contains(word.as_str()))
        } else {
            words.iter().all(|word| is_nearly_in(word, text))
        }
    };
    candidates
        .into_iter()
        .filter(move |(_, text)| is_found(text.as_str()))
        .map(|(one, _)| one)
}

/// Whether the text has this word, or one that begins with it, with at most one typing mistake: a letter too many, too
/// few or wrong, or two in the wrong order.
fn is_nearly_in(word: &str, text: &str) -> bool {
    let length = word.chars().count();
    if text.contains(word) || !(MIN_LENGTH..=MAX_LENGTH).contains(&length) {
        return text.contains(word);
    }
    let mut known = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|known| known.chars().count() + 1 >= length);
    known.any(|known| {
        (length - 1..=length + 1).any(|end| {
            let start = known
                .char_indices()
                .nth(end)
                .map_or(known, |(at, _)| &known[..at]);
            osa_distance(word, start) <= 1
        })
    })
}

/// The searchable text, in lower case.
fn text(one: &Matchup) -> String {
    let mut parts = vec![
        one.slug.as_str(),
        &one.title,
        &one.summary,
        &one.category,
        &one.introduction.markdown,
    ];
    parts.extend(one.technologies.iter().map(|side| side.name.as_str()));
    parts.extend(
        one.deep_dives
            .iter()
            .flat_map(|dive| [dive.title.as_str(), &dive.body.markdown]),
    );
    parts.join("\n").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(q: &str) -> Vec<String> {
        let content = Content::embedded().unwrap();
        let filter = MatchupFilter {
            q: Some(q.to_owned()),
            ..MatchupFilter::default()
        };
        matchups(&content, &filter)
            .map(|one| one.slug.clone())
            .collect()
    }

    #[test]
    fn one_typing_mistake_a_word_is_forgiven() {
        for q in ["flutr", "fluttre", "flutterr", "Fluter", "reakt flutr"] {
            assert_eq!(found(q), ["react-native-vs-flutter"], "{q}");
        }
        assert_eq!(found("postgers"), ["postgresql-vs-mongodb"]);
        assert_eq!(found("zeppelin"), [""; 0]);
        assert_eq!(found("flotur"), [""; 0]);
    }

    #[test]
    fn words_that_are_there_are_found_as_they_are() {
        assert!(found("node").contains(&"nodejs-vs-django".to_owned()));
        assert_eq!(found("").len(), Content::embedded().unwrap().matchups.len());
    }
}
