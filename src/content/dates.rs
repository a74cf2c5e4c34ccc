//! Dates in the future, which `check` reports as mistakes.

use chrono::{Days, NaiveDate};

use super::Content;
use super::source::Problem;

impl Content {
    /// Review and retrieval dates later than `today`. One more day is allowed, because of time zones.
    #[must_use]
    pub fn dates_ahead(&self, today: NaiveDate) -> Vec<Problem> {
        let latest = today.checked_add_days(Days::new(1)).unwrap_or(today);
        let mut found = vec![];
        let mut look = |file: &str, what: String, date: NaiveDate| {
            if date > latest {
                found.push(Problem::whole(
                    file,
                    format!("{what} is {date}, which is in the future; write the day it was done"),
                ));
            }
        };
        for matchup in &self.matchups {
            let file = format!("matchups/{}.md", matchup.slug);
            look(&file, "`updated`".to_owned(), matchup.updated);
            for source in &matchup.sources {
                look(
                    &file,
                    format!("`retrieved` of {}", source.title),
                    source.retrieved,
                );
            }
        }
        for page in &self.pages {
            let file = format!("pages/{}.md", page.slug);
            look(&file, "`updated`".to_owned(), page.updated);
        }
        for technology in &self.catalogue.technologies {
            let file = format!("catalogue/{}.yaml", technology.layer);
            look(
                &file,
                format!("`reviewed` of {}", technology.id),
                technology.judged.reviewed,
            );
            for fact in &technology.facts {
                if let Some(retrieved) = fact.retrieved {
                    let what = format!("`retrieved` of {} ({})", technology.id, fact.what);
                    look(&file, what, retrieved);
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_that_lies_ahead_is_named_with_its_file() {
        let content = Content::embedded().unwrap();
        let newest = content
            .matchups
            .iter()
            .map(|matchup| matchup.updated)
            .max()
            .unwrap();
        let found = content.dates_ahead(newest - Days::new(30));
        assert!(
            found
                .iter()
                .any(|problem| problem.file.starts_with("matchups/")
                    && problem.message.contains("updated"))
        );
        assert!(content.dates_ahead(newest + Days::new(365)).is_empty());
    }
}
