//! Pages of text, such as privacy and imprint: `pages/SLUG.md`.
//!
//! Their Markdown may use what differs from one consultancy to the next, as `{{ brand.name }}`, and leave parts out with
//! `{% if … %}` (minijinja). A page is checked when it is loaded, and written once the settings are known.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{Environment, UndefinedBehavior, context, escape_formatter};
use serde::{Deserialize, Serialize};
use serde_saphyr::Spanned;

use super::brand::Brand;
use super::matchup::LINKABLE_PAGES;
use super::matchup::load::{anchor, split};
use super::matchup::prose::{self, sections};
use super::source::{File, Problem, Source, yaml_text};
use crate::text::{did_you_mean, one_line};

/// The pages that every site has, at the address `/SLUG`; footers of pages and mails link to them.
pub const STANDARD: [&str; 3] = ["privacy", "imprint", "accessibility"];

/// How long personal data is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Retention {
    /// Days after which answers that were not sent are deleted.
    pub drafts_days: u32,
    /// Days after which leads are erased; `None` if they are kept until their owner erases them.
    pub leads_days: Option<u32>,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            drafts_days: 30,
            leads_days: None,
        }
    }
}

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// File name without `.md`.
    pub slug: String,
    /// The heading, and the name of links to the page.
    pub title: String,
    /// One or two sentences for the top of the page and for search engines.
    pub summary: String,
    /// Date of the last change.
    pub updated: NaiveDate,
    /// Markdown with placeholders.
    text: String,
}

/// The body of a page as HTML.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WrittenPage {
    /// The text before the first heading, safe to insert; may be empty.
    pub introduction: String,
    /// The sections.
    pub sections: Vec<PageSection>,
}

/// A section of a page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageSection {
    /// Plain text.
    pub title: String,
    /// Anchor, unique on the page.
    pub anchor: String,
    /// The text below the heading, safe to insert.
    pub html: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    title: Spanned<String>,
    summary: Spanned<String>,
    updated: Spanned<String>,
}

impl Page {
    /// Loads all files of `pages/`: the standard ones first, the others by slug. Mistakes are added to `problems`.
    /// `matchups` are the slugs that links may name.
    pub(super) fn load_all(
        source: &Source,
        brand: Option<&Brand>,
        matchups: &BTreeSet<&str>,
        problems: &mut Vec<Problem>,
    ) -> Vec<Self> {
        let files: Vec<&File> = source.under("pages/").collect();
        let mut pages: Vec<Self> = files
            .iter()
            .filter_map(|file| Self::load(file, problems))
            .collect();
        let position = |slug: &str| STANDARD.iter().position(|one| *one == slug);
        pages.sort_by_key(|page| {
            let rank = position(&page.slug).unwrap_or(STANDARD.len());
            (rank, page.slug.clone())
        });
        for slug in STANDARD {
            let path = format!("pages/{slug}.md");
            if source.file(&path).is_none() {
                problems.push(Problem::whole(
                    &path,
                    "this page is missing; every site has it",
                ));
            }
        }
        let addresses: BTreeSet<String> = pages
            .iter()
            .map(Self::address)
            .chain(matchups.iter().map(|slug| format!("/matchups/{slug}")))
            .chain(LINKABLE_PAGES.iter().map(ToString::to_string))
            .collect();
        if let Some(brand) = brand {
            for page in &pages {
                let path = format!("pages/{}.md", page.slug);
                let file = files.iter().find(|file| file.path == path);
                file.into_iter()
                    .for_each(|file| page.check(file, brand, &addresses, problems));
            }
        }
        pages
    }

    fn load(file: &File, problems: &mut Vec<Problem>) -> Option<Self> {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        let slug = name.strip_suffix(".md").unwrap_or_default();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if slug.is_empty() || !slug.chars().all(plain) || file.path != format!("pages/{name}") {
            problems.push(file.problem(
                1,
                1,
                format!("`{name}` becomes an address; name it pages/SLUG.md, with small letters, digits and `-`"),
            ));
            return None;
        }
        let Some((front_end, body_start)) = split(&file.text) else {
            let message = "the file must start with its data between two `---` lines";
            problems.push(file.problem(1, 1, message));
            return None;
        };
        let front: Front = yaml_text(file, &file.text[..front_end])
            .map_err(|problem| problems.push(problem))
            .ok()?;
        for text in [&front.title, &front.summary] {
            if text.value.trim().is_empty() {
                problems.push(file.problem_at(text.referenced, "this text is empty"));
            }
        }
        let updated = NaiveDate::parse_from_str(&front.updated.value, "%Y-%m-%d");
        let updated = updated.map_err(|_| {
            let message = format!(
                "`{}` is not a date; write it as 2026-11-30",
                front.updated.value
            );
            problems.push(file.problem_at(front.updated.referenced, message));
        });
        Some(Self {
            slug: slug.to_owned(),
            title: front.title.value,
            summary: front.summary.value,
            updated: updated.ok()?,
            text: file.text[body_start..].to_owned(),
        })
    }

    /// Its address on the site.
    #[must_use]
    pub fn address(&self) -> String {
        if STANDARD.contains(&self.slug.as_str()) {
            format!("/{}", self.slug)
        } else {
            format!("/pages/{}", self.slug)
        }
    }

