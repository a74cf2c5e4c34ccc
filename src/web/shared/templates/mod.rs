//! The templates of all pages, compiled once at start.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, ErrorKind, UndefinedBehavior};
use serde::Serialize;

use super::assets::Assets;
use super::files::Files;
use crate::content::brand::{Brand, Contact, Person};
use crate::content::pages::Page;
use crate::i18n::{Locale, add_to_templates, wrong_calls};
use crate::intake::Estimate;
use crate::mail::mailto;
use crate::report::unknown_filter;

/// The HTML of a page.
pub type RenderResult = Result<String, RenderError>;

/// A template that asks for a value that its page does not have, or that does not exist.
#[derive(Debug, thiserror::Error)]
#[error("rendering web/templates/{template}")]
pub struct RenderError {
    template: String,
    source: minijinja::Error,
}

/// The global `site` of every template.
#[derive(Debug, Clone, Serialize)]
pub struct Site {
    /// The name in the header and in titles.
    pub name: String,
    /// What the consultancy offers here.
    pub statement: String,
    /// The legal notice in the footer; may be empty.
    pub legal: String,
    /// How to reach the consultancy.
    pub contact: Contact,
    /// The people whom prospects meet.
    pub people: Vec<Person>,
    /// Where a call can be booked; may be empty.
    pub booking_url: String,
    /// The pages of text that the footer links to.
    pub pages: Vec<PageLink>,
    /// Public address, without a slash at the end.
    pub base_url: String,
    /// How many questions the shortest way through the intake asks at least; 0 if that is not known.
    pub start_questions: usize,
    /// How many minutes they take; 0 if that is not known.
    pub start_minutes: usize,
}

/// A link to a page of text.
#[derive(Debug, Clone, Serialize)]
pub struct PageLink {
    /// Its title.
    pub title: String,
    /// Its path on this site.
    pub address: String,
}

impl From<&Page> for PageLink {
    fn from(page: &Page) -> Self {
        Self {
            title: page.title.clone(),
            address: page.address(),
        }
    }
}

impl Site {
    /// The site of this brand at this address.
    #[must_use]
    pub fn new(brand: &Brand, base_url: &str) -> Self {
        Self {
            name: brand.name.clone(),
            statement: brand.statement.clone(),
            legal: brand.legal.clone(),
            contact: brand.contact.clone(),
            people: brand.people.clone(),
            booking_url: brand.booking_url.clone(),
            pages: Vec::new(),
            base_url: base_url.trim_end_matches('/').into(),
            start_questions: 0,
            start_minutes: 0,
        }
    }

    /// The same with the length of the intake.
    #[must_use]
    pub fn with_estimate(mut self, estimate: Estimate) -> Self {
        self.start_questions = estimate.questions;
        self.start_minutes = estimate.minutes;
        self
    }
}

/// The compiled templates. Values are escaped as HTML; an undefined name is an error.
pub struct Templates {
    environment: Environment<'static>,
    locale: Locale,
    site: Site,
}

impl Templates {
    /// Compiles all templates. They can use `site`, `section`, `language`, `asset` and `t`.
    ///
    /// # Errors
    /// Names the file and the line of the first template that does not compile.
    pub fn load(
        files: &Files,
        site: Site,
        assets: &Assets,
        locale: &Locale,
    ) -> anyhow::Result<Self> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_syntax(
            SyntaxConfig::builder()
                .trim_blocks(true)
                .lstrip_blocks(true)
                .build()?,
        );
        environment.add_global("site", Value::from(Serde(site.clone())));
        environment.add_global("section", "");
        environment.add_global("language", locale.language().tag());
        add_to_templates(&mut environment, locale);
        environment.add_filter("mailto", |address: String| mailto(&address));
        add_asset_function(&mut environment, assets);
        for (name, bytes) in files.under("templates/") {
            let text = String::from_utf8(bytes.to_vec())
                .with_context(|| format!("web/templates/{name} is not UTF-8"))?;
            if let Some((line, filter)) = unknown_filter(&environment, &text) {
                bail!("web/templates/{name}:{line}: there is no filter `{filter}`");
            }
            if let Some(error) =
                wrong_calls(locale, &format!("web/templates/{name}"), &text).first()
            {
                bail!("{error}");
            }
            environment
                .add_template_owned(name.to_owned(), text)
                .with_context(|| format!("web/templates/{name} does not compile"))?;
        }
        Ok(Self {
            environment,
            locale: locale.clone(),
            site,
        })
    }

    /// The messages that the templates use.
    #[must_use]
    pub fn locale(&self) -> &Locale {
        &self.locale
    }

    /// The global `site` of the templates.
    #[must_use]
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// Renders one page from its template and its values.
    pub fn render(&self, template: &str, page: &impl Serialize) -> RenderResult {
        self.environment
            .get_template(template)
            .and_then(|compiled| compiled.render(Serde(page)))
            .map_err(|source| RenderError {
                template: template.to_owned(),
                source,
            })
    }
}

/// Adds `asset(name)`: the address of a static file, with its version.
fn add_asset_function(environment: &mut Environment<'static>, assets: &Assets) {
    let addresses: BTreeMap<String, String> = assets
        .addresses()
        .map(|(name, address)| (name.to_owned(), address))
        .collect();
    environment.add_function("asset", move |name: String| {
        let address = addresses.get(&name).cloned();
        address.map(Value::from_safe_string).ok_or_else(|| {
            minijinja::Error::new(
                ErrorKind::InvalidOperation,
                format!("there is no static file `{name}`"),
            )
        })
    });
}
