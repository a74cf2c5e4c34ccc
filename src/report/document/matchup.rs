//! Comparison pages about the chosen technologies, with what became of both sides.

use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::content::matchup::Matchup;

use super::layer::LayerSection;
use crate::i18n::Locale;
use crate::recommendation::{ExcludedBy, Recommendation};
use crate::t;

/// The number of comparison pages in a report.
const MAX_MATCHUPS: usize = 3;

/// A comparison page about a chosen technology.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchupNote {
    /// Slug of the page.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// What became of its technologies in this report.
    pub verdict: String,
}

/// The matchups with a chosen technology; those whose other side was considered as well come first.
pub(super) fn matchups(
    content: &Content,
    locale: &Locale,
    recommendation: &Recommendation,
    layers: &[LayerSection],
    base_url: &str,
) -> Vec<MatchupNote> {
    let found = content.matchups.iter().filter_map(|matchup| {
        let (direct, verdict) = verdict(locale, recommendation, layers, matchup)?;
        let note = MatchupNote {
            slug: matchup.slug.clone(),
            title: matchup.title.clone(),
            url: format!(
                "{}/matchups/{}",
                base_url.trim_end_matches('/'),
                matchup.slug
            ),
            verdict,
        };
        Some((!direct, note))
    });
    let mut notes: Vec<_> = found.collect();
    notes.sort_by(|(a, left), (b, right)| a.cmp(b).then_with(|| left.slug.cmp(&right.slug)));
    notes
        .into_iter()
        .take(MAX_MATCHUPS)
        .map(|(_, note)| note)
        .collect()
}

/// Whether both sides were considered, and the verdict; `None` if neither was chosen.
fn verdict(
    locale: &Locale,
    recommendation: &Recommendation,
    layers: &[LayerSection],
    matchup: &Matchup,
) -> Option<(bool, String)> {
    let chosen = |id: &str| {
        layers
            .iter()
            .find(|layer| layer.choice.as_deref() == Some(id))
    };
    let [a, b] = &matchup.technologies;
    let (side, other, layer) = match (chosen(&a.id), chosen(&b.id)) {
        (Some(_), Some(_)) => {
            let verdict = t!(
                locale,
                "report-matchup-both",
                first = &a.name,
                second = &b.name
            );
            return Some((true, verdict));
        }
        (Some(layer), None) => (a, b, layer),
        (None, Some(layer)) => (b, a, layer),
        (None, None) => return None,
    };
    let mut alternatives = layer.alternatives.iter();
    let mut excluded = recommendation.layers.get(&layer.id)?.excluded.iter();
    let outcome = if alternatives.any(|alternative| alternative.id == other.id) {
        "alternative"
    } else if excluded.any(|out| out.technology == other.id && out.by == ExcludedBy::Answers) {
        "ruled_out"
    } else {
        "other"
    };
    let verdict = t!(
        locale,
        "report-matchup-choice",
        other = outcome,
        technology = &side.name,
        rival = &other.name
    );
    Some((outcome != "other", verdict))
}
