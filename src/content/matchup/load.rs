//! Loads the files of `matchups/`, and reports every mistake.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde_saphyr::Spanned;

use super::links::{self, Link};
use super::prose::{self, sections};
use super::raw::{Front, Text};
use super::{CATEGORIES, DeepDive, Matchup, Prose};
use crate::content::catalogue::Catalogue;
use crate::content::catalogue::replaced_hint;
use crate::content::source::{File, Problem, Source, yaml_text};
use crate::text::did_you_mean;

impl Matchup {
    /// Loads all files of `matchups/`, sorted by slug; mistakes are added to `problems`. Technology ids are checked only
    /// with a catalogue.
    pub fn load_all(
        source: &Source,
        catalogue: Option<&Catalogue>,
        problems: &mut Vec<Problem>,
    ) -> Vec<Self> {
        let mut slugs = BTreeSet::new();
        let mut matchups = Vec::new();
        let mut links = Vec::new();
        for file in source.under("matchups/") {
            let mut reader = Reader {
                file,
                catalogue,
                problems,
                links: Vec::new(),
            };
            let slug = reader.slug();
            if !slugs.insert(slug.clone()) {
                reader.whole(format!(
                    "there is another matchup named `{slug}`; rename one of the files"
                ));
            }
            matchups.extend(reader.matchup(slug.clone()));
            links.extend(reader.links.into_iter().map(|link| (slug.clone(), link)));
        }
        problems.extend(links::check(links, &slugs, &matchups));
        matchups.sort_by(|one, other| one.slug.cmp(&other.slug));
        matchups
    }
}

/// Byte offsets of the end of the front matter and the start of the body.
pub(in crate::content) fn split(text: &str) -> Option<(usize, usize)> {
    let mut at = text.strip_prefix("---\n").map(|_| 4)?;
    for line in text[at..].split_inclusive('\n') {
        let next = at + line.len();
        if line.trim_end() == "---" {
            return Some((at, next));
        }
        at = next;
    }
    None
}

/// Reads one file.
pub(super) struct Reader<'a> {
    pub file: &'a File,
    pub catalogue: Option<&'a Catalogue>,
    pub problems: &'a mut Vec<Problem>,
    pub links: Vec<Link>,
}

impl Reader<'_> {
    pub fn say<T>(&mut self, place: &Spanned<T>, message: impl Into<String>) {
        self.problems
            .push(self.file.problem_at(place.referenced, message));
    }

    pub fn whole(&mut self, message: impl Into<String>) {
        self.problems.push(self.file.problem(1, 1, message));
    }

    fn slug(&mut self) -> String {
        let name = self.file.path.rsplit('/').next().unwrap_or_default();
        let slug = name.strip_suffix(".md").unwrap_or(name);
        let plain =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        if !name.ends_with(".md") || slug.is_empty() || !slug.chars().all(plain) {
            self.whole(format!(
                "`{name}` becomes an address; name it with small letters, digits and `-`, ending in `.md`"
            ));
        }
        slug.to_owned()
    }

    fn matchup(&mut self, slug: String) -> Option<Matchup> {
        let Some((front_end, body_start)) = split(&self.file.text) else {
            self.whole("the file must start with its data between two `---` lines");
            return None;
        };
        let front: Front = yaml_text(self.file, &self.file.text[..front_end])
            .map_err(|problem| self.problems.push(problem))
            .ok()?;
        let (introduction, deep_dives) = self.body(body_start);
        for text in [&front.title, &front.summary] {
            self.filled(text);
        }
        self.category(&front.category);
        if front.a.technology.value == front.b.technology.value {
            self.say(
                &front.b.technology,
                "a matchup compares two different technologies",
            );
        }
        let updated = self.date(&front.updated);
        let technologies = [self.technology(front.a), self.technology(front.b)];
        let matrix = self.matrix(front.matrix, front.sources.len());
        let verdict = self.verdict(front.verdict);
        let faqs = self.faqs(front.faqs);
        let call_to_action = self.call(front.call_to_action);
        let sources = front
            .sources
            .into_iter()
            .filter_map(|source| self.source(source))
            .collect();
        Some(Matchup {
            slug,
            title: front.title.value,
            category: front.category.value,
            summary: front.summary.value,
            updated: updated?,
            technologies,
            introduction,
            matrix,
            deep_dives,
            verdict: verdict?,
            faqs,
            call_to_action: call_to_action?,
            sources,
        })
    }

    fn body(&mut self, start: usize) -> (Prose, Vec<DeepDive>) {
        let (pieces, complaints) = sections(&self.file.text[start..]);
        for (at, message) in complaints {
            self.problems
                .push(self.file.problem_at_byte(start + at, message));
        }
        let file = self.file;
        let link = |(at, url)| Link {
            url,
            place: file.problem_at_byte(start + at, ""),
        };
        self.links
            .extend(prose::links(&file.text[start..]).into_iter().map(link));
        let mut introduction = Prose {
            markdown: String::new(),
            html: String::new(),
        };
        let mut dives: Vec<DeepDive> = Vec::new();
        for (number, piece) in pieces.into_iter().enumerate() {
            let place = start + piece.at;
            if piece.body.html.is_empty() {
                let what = if number == 0 {
                    "the introduction".to_owned()
                } else {
                    format!("the section `{}`", piece.title)
                };
                self.problems.push(
                    self.file
                        .problem_at_byte(place, format!("{what} is empty; write a paragraph")),
                );
            }
            if number == 0 {
                introduction = piece.body;
                continue;
            }
            let anchor = anchor(&piece.title);
            if anchor.is_empty() || dives.iter().any(|dive| dive.anchor == anchor) {
                let message = format!(
                    "the heading `{}` needs a text that no other heading has: links refer to it",
                    piece.title
                );
                self.problems
                    .push(self.file.problem_at_byte(place, message));
            }
            dives.push(DeepDive {
                number,
                title: piece.title,
                anchor,
                body: piece.body,
            });
        }
        if dives.is_empty() {
            self.whole("there is no deep dive; add a section that starts with `## `");
        }
        (introduction, dives)
    }

    pub fn filled(&mut self, text: &Text) {
        if text.value.trim().is_empty() {
            self.say(text, "this text is empty; write what the reader should see");
        }
    }

    fn category(&mut self, category: &Text) {
        if !CATEGORIES.contains(&category.value.as_str()) {
            let hint = replaced_hint(&category.value)
                .unwrap_or_else(|| did_you_mean(&category.value, CATEGORIES));
            self.say(
                category,
                format!("there is no category `{}`{hint}", category.value),
            );
        }
    }

    pub fn date(&mut self, text: &Text) -> Option<NaiveDate> {
        let date = NaiveDate::parse_from_str(&text.value, "%Y-%m-%d").ok();
        if date.is_none() {
            self.say(
                text,
                format!("`{}` is not a date; write it as 2026-11-30", text.value),
            );
        }
        date
    }
}

/// The anchor of a heading.
pub(in crate::content) fn anchor(title: &str) -> String {
    let spaced: String = title
        .to_lowercase()
        .chars()
        .map(|letter| {
            if letter.is_alphanumeric() {
                letter
            } else {
                ' '
            }
        })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join("-")
}
