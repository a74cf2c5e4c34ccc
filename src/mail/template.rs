//! Mail templates from `emails/`, compiled once at start.
//!
//! A mail is a folder with its texts in `words.yaml` and its layout in `body.txt` and `body.mjml`; without these two it
//! uses `letter.txt` and `letter.mjml`. The MJML is inserted into `layout.mjml` and compiled to HTML. The result is a
//! minijinja template with the extension `.html`, so every value is escaped.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, UndefinedBehavior, context, escape_formatter};
use rust_embed::RustEmbed;

use super::email::{Email, Rendered};
use super::mail_text::MailText;
use super::mailto::mailto;
use super::mjml::compile;
use super::template_error::TemplateError;
use crate::content::brand::Brand;
use crate::content::source::{paths, unread_file};
use crate::i18n::Language;
use crate::report::unknown_filter;
use crate::text::one_line;

#[derive(RustEmbed)]
#[folder = "emails/"]
struct Embedded;

/// The MJML that surrounds the body of every mail.
const LAYOUT: &str = "layout.mjml";

/// Where `layout.mjml` has the body of a mail.
const SLOT: &str = "<!-- body -->";

/// The templates of mails without a body of their own.
const LETTER: &str = "letter";

/// All mail templates, ready to render.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    text: MailText,
}

impl Templates {
    /// Compiles every template; a file in the folder replaces the embedded one of the same name. All templates can use
    /// `brand` and `site_url`.
    ///
    /// # Errors
    /// Names the first file with a mistake.
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
                format!("must hold {SLOT} once, in place of the body of a mail"),
            ));
        }
        let mut text = MailText::default();
        for name in names(overrides) {
            let source = read(overrides, &name)?;
            if let Some(mail) = name.strip_suffix("/words.yaml") {
                text.add(&mut environment, mail, &name, &source)?;
                continue;
            }
            if let Some((line, filter)) = unknown_filter(&environment, &source) {
                return Err(TemplateError::new(
                    &name,
                    format!("line {line}: there is no filter `{filter}`"),
                ));
            }
            let (template, source) = match name.strip_suffix(".mjml") {
                Some(stem) => (
                    format!("{stem}.html"),
                    compile(&name, &layout.replace(SLOT, &source))?,
                ),
                None => (name.clone(), source),
            };
            environment
                .add_template_owned(template, source)
                .map_err(|error| TemplateError::template(&name, &error))?;
        }
        Ok(Self { environment, text })
    }

    /// Renders a mail.
    pub(super) fn render<E: Email>(
        &self,
        email: &E,
        language: Language,
    ) -> Result<Rendered, TemplateError> {
        let values = context! { language => language.tag(), ..Value::from(Serde(email)) };
        let words = self
            .text
            .render(&self.environment, E::NAME, language, &values)?;
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

    /// One part of a mail, from its own template or that of a letter.
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

/// The files to read apart from the layout: the embedded ones, and bodies that a folder adds to mails without one.
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

/// A sentence for each file of a folder that no mail uses.
///
/// # Errors
/// If the folder cannot be read.
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
    environment.add_filter("mailto", |address: String| mailto(&address));
    environment.add_filter("lines", |text: String| {
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    });
    // Every value becomes one line, so that a visitor's text cannot start a paragraph.
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
