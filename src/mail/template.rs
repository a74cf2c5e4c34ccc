//! Mail templates from `emails/`, compiled once at start.
//!
//! A mail is a folder with `subject.txt` and `parts.txt`, which sets `letter` to its sentences: those of the layout
//! (preview text, title, fine print) and, for a short letter, those that `letter.txt` and `letter.mjml` lay out. A longer
//! mail has `body.txt` and `body.mjml` as well. The MJML is inserted into `layout.mjml` and compiled to HTML. The result is a minijinja template with the extension `.html`, so
//! every value is escaped. The words are messages (see [`crate::i18n`]), taken by the function `t`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, UndefinedBehavior, context, escape_formatter};
use rust_embed::RustEmbed;

use super::email::{Email, Rendered};
use super::mailto::{mailto, tel};
use super::mjml::compile;
use super::pictures::{Pictures, Signer};
use super::template_error::TemplateError;
use crate::content::brand::Brand;
use crate::content::source::{paths, unread_file};
use crate::i18n::{Language, Locale, Messages, add_to_templates, long_date, wrong_calls};
use crate::report::unknown_filter;
use crate::text::one_line;

#[derive(RustEmbed)]
#[folder = "emails/"]
struct Embedded;

/// The MJML that surrounds the body of every mail.
const LAYOUT: &str = "layout.mjml";

/// Where `layout.mjml` has the body of a mail.
const SLOT: &str = "<!-- body -->";

/// The layout of letters, and the variable with their sentences.
const LETTER: &str = "letter";

/// The file with the texts of a mail, in earlier versions.
const WORDS: &str = "words.yaml";

/// All mail templates, ready to render.
#[derive(Debug)]
pub struct Templates {
    /// One for each language.
    environments: BTreeMap<Language, Environment<'static>>,
    pictures: Pictures,
}

impl Templates {
    /// Compiles every template for every language that is offered; a file in the folder replaces the embedded one of the
    /// same name. All templates can use `brand`, `logo`, `site_url`, `language` and `t`; the parts of a mail also
    /// `subject`, `letter` and `signer`.
    ///
    /// # Errors
    /// Names the first file with a mistake.
    pub fn load(
        overrides: Option<&Path>,
        brand: &Brand,
        pictures: Pictures,
        site_url: &str,
        messages: &Messages,
    ) -> Result<Self, TemplateError> {
        refuse_words(overrides)?;
        let layout = read(overrides, LAYOUT)?;
        if layout.matches(SLOT).count() != 1 {
            return Err(TemplateError::new(
                LAYOUT,
                format!("must hold {SLOT} once, in place of the body of a mail"),
            ));
        }
        let environment = |locale: &Locale| {
            let mut environment = environment(brand, &pictures, site_url, locale);
            for name in names(overrides) {
                let text = read(overrides, &name)?;
                add(&mut environment, locale, &name, &text, &layout)?;
            }
            Ok((locale.language(), environment))
        };
        let environments: Result<_, _> = messages.offered().map(environment).collect();
        Ok(Self {
            environments: environments?,
            pictures,
        })
    }

    /// The languages that mails are rendered in.
    pub(super) fn languages(&self) -> impl Iterator<Item = Language> {
        self.environments.keys().copied()
    }

    /// Renders a mail, in English if the language is not offered.
    pub(super) fn render<E: Email>(
        &self,
        email: &E,
        language: Language,
    ) -> Result<Rendered, TemplateError> {
        let environment = self
            .environments
            .get(&language)
            .or_else(|| self.environments.get(&Language::En))
            .ok_or_else(|| TemplateError::new(E::NAME, "no language is offered"))?;
        let values = Value::from(Serde(email));
        let subject = render(environment, &format!("{}/subject.txt", E::NAME), &values)?;
        let subject = one_line(&subject);
        let letter = letter(environment, E::NAME, &values)?;
        let signer = Value::from(Serde(self.signer(&values)));
        let values = context! { subject => subject.as_ref(), letter, signer, ..values };
        let html = part(environment, E::NAME, "html", &values)?;
        let shown = self.pictures.all().filter(|one| html.contains(&one.src));
        Ok(Rendered {
            text: part(environment, E::NAME, "txt", &values)?,
            pictures: shown.cloned().collect(),
            subject: subject.into_owned(),
            html,
        })
    }

    /// Who signs the mail: its `consultant`, if it names one, else the first of the people of the brand.
    fn signer(&self, values: &Value) -> Option<Signer> {
        let people = &self.pictures.signers;
        let consultant = values.get_attr("consultant").ok();
        let consultant = consultant
            .as_ref()
            .and_then(Value::as_str)
            .unwrap_or_default();
        if consultant.is_empty() {
            return people.first().cloned();
        }
        let known = people.iter().find(|person| person.name == consultant);
        Some(known.cloned().unwrap_or_else(|| Signer {
            name: consultant.to_owned(),
            ..Signer::default()
        }))
    }
}

