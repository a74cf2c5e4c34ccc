//! Search for matchups.

use super::Content;
use super::matchup::Matchup;

/// A filter for matchups; `None` matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatchupFilter {
    /// Category.
    pub category: Option<String>,
    /// Id of a compared technology.
    pub technology: Option<String>,
    /// Words that the text contains, in any order and case.
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
    content.matchups.iter().filter(move |one| {
        filter
            .category
            .as_ref()
            .is_none_or(|category| *category == one.category)
            && filter
                .technology
                .as_ref()
                .is_none_or(|id| one.technologies.iter().any(|side| side.id == *id))
            && (words.is_empty() || {
                let text = text(one);
                words.iter().all(|word| text.contains(word))
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
