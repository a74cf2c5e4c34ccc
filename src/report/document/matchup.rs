//! Comparison pages about the chosen technologies, with a verdict for these answers.

use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::content::matchup::Matchup;

use super::layer::LayerSection;
use crate::report::report_text::ReportText;

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
    /// Its verdict for these answers.
    pub verdict: String,
}

/// The matchups with a chosen technology; those whose other side was considered as well come first.
pub(super) fn matchups(
    content: &Content,
    text: &ReportText,
    layers: &[LayerSection],
    base_url: &str,
) -> Vec<MatchupNote> {
    let found = content.matchups.iter().filter_map(|matchup| {
        let (direct, verdict) = verdict(text, layers, matchup)?;
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
    text: &ReportText,
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
            return Some((true, format!("{} {} {}.", a.name, text.both, b.name)));
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
    if let Some(instead) = layer
        .alternatives
        .iter()
        .find(|alternative| alternative.id == other.id)
    {
        return Some((
            true,
            format!(
                "{}.{why} {}: {} {}",
                side.name, other.name, text.choose_if, instead.choose_if
            ),
        ));
    }
    let out = layer
        .ruled_out
        .iter()
        .find(|out| out.technologies.contains(&other.id));
    let rule = out.map(|out| format!(" {} {}: {}.", other.name, text.is_ruled_out, out.why));
    Some((
        rule.is_some(),
        format!("{}.{why}{}", side.name, rule.unwrap_or_default()),
    ))
}
