//! The files of `emails/`, compiled once at start.
//!
//! A mail is a folder with `words.yaml`, which holds all that it says, and `body.txt` and `body.mjml`, which say where;
//! without these two it has the form of `letter.txt` and `letter.mjml`. The MJML is set into `layout.mjml` and compiled
//! to HTML first, and only then becomes a minijinja template with a name in `.html`, so every value is escaped.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, UndefinedBehavior, context, escape_formatter};
use mrml::prelude::render::RenderOptions;
use rust_embed::RustEmbed;

use super::words::Words;
use super::{Email, Rendered};
use crate::content::brand::Brand;
use crate::content::language::Language;
use crate::content::source::{paths, unread_file};
use crate::content::suggestion::did_you_mean;
use crate::report::unknown_filter;
use crate::text::one_line;

#[derive(RustEmbed)]
#[folder = "emails/"]
struct Embedded;

/// What the MJML of every mail is set into.
const LAYOUT: &str = "layout.mjml";

/// Where `layout.mjml` takes in the body of a mail.
const SLOT: &str = "<!-- body -->";

/// The form of a mail that has none of its own.
const LETTER: &str = "letter";

/// All mail templates, ready to render.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    words: Words,
}

/// A mail template that does not work. Names the file.
#[derive(Debug, thiserror::Error)]
#[error("emails/{file}: {text}")]
pub struct TemplateError {
    file: String,
    text: String,
}

impl TemplateError {
    pub(super) fn new(file: impl Into<String>, text: impl ToString) -> Self {
        Self {
            file: file.into(),
            text: text.to_string(),
        }
    }

    pub(super) fn template(file: &str, error: &minijinja::Error) -> Self {
        let line = error
            .line()
            .map(|line| format!("line {line}: "))
            .unwrap_or_default();
        Self::new(file, format!("{line}{error:#}"))
    }
}

impl Templates {
    /// Compiles every template; a file in the folder replaces the embedded one of the same name. Every template knows
    /// the brand, and the address of the site as `site_url`.
    pub fn load(
        overrides: Option<&Path>,
        brand: &Brand,
        site_url: &str,
    ) -> Result<Self, TemplateError> {
        let mut environment = environment();
        environment.add_global("brand", Value::from(Serde(brand.clone())));
        environment.add_global("site_url", site_url.trim_end_matches('/'));
        let layout = read(overrides, LAYOUT)?;
        if layout.matches(SLOT).count() != 1 {
            return Err(TemplateError::new(
                "layout.mjml",
                format!("must hold {SLOT} once, where the body of a mail goes"),
            ));
        }
        let mut words = Words::default();
        for name in names(overrides) {
            let text = read(overrides, &name)?;
            if let Some(mail) = name.strip_suffix("/words.yaml") {
                words.add(&mut environment, mail, &name, &text)?;
                continue;
            }
            if let Some((line, filter)) = unknown_filter(&environment, &text) {
                return Err(TemplateError::new(
                    &name,
                    format!("line {line}: there is no filter `{filter}`"),
                ));
            }
            let (template, source) = match name.strip_suffix(".mjml") {
                Some(stem) => (
                    format!("{stem}.html"),
                    compile(&name, &layout.replace(SLOT, &text))?,
                ),
                None => (name.clone(), text),
            };
            environment
                .add_template_owned(template, source)
                .map_err(|error| TemplateError::template(&name, &error))?;
        }
        Ok(Self { environment, words })
    }

    /// Writes a mail.
    pub(super) fn render<E: Email>(
        &self,
        email: &E,
        language: Language,
    ) -> Result<Rendered, TemplateError> {
        let values = context! { language => language.tag(), ..Value::from(Serde(email)) };
        let words = self
            .words
            .say(&self.environment, E::NAME, language, &values)?;
        let subject = words
            .get("subject")
            .and_then(|subject| subject.as_str())
            .map(one_line)
            .unwrap_or_default();
        let values =
            context! { subject => subject.as_ref(), w => Value::from(Serde(&words)), ..values };
        Ok(Rendered {
            text: self.part(E::NAME, "txt", &values)?,
            html: self.part(E::NAME, "html", &values)?,
            subject: subject.into_owned(),
        })
    }

    /// One part of a mail, in its own form or in that of a letter.
    fn part(&self, mail: &str, ending: &str, values: &Value) -> Result<String, TemplateError> {
        let own = format!("{mail}/body.{ending}");
        let letter = format!("{LETTER}.{ending}");
        let (name, template) = match self.environment.get_template(&own) {
            Ok(template) => (&own, Ok(template)),
            Err(_) => (&letter, self.environment.get_template(&letter)),
        };
        template
            .and_then(|template| template.render(values))
            .map_err(|error| TemplateError::template(name, &error))
    }
}

