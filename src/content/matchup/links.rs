//! Checks links to pages of the site.

use std::collections::{BTreeMap, BTreeSet};

use super::Matchup;
use crate::content::source::Problem;
use crate::text::did_you_mean;

/// A link and its place, as a problem without a message.
pub(super) struct Link {
    pub url: String,
    pub place: Problem,
}

/// The pages that texts may link to, other than matchups.
pub const LINKABLE_PAGES: [&str; 11] = [
    "/",
    "/matchups",
    "/intake",
    "/sample-report",
    "/privacy",
    "/imprint",
    "/accessibility",
    "/docs",
    "/openapi.json",
    "/robots.txt",
    "/sitemap.xml",
];
/// The anchors on the page of every matchup.
const ANCHORS: [&str; 6] = [
    "main",
    "at-a-glance",
    "verdict",
    "questions",
    "sources",
    "related",
];

/// Broken links of the page `slug`. `slugs` are all pages, including those with mistakes.
pub(super) fn check(
    links: Vec<(String, Link)>,
    slugs: &BTreeSet<String>,
    matchups: &[Matchup],
) -> Vec<Problem> {
    let anchors: BTreeMap<&str, Vec<&str>> = matchups
        .iter()
        .map(|one| (one.slug.as_str(), anchors(one)))
        .collect();
    let wrong = |(slug, link): (String, Link)| {
        let message = broken(&slug, &link.url, slugs, &anchors)?;
        Some(Problem {
            message,
            ..link.place
        })
    };
    links.into_iter().filter_map(wrong).collect()
}

fn anchors(matchup: &Matchup) -> Vec<&str> {
    matchup
        .deep_dives
        .iter()
        .map(|dive| dive.anchor.as_str())
        .chain(ANCHORS)
        .collect()
}

fn broken(
    slug: &str,
    url: &str,
    slugs: &BTreeSet<String>,
    anchors: &BTreeMap<&str, Vec<&str>>,
) -> Option<String> {
    if !url.starts_with(['/', '#']) {
        return None;
    }
    let (address, anchor) = url.split_once('#').unwrap_or((url, ""));
    let path = address.split('?').next().unwrap_or_default();
    let target = match path.strip_prefix("/matchups/") {
        Some(other) if !slugs.contains(other) => {
            let hint = did_you_mean(other, slugs.iter().map(String::as_str));
            return Some(format!(
                "the link leads to `{path}`, but there is no matchup `{other}`{hint}"
            ));
        }
        Some(other) => Some(other),
        None if path.is_empty() => Some(slug),
        None if LINKABLE_PAGES.contains(&path) || path.starts_with("/static/") => None,
        None => {
            let hint = did_you_mean(path, LINKABLE_PAGES);
            return Some(format!(
                "the link leads to `{path}`, but this site has no such page{hint}"
            ));
        }
    };
    // A page with mistakes of its own has no anchors yet.
    let known = anchors
        .get(target?)
        .filter(|known| !anchor.is_empty() && !known.contains(&anchor))?;
    let hint = did_you_mean(anchor, known.iter().copied());
    Some(format!(
        "the link leads to `#{anchor}`, but the page has no such heading{hint}"
    ))
}
