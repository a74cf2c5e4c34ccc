//! The visitor is about to answer: what awaits them, and what they bring along.

use serde::Serialize;

use super::render::Templates;
use crate::content::matchup::Matchup;
use crate::content::questionnaire::Questionnaire;
use crate::store::Campaign;

/// Longest value of a campaign parameter that is kept; what is longer was not made by a person.
const LONGEST: usize = 200;

#[derive(Serialize)]
struct StartPage<'a> {
    section: &'static str,
    steps: Vec<&'a str>,
    matchup: Option<&'a Matchup>,
    carried: Vec<(&'a str, &'a str)>,
}

/// What a link or a form brings along: the matchup the visitor came from, and how they came to us.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arrival {
    /// The slug of a matchup.
    pub matchup: Option<String>,
    /// How they came to us.
    pub campaign: Campaign,
}

impl Arrival {
    /// Reads the parameters it knows and leaves the others; what is empty, long or not printable is left too.
    #[must_use]
    pub fn read(pairs: &[(String, String)]) -> Self {
        let mut arrival = Self::default();
        let sane = |value: &&(String, String)| {
            !value.1.is_empty()
                && value.1.chars().count() <= LONGEST
                && !value.1.chars().any(char::is_control)
        };
        for (name, value) in pairs.iter().filter(sane) {
            match name.as_str() {
                "matchup" => arrival.matchup = Some(value.clone()),
                "referrer" => arrival.campaign.referrer = Some(value.clone()),
                "utm_source" | "utm_medium" | "utm_campaign" | "utm_term" | "utm_content" => {
                    arrival
                        .campaign
                        .utm
                        .insert(name.trim_start_matches("utm_").into(), value.clone());
                }
                _ => {}
            }
        }
        arrival
    }
}

/// The page before the first step. What the link brought along goes on in hidden fields.
///
/// # Errors
/// When the template asks for something that is not there.
pub fn start_page(
    templates: &Templates,
    known: &Questionnaire,
    matchup: Option<&Matchup>,
    arrival: &Arrival,
) -> anyhow::Result<String> {
    let utm: Vec<_> = arrival
        .campaign
        .utm
        .iter()
        .map(|(name, value)| (format!("utm_{name}"), value))
        .collect();
    let matchup_slug = matchup.map(|matchup| ("matchup", matchup.slug.as_str()));
    let referrer = arrival
        .campaign
        .referrer
        .as_deref()
        .map(|referrer| ("referrer", referrer));
    let carried = utm
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .chain(matchup_slug)
        .chain(referrer);
    let page = StartPage {
        section: "intake",
        steps: known.steps.iter().map(|step| step.title.as_str()).collect(),
        matchup,
        carried: carried.collect(),
    };
    templates.render("intake_start.html", &page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::fixture;

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect()
    }

    #[test]
    fn what_a_link_brings_along_is_carried_on() {
        let arrival = Arrival::read(&pairs(&[
            ("utm_source", "newsletter"),
            ("matchup", "nodejs-vs-django"),
            ("fbclid", "x"),
        ]));
        assert_eq!(arrival.campaign.utm["source"], "newsletter");
        let matchups = fixture::matchups();
        let from = matchups
            .iter()
            .find(|matchup| Some(&matchup.slug) == arrival.matchup.as_ref());
        let html = start_page(
            &fixture::templates(),
            &fixture::questionnaire(),
            from,
            &arrival,
        )
        .unwrap();
        assert!(html.contains("name=\"utm_source\" value=\"newsletter\""));
        assert!(html.contains("name=\"matchup\" value=\"nodejs-vs-django\""));
        assert!(html.contains(
            "You come from <a href=\"/matchups/nodejs-vs-django\">Node.js vs Django</a>"
        ));
    }

    #[test]
    fn long_or_unprintable_parameters_are_left_behind() {
        let long = "x".repeat(LONGEST + 1);
        let arrival = Arrival::read(&pairs(&[
            ("utm_source", &long),
            ("referrer", "a\nb"),
            ("matchup", ""),
        ]));
        assert_eq!(arrival, Arrival::default());
    }
}