/// The files to read, but for the layout: those of the program, and the bodies that a folder has for a mail without.
fn names(overrides: Option<&Path>) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = Embedded::iter().map(|name| name.to_string()).collect();
    names.remove(LAYOUT);
    let mails: Vec<String> = names
        .iter()
        .filter_map(|name| name.strip_suffix("/words.yaml"))
        .map(str::to_owned)
        .collect();
    let bodies = mails
        .iter()
        .flat_map(|mail| [format!("{mail}/body.txt"), format!("{mail}/body.mjml")]);
    names.extend(bodies.filter(|name| overrides.is_some_and(|folder| folder.join(name).is_file())));
    names
}

/// The files of a folder that no mail is made of, each with a sentence.
///
/// # Errors
/// When the folder cannot be read.
pub fn unread(folder: &Path) -> std::io::Result<Vec<String>> {
    let known = names(Some(folder));
    let mut known: Vec<&str> = known.iter().map(String::as_str).chain([LAYOUT]).collect();
    let mails: Vec<String> = known
        .iter()
        .filter_map(|name| name.strip_suffix("/words.yaml"))
        .map(str::to_owned)
        .collect();
    let bodies: Vec<String> = mails
        .iter()
        .flat_map(|mail| [format!("{mail}/body.txt"), format!("{mail}/body.mjml")])
        .collect();
    known.extend(bodies.iter().map(String::as_str));
    let found = paths(folder)?;
    Ok(found
        .iter()
        .filter(|path| !known.contains(&path.as_str()))
        .map(|path| unread_file(path, known.iter().copied()))
        .collect())
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    if let Ok(syntax) = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
    {
        environment.set_syntax(syntax);
    }
    environment.add_filter("mailto", |address: String| super::mailto(&address));
    environment.add_filter("lines", |text: String| {
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    });
    // Every value is one line, in text as in HTML: what a visitor typed cannot start a paragraph of its own.
    environment.set_formatter(|out, state, value| match value.as_str() {
        Some(text) if !value.is_safe() => {
            escape_formatter(out, state, &Value::from(one_line(text).as_ref()))
        }
        _ => escape_formatter(out, state, value),
    });
    environment
}

fn read(overrides: Option<&Path>, name: &str) -> Result<String, TemplateError> {
    let file: Option<PathBuf> = overrides
        .map(|folder| folder.join(name))
        .filter(|file| file.is_file());
    if let Some(file) = file {
        return std::fs::read_to_string(&file).map_err(|error| {
            TemplateError::new(name, format!("{} cannot be read: {error}", file.display()))
        });
    }
    let embedded = Embedded::get(name).ok_or_else(|| TemplateError::new(name, "is missing"))?;
    String::from_utf8(embedded.data.into_owned()).map_err(|error| TemplateError::new(name, error))
}

/// The elements of MJML that mrml renders; it passes all others on as they stand, and mail programs drop them.
const ELEMENTS: [&str; 33] = [
    "mj-accordion",
    "mj-accordion-element",
    "mj-accordion-text",
    "mj-accordion-title",
    "mj-all",
    "mj-attributes",
    "mj-body",
    "mj-breakpoint",
    "mj-button",
    "mj-carousel",
    "mj-carousel-image",
    "mj-class",
    "mj-column",
    "mj-divider",
    "mj-font",
    "mj-group",
    "mj-head",
    "mj-hero",
    "mj-image",
    "mj-include",
    "mj-navbar",
    "mj-navbar-link",
    "mj-preview",
    "mj-raw",
    "mj-section",
    "mj-social",
    "mj-social-element",
    "mj-spacer",
    "mj-style",
    "mj-table",
    "mj-text",
    "mj-title",
    "mj-wrapper",
];

/// The first element with the prefix of MJML that MJML does not have.
fn unknown_element(mjml: &str) -> Option<&str> {
    let tags = mjml.match_indices("<mj-").map(|(at, _)| &mjml[at + 1..]);
    let mut names = tags.map(|tag| {
        &tag[..tag
            .find(|letter: char| !letter.is_alphanumeric() && letter != '-')
            .unwrap_or(tag.len())]
    });
    names.find(|name| !ELEMENTS.contains(name))
}

fn compile(name: &str, mjml: &str) -> Result<String, TemplateError> {
    if let Some(element) = unknown_element(mjml) {
        let hint = did_you_mean(element, ELEMENTS.iter().copied());
        return Err(TemplateError::new(
            name,
            format!("there is no element `{element}` in MJML{hint}"),
        ));
    }
    let parsed = mrml::parse(mjml)
        .map_err(|error| TemplateError::new(name, format!("is not valid MJML: {error}")))?;
    // No fonts from elsewhere: a mail loads nothing.
    let options = RenderOptions {
        fonts: Default::default(),
        ..RenderOptions::default()
    };
    parsed
        .element
        .render(&options)
        .map_err(|error| TemplateError::new(name, format!("does not render: {error}")))
}
