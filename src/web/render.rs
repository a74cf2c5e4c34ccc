//! Every page a lead sees is made here: templates, compiled once at start, filled with typed values.

use anyhow::{Context, bail};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::assets::{Assets, LOGO};
use super::files::Files;
use crate::content::brand::{Brand, Contact};
use crate::mail::mailto;
use crate::report::unknown_filter;

/// What every page knows of the site.
#[derive(Debug, Clone, Serialize)]
pub struct Site {
    /// The name in the header and in titles.
    pub name: String,
    /// What the consultancy does here.
    pub statement: String,
    /// What the law wants to see; may be empty.
    pub legal: String,
    /// How people reach the consultancy.
    pub contact: Contact,
    /// Public address, without a slash at the end.
    pub base_url: String,
    /// Version of the stylesheet, for its address.
    pub css: String,
    /// Version of the script.
    pub js: String,
    /// Version of the logo.
    pub logo: String,
}

impl Site {
    /// Takes the versions of the static files from `assets`.
    #[must_use]
    pub fn new(brand: &Brand, base_url: &str, assets: &Assets) -> Self {
        Self {
            name: brand.name.clone(),
            statement: brand.statement.clone(),
            legal: brand.legal.clone(),
            contact: brand.contact.clone(),
            base_url: base_url.trim_end_matches('/').into(),
            css: assets.version("site.css").into(),
            js: assets.version("site.js").into(),
            logo: assets.version(LOGO).into(),
        }
    }
}

/// The compiled templates. Values are escaped as HTML; an unknown name is an error, never an empty spot.
pub struct Templates(Environment<'static>);

impl Templates {
    /// Compiles all templates.
    ///
    /// # Errors
    /// Names the file and the line of the first template that does not compile.
    pub fn load(files: &Files, site: Site) -> anyhow::Result<Self> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_syntax(
            SyntaxConfig::builder()
                .trim_blocks(true)
                .lstrip_blocks(true)
                .build()?,
        );
        environment.add_global("site", Value::from(Serde(site)));
        environment.add_global("section", "");
        environment.add_filter("mailto", |address: String| mailto(&address));
        for (name, bytes) in files.under("templates/") {
            let text = String::from_utf8(bytes.to_vec())
                .with_context(|| format!("web/templates/{name} is not UTF-8"))?;
            if let Some((line, filter)) = unknown_filter(&environment, &text) {
                bail!("web/templates/{name}:{line}: there is no filter `{filter}`");
            }
            environment
                .add_template_owned(name.to_owned(), text)
                .with_context(|| format!("web/templates/{name} does not compile"))?;
        }
        Ok(Self(environment))
    }

    /// One page from its template and its values.
    ///
    /// # Errors
    /// When the template asks for a value that `page` does not have.
    pub fn render(&self, template: &str, page: &impl Serialize) -> anyhow::Result<String> {
        self.0
            .get_template(template)
            .and_then(|compiled| compiled.render(Serde(page)))
            .with_context(|| format!("rendering web/templates/{template}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::fixture::templates;

    #[test]
    fn markup_in_a_value_is_shown_and_not_obeyed() {
        let page = serde_json::json!({"status": 404, "title": "<script>alert(1)</script>", "text": "a & b"});
        let html = templates().render("error.html", &page).unwrap();
        assert!(
            html.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;"),
            "{html}"
        );
        assert!(!html.contains("<script>alert"));
    }

    #[test]
    fn a_value_that_a_template_needs_and_does_not_get_is_an_error() {
        assert!(
            templates()
                .render("error.html", &serde_json::json!({"status": 404}))
                .is_err()
        );
    }

    #[test]
    fn no_template_has_inline_styles_or_inline_scripts() {
        for (name, bytes) in Files::embedded().under("templates/") {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains("style="), "{name} has an inline style");
            assert!(!text.contains("<style"), "{name} has a style block");
            assert!(!text.contains(" onclick"), "{name} has an inline handler");
            for script in text.split("<script").skip(1) {
                assert!(
                    script.starts_with(" src=")
                        || script.starts_with(" type=\"application/ld+json\""),
                    "{name} has an inline script"
                );
            }
        }
    }
}
