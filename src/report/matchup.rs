//! The comparison pages that bear on a choice, each with its verdict for these answers.

use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::content::matchup::Matchup;

use super::{LayerSection, Words};

/// No report names more.
const MOST: usize = 3;

/// A comparison page that bears on a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchupNote {
    /// Id of the page.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// Its verdict for these answers.
    pub verdict: String,
}

/// The matchups in which a chosen technology stands, those first in which the report chose between the two.
pub(super) fn matchups(
    content: &Content,
    words: &Words,
    layers: &[LayerSection],
    base_url: &str,
) -> Vec<MatchupNote> {
    let found = content.matchups.iter().filter_map(|matchup| {
        let (direct, here) = here(words, layers, matchup)?;
        let note = MatchupNote {
            slug: matchup.slug.clone(),
            title: matchup.title.clone(),
            url: format!(
                "{}/matchups/{}",
                base_url.trim_end_matches('/'),
                matchup.slug
            ),
            verdict: here,
        };
        Some((!direct, note))
    });
    let mut notes: Vec<_> = found.collect();
    notes.sort_by(|(a, left), (b, right)| a.cmp(b).then_with(|| left.slug.cmp(&right.slug)));
    notes.into_iter().take(MOST).map(|(_, note)| note).collect()
}

/// Whether the report chose between the two, and how that went; none if it chose neither.
fn here(words: &Words, layers: &[LayerSection], matchup: &Matchup) -> Option<(bool, String)> {
    let chosen = |id: &str| {
        layers
            .iter()
            .find(|layer| layer.choice.as_deref() == Some(id))
    };
    let [a, b] = &matchup.technologies;
    let (side, other, layer) = match (chosen(&a.id), chosen(&b.id)) {
        (Some(_), Some(_)) => {
            return Some((true, format!("{} {} {}.", a.name, words.both, b.name)));
        }
        (Some(layer), None) => (a, b, layer),
        (None, Some(layer)) => (b, a, layer),
        (None, None) => return None,
    };
    let why = layer
        .reasons
        .first()
        .map(|reason| format!(" {}", reason.text))
        .unwrap_or_default();
    if let Some(instead) = layer.alternatives.iter().find(|one| one.id == other.id) {
        return Some((
            true,
            format!(
                "{}.{why} {}: {} {}",
                side.name, other.name, words.choose_if, instead.choose_if
            ),
        ));
    }
    let out = layer
        .ruled_out
        .iter()
        .find(|out| out.technologies.contains(&other.id));
    let rule = out.map(|out| format!(" {} {}: {}.", other.name, words.is_ruled_out, out.why));
    Some((
        rule.is_some(),
        format!("{}.{why}{}", side.name, rule.unwrap_or_default()),
    ))
}
