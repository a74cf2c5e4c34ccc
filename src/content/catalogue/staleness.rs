//! Facts of the catalogue that are too old to rely on.

use std::fmt;

use chrono::{Days, Months, NaiveDate};
use serde::Serialize;

use super::{Catalogue, Fact, Technology};

/// The scores of a technology must be reviewed again after so many months.
const REVIEW_MONTHS: u32 = 12;
/// A fact must be looked up again after so many days.
const FRESH_DAYS: u64 = 120;

/// Something in the catalogue that time has overtaken. Displayed as `error: content/FILE: technology: text`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Notice {
    /// Errors first.
    pub severity: Severity,
    /// Path inside `content/`.
    pub file: String,
    /// The id of the technology.
    pub technology: String,
    /// What is wrong and what to do.
    pub text: String,
}

/// How much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The catalogue recommends what is no longer supported.
    Error,
    /// A review is due.
    Warning,
}

impl fmt::Display for Notice {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(
            out,
            "{severity}: content/{}: {}: {}",
            self.file, self.technology, self.text
        )
    }
}

impl Catalogue {
    /// The facts about releases whose support has ended on this day, with their technologies.
    pub fn expired(&self, today: NaiveDate) -> impl Iterator<Item = (&Technology, &Fact)> {
        self.technologies.iter().flat_map(move |technology| {
            let facts = technology.facts.iter();
            facts
                .filter(move |fact| fact.has_expired(today))
                .map(move |fact| (technology, fact))
        })
    }

    /// What is out of date on this day, errors first. A fresh catalogue gives nothing.
    pub fn staleness(&self, today: NaiveDate) -> Vec<Notice> {
        let mut notices: Vec<Notice> = self
            .technologies
            .iter()
            .flat_map(|technology| overtaken(technology, today))
            .collect();
        notices.sort();
        notices
    }
}

fn overtaken(technology: &Technology, today: NaiveDate) -> Vec<Notice> {
    let notice = |severity, text| Notice {
        severity,
        file: format!("catalogue/{}.yaml", technology.layer),
        technology: technology.id.clone(),
        text,
    };
    let reviewed = technology.judged.reviewed;
    let review_is_old = reviewed
        .checked_add_months(Months::new(REVIEW_MONTHS))
        .is_some_and(|until| until < today);
    let mut notices = Vec::new();
    if review_is_old {
        notices.push(notice(
            Severity::Warning,
            format!(
                "the scores were last reviewed on {}, more than {REVIEW_MONTHS} months ago; review them again",
                reviewed
            ),
        ));
    }
    for fact in &technology.facts {
        if let Some(ended) = fact.ends().filter(|ended| *ended < today) {
            notices.push(notice(
                Severity::Error,
                format!(
                    "{} reached its end of life on {ended}; put the release that is supported now in its place",
                    fact.of
                ),
            ));
        } else if let Some(retrieved) = fact.retrieved.filter(|seen| is_old(*seen, today)) {
            notices.push(notice(
                Severity::Warning,
                format!(
                    "`{}` of {} was looked up on {retrieved}, more than {FRESH_DAYS} days ago; look it up again",
                    fact.what, fact.of
                ),
            ));
        }
    }
    notices
}

fn is_old(seen: NaiveDate, today: NaiveDate) -> bool {
    seen.checked_add_days(Days::new(FRESH_DAYS))
        .is_some_and(|until| until < today)
}

impl Fact {
    /// Whether the support that this fact states has ended.
    #[must_use]
    pub fn has_expired(&self, today: NaiveDate) -> bool {
        self.ends().is_some_and(|ended| ended < today)
    }

    /// The end of support, if this fact states it.
    pub fn ends(&self) -> Option<NaiveDate> {
        (self.what == "end_of_life")
            .then(|| self.value.parse().ok())
            .flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::source::Source;

    fn catalogue() -> Catalogue {
        let mut problems = Vec::new();
        Catalogue::load(&Source::embedded(), &mut problems)
            .unwrap_or_else(|| panic!("{problems:#?}"))
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn on_the_day_of_its_review_only_old_copies_of_pages_are_to_be_looked_up_again() {
        let catalogue = catalogue();
        let newest = catalogue
            .technologies
            .iter()
            .map(|known| known.judged.reviewed)
            .max();
        let notices = catalogue.staleness(newest.unwrap());
        let others: Vec<_> = notices
            .iter()
            .filter(|notice| {
                notice.severity != Severity::Warning || !notice.text.contains("was looked up on")
            })
            .collect();
        assert_eq!(others, Vec::<&Notice>::new());
    }

    #[test]
    fn a_release_past_its_end_of_life_is_an_error_that_says_what_to_do() {
        let notices = catalogue().staleness(day("2028-01-01"));
        let django = notices
            .iter()
            .find(|notice| {
                notice.technology == "python_django" && notice.severity == Severity::Error
            })
            .unwrap();
        assert_eq!(
            django.to_string(),
            "error: content/catalogue/backend.yaml: python_django: Django 6.1 reached its end of life on 2027-12-31; \
             put the release that is supported now in its place"
        );
        assert!(notices.is_sorted());
    }

    #[test]
    fn the_last_supported_day_is_still_a_supported_day() {
        let catalogue = catalogue();
        let errors = |today: &str| {
            catalogue
                .staleness(day(today))
                .iter()
                .filter(|notice| {
                    notice.severity == Severity::Error && notice.technology == "python_django"
                })
                .count()
        };
        assert_eq!((errors("2027-12-31"), errors("2028-01-01")), (0, 1));
    }

    #[test]
    fn a_year_later_facts_and_reviews_are_to_be_looked_at_again() {
        let catalogue = catalogue();
        let notices = catalogue.staleness(day("2027-12-01"));
        let reviews = notices
            .iter()
            .filter(|notice| notice.text.starts_with("the scores were last reviewed"));
        assert_eq!(reviews.count(), catalogue.technologies.len());
        assert!(notices.iter().any(|notice| {
            notice.severity == Severity::Warning
                && notice
                    .text
                    .contains("`survey_usage` of Express was looked up on 2026-08-22")
        }));
    }
}