/// One part of a mail, from its own template or that of letters.
fn part(
    environment: &Environment<'_>,
    mail: &str,
    ending: &str,
    values: &Value,
) -> Result<String, TemplateError> {
    let body = format!("{mail}/body.{ending}");
    let letter = format!("{LETTER}.{ending}");
    let has_body = environment.get_template(&body).is_ok();
    render(environment, if has_body { &body } else { &letter }, values)
}

/// The sentences of a letter, as its `parts.txt` sets them; undefined for other mails.
fn letter(
    environment: &Environment<'_>,
    mail: &str,
    values: &Value,
) -> Result<Value, TemplateError> {
    let name = format!("{mail}/parts.txt");
    let Ok(template) = environment.get_template(&name) else {
        return Ok(Value::UNDEFINED);
    };
    template
        .render_captured(values)
        .map(|captured| captured.state().lookup(LETTER).unwrap_or_default())
        .map_err(|error| TemplateError::template(&name, &error))
}

fn render(
    environment: &Environment<'_>,
    name: &str,
    values: &Value,
) -> Result<String, TemplateError> {
    environment
        .get_template(name)
        .and_then(|template| template.render(values))
        .map_err(|error| TemplateError::template(name, &error))
}

/// Compiles one file.
fn add(
    environment: &mut Environment<'static>,
    locale: &Locale,
    file: &str,
    text: &str,
    layout: &str,
) -> Result<(), TemplateError> {
    if let Some((line, filter)) = unknown_filter(environment, text) {
        let message = format!("line {line}: there is no filter `{filter}`");
        return Err(TemplateError::new(file, message));
    }
    if let Some(error) = wrong_calls(locale, file, text).first() {
        let message = format!("line {}: {}", error.line, error.message);
        return Err(TemplateError::new(file, message));
    }
    let (template, source) = match file.strip_suffix(".mjml") {
        Some(stem) => (
            format!("{stem}.html"),
            compile(file, &layout.replace(SLOT, text))?,
        ),
        None => (file.to_owned(), text.to_owned()),
    };
    environment
        .add_template_owned(template, source)
        .map_err(|error| TemplateError::template(file, &error))
}

/// Refuses the files with texts of earlier versions.
fn refuse_words(overrides: Option<&Path>) -> Result<(), TemplateError> {
    let Some(folder) = overrides else {
        return Ok(());
    };
    let found = names(None)
        .iter()
        .filter_map(|name| name.strip_suffix("/subject.txt"))
        .map(|mail| format!("{mail}/{WORDS}"))
        .find(|name| folder.join(name).is_file());
    found.map_or(Ok(()), |name| {
        Err(TemplateError::new(
            name,
            "is not read any more; copy locales/en/mail.ftl to en/mail.ftl in the folder of --locales-dir \
             (STACKMATCH_LOCALES_DIR), change the texts there, and remove this file",
        ))
    })
}

/// The files to read apart from the layout: the embedded ones, and bodies that a folder adds to letters.
fn names(overrides: Option<&Path>) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = Embedded::iter().map(|name| name.to_string()).collect();
    names.remove(LAYOUT);
    let bodies = bodies(&names);
    names.extend(
        bodies
            .into_iter()
            .filter(|name| overrides.is_some_and(|folder| folder.join(name).is_file())),
    );
    names
}

/// The bodies that mails have or may have.
fn bodies(names: &BTreeSet<String>) -> Vec<String> {
    names
        .iter()
        .filter_map(|name| name.strip_suffix("/subject.txt"))
        .flat_map(|mail| [format!("{mail}/body.txt"), format!("{mail}/body.mjml")])
        .collect()
}

/// A sentence for each file of a folder that no mail uses. Leaves out what [`Templates::load`] refuses.
///
/// # Errors
/// If the folder cannot be read.
pub fn unread(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut known = names(Some(folder));
    known.extend(bodies(&known));
    known.insert(LAYOUT.to_owned());
    let found = paths(folder)?;
    Ok(found
        .iter()
        .filter(|path| !known.contains(path.as_str()) && !path.ends_with(WORDS))
        .map(|path| unread_file(path, known.iter().map(String::as_str)))
        .collect())
}

fn environment(
    brand: &Brand,
    pictures: &Pictures,
    site_url: &str,
    locale: &Locale,
) -> Environment<'static> {
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
    environment.add_global("brand", Value::from(Serde(brand.clone())));
    environment.add_global("logo", Value::from(Serde(pictures.logo.clone())));
    environment.add_global("site_url", site_url.trim_end_matches('/'));
    environment.add_global("language", locale.language().tag());
    add_to_templates(&mut environment, locale);
    environment.add_filter("mailto", |address: String| mailto(&address));
    environment.add_filter("tel", |number: String| tel(&number));
    let dates = locale.clone();
    environment.add_filter("day", move |text: String| day(&dates, text));
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

/// A day such as `2026-12-09` in words; any other text as it is.
fn day(locale: &Locale, text: String) -> String {
    match NaiveDate::parse_from_str(&text, "%Y-%m-%d") {
        Ok(date) => long_date(locale, date),
        Err(_) => text,
    }
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
