//! Reads the front matter of a matchup.

use std::collections::BTreeSet;

use serde_saphyr::Spanned;

use super::links::Link;
use super::load::Reader;
use super::prose::{self, render};
use super::raw::{RawCall, RawFaq, RawRow, RawSource, RawTechnology, RawVerdict, Text};
use super::{CallToAction, Faq, MatchupTechnology, Row, SourceNote, Verdict};
use crate::text::did_you_mean;

impl Reader<'_> {
    pub fn technology(&mut self, raw: RawTechnology) -> MatchupTechnology {
        self.filled(&raw.name);
        let id = &raw.technology.value;
        if let Some(catalogue) = self.catalogue
            && catalogue.technology(id).is_none()
        {
            let hint = did_you_mean(
                id,
                catalogue
                    .technologies
                    .iter()
                    .map(|technology| technology.id.as_str()),
            );
            self.say(
                &raw.technology,
                format!("the catalogue has no technology `{id}`{hint}"),
            );
        }
        MatchupTechnology {
            id: raw.technology.value,
            name: raw.name.value,
        }
    }

    /// The rows; `sources` is the number of sources that they may refer to.
    pub fn matrix(&mut self, rows: Vec<RawRow>, sources: usize) -> Vec<Row> {
        if rows.is_empty() {
            self.whole(
                "the matrix is empty; add `matrix:` with at least one row of criterion, a, b",
            );
        }
        let mut criteria = BTreeSet::new();
        for row in &rows {
            for text in [&row.criterion, &row.a, &row.b] {
                self.filled(text);
            }
            if !criteria.insert(row.criterion.value.to_lowercase()) {
                self.say(
                    &row.criterion,
                    format!("the criterion `{}` is there twice", row.criterion.value),
                );
            }
            for number in &row.sources {
                if !(1..=sources).contains(&number.value) {
                    let message = format!(
                        "there is no source {}: this page has {sources}",
                        number.value
                    );
                    self.say(number, message);
                }
            }
        }
        rows.into_iter()
            .map(|row| Row {
                criterion: row.criterion.value,
                a: row.a.value,
                b: row.b.value,
                sources: row.sources.into_iter().map(|number| number.value).collect(),
            })
            .collect()
    }

    pub fn verdict(&mut self, raw: Option<RawVerdict>) -> Option<Verdict> {
        let Some(raw) = raw else {
            self.whole("the verdict is missing; add `verdict:` with summary, a and b");
            return None;
        };
        self.filled(&raw.summary);
        let mut reasons = |side: Spanned<Vec<Text>>| {
            if side.value.is_empty() {
                self.say(&side, "give at least one reason to choose this side");
            }
            side.value.iter().for_each(|reason| self.filled(reason));
            side.value.into_iter().map(|reason| reason.value).collect()
        };
        let (choose_a, choose_b) = (reasons(raw.a), reasons(raw.b));
        raw.neither.iter().for_each(|text| self.filled(text));
        Some(Verdict {
            summary: raw.summary.value,
            choose_a,
            choose_b,
            neither: raw.neither.map(|text| text.value),
        })
    }

    pub fn faqs(&mut self, raw: Vec<RawFaq>) -> Vec<Faq> {
        if raw.is_empty() {
            self.whole("there are no faqs; add `faqs:` with at least one question and answer");
        }
        let mut faqs = Vec::new();
        for faq in raw {
            self.filled(&faq.question);
            self.filled(&faq.answer);
            let (answer, complaints) = render(&faq.answer.value);
            for (_, message) in complaints {
                self.say(&faq.answer, message);
            }
            let place = self.file.problem_at(faq.answer.referenced, "");
            let link = |(_, url)| Link {
                url,
                place: place.clone(),
            };
            self.links
                .extend(prose::links(&faq.answer.value).into_iter().map(link));
            faqs.push(Faq {
                question: faq.question.value,
                answer,
            });
        }
        faqs
    }

    pub fn call(&mut self, raw: Option<RawCall>) -> Option<CallToAction> {
        let Some(raw) = raw else {
            self.whole(
                "the call to action is missing; add `call_to_action:` with title, text and button",
            );
            return None;
        };
        for text in [&raw.title, &raw.text, &raw.button] {
            self.filled(text);
        }
        Some(CallToAction {
            title: raw.title.value,
            text: raw.text.value,
            button: raw.button.value,
        })
    }

    pub fn source(&mut self, raw: RawSource) -> Option<SourceNote> {
        self.filled(&raw.title);
        let url = &raw.url.value;
        if !(url.starts_with("https://") || url.starts_with("http://"))
            || url.contains(char::is_whitespace)
        {
            self.say(
                &raw.url,
                format!("`{url}` is not a web address; it must start with https:// or http://"),
            );
        }
        let retrieved = self.date(&raw.retrieved)?;
        Some(SourceNote {
            title: raw.title.value,
            url: raw.url.value,
            retrieved,
        })
    }
}