    /// Writes the page for this brand and these settings.
    ///
    /// # Errors
    /// If the text uses what does not exist; loading rules it out.
    pub fn write(
        &self,
        brand: &Brand,
        retention: &Retention,
    ) -> Result<WrittenPage, minijinja::Error> {
        let markdown = environment().render_str(&self.text, values(brand, retention))?;
        let mut written = WrittenPage {
            introduction: String::new(),
            sections: Vec::new(),
        };
        for (number, piece) in sections(&markdown).0.into_iter().enumerate() {
            if number == 0 {
                written.introduction = piece.body.html;
                continue;
            }
            written.sections.push(PageSection {
                anchor: anchor(&piece.title),
                title: piece.title,
                html: piece.body.html,
            });
        }
        Ok(written)
    }

    /// Adds every mistake of the body: placeholders, Markdown, headings and links.
    fn check(
        &self,
        file: &File,
        brand: &Brand,
        addresses: &BTreeSet<String>,
        problems: &mut Vec<Problem>,
    ) {
        let start = file.text.len() - self.text.len();
        let place = |text: &str| start + self.text.find(text).unwrap_or(0);
        let mut say = |at: usize, message: String| problems.push(file.problem_at_byte(at, message));

        for (at, message) in sections(&self.text).1 {
            say(start + at, message);
        }
        let shown = values(brand, &Retention::default());
        let environment = environment();
        let template = match environment.template_from_str(&self.text) {
            Ok(template) => template,
            Err(error) => {
                let line = error.line().unwrap_or(1);
                let lines = self.text.split_inclusive('\n');
                let before: usize = lines.take(line - 1).map(str::len).sum();
                return say(start + before, error.to_string());
            }
        };
        let mut known = true;
        for name in template.undeclared_variables(true) {
            if !exists(&shown, &name) {
                known = false;
                let names = names(&shown);
                let mut hint = did_you_mean(&name, names.iter().map(String::as_str));
                if hint.is_empty() {
                    hint = format!("; pages have {}", names.join(", "));
                }
                say(place(&name), format!("there is no value `{name}`{hint}"));
            }
        }
        if !known {
            return;
        }
        // With and without a limit: a part that only one of them shows must not be wrong either.
        for leads_days in [None, Some(365)] {
            let retention = Retention {
                leads_days,
                ..Retention::default()
            };
            let markdown = match environment.render_str(&self.text, values(brand, &retention)) {
                Ok(markdown) => markdown,
                Err(error) => return say(start, error.to_string()),
            };
            let anchors: Vec<String> = sections(&markdown)
                .0
                .iter()
                .skip(1)
                .map(|piece| anchor(&piece.title))
                .collect();
            for (number, found) in anchors.iter().enumerate() {
                if found.is_empty() || anchors[..number].contains(found) {
                    let message = format!(
                        "the heading with the anchor `{found}` needs a text that no other heading has: links refer to it"
                    );
                    say(start, message);
                }
            }
            for (_, url) in prose::links(&markdown) {
                if let Some(message) = broken(&url, addresses, &anchors) {
                    say(place(&url), message);
                }
            }
        }
    }
}

/// What is wrong with a link; `None` if it leads to a page of this site, to a heading of this page, or elsewhere.
fn broken(url: &str, addresses: &BTreeSet<String>, anchors: &[String]) -> Option<String> {
    if let Some(anchor) = url.strip_prefix('#') {
        let known = anchors.iter().any(|known| known == anchor);
        let hint = did_you_mean(anchor, anchors.iter().map(String::as_str));
        return (!known).then(|| {
            format!("the link leads to `#{anchor}`, but the page has no such heading{hint}")
        });
    }
    let path = url.split(['#', '?']).next().unwrap_or_default();
    if !path.starts_with('/') || path.starts_with("/static/") || addresses.contains(path) {
        return None;
    }
    let hint = did_you_mean(path, addresses.iter().map(String::as_str));
    Some(format!(
        "the link leads to `{path}`, but this site has no such page{hint}"
    ))
}

/// The values that pages may use.
fn values(brand: &Brand, retention: &Retention) -> Value {
    let contact = &brand.contact;
    context! {
        brand => context! {
            name => &brand.name,
            statement => &brand.statement,
            legal => &brand.legal,
            booking_url => &brand.booking_url,
            contact => Value::from(Serde(contact.clone())),
        },
        retention => Value::from(Serde(*retention)),
    }
}

fn exists(values: &Value, name: &str) -> bool {
    let mut parts = name.split('.');
    let found = parts.try_fold(values.clone(), |value, part| {
        value
            .get_attr(part)
            .ok()
            .filter(|part| !part.is_undefined())
    });
    found.is_some()
}

/// The names of all values, such as `brand.contact.email`.
fn names(values: &Value) -> Vec<String> {
    let Ok(keys) = values.try_iter() else {
        return Vec::new();
    };
    let mut names = Vec::new();
    for key in keys {
        let below = values
            .get_item(&key)
            .map(|value| match value.kind() {
                ValueKind::Map => self::names(&value),
                _ => Vec::new(),
            })
            .unwrap_or_default();
        if below.is_empty() {
            names.push(key.to_string());
        }
        names.extend(below.iter().map(|name| format!("{key}.{name}")));
    }
    names.sort();
    names
}

/// Writes values as text: what they hold is not read as Markdown.
fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build();
    if let Ok(syntax) = syntax {
        environment.set_syntax(syntax);
    }
    environment.set_formatter(|out, state, value| match value.as_str() {
        Some(text) => escape_formatter(out, state, &Value::from_safe_string(plain(text))),
        None => escape_formatter(out, state, value),
    });
    environment
}

/// A text as one line of Markdown that shows it as it is.
fn plain(text: &str) -> String {
    let mut shown = String::new();
    for letter in one_line(text).chars() {
        if "\\`*_[]<>#|~&".contains(letter) {
            shown.push('\\');
        }
        shown.push(letter);
    }
    shown
}

#[cfg(test)]
mod tests;
