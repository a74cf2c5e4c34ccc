//! The report as HTML, a fragment for the layout of the site.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};

use super::template_filters::unknown_filter;
use crate::report::document::Document;

/// The extension `.html` makes minijinja escape every value.
const NAME: &str = "report.html";
const EMBEDDED: &str = include_str!("../../../web/report/report.html");

/// The compiled template.
#[derive(Debug, Clone)]
pub(super) struct HtmlTemplate(Environment<'static>);

impl HtmlTemplate {
    /// Compiles the embedded template.
    pub fn embedded() -> Result<Self, minijinja::Error> {
        Self::new(EMBEDDED.to_owned())
    }

    /// Compiles a template.
    ///
    /// # Errors
    /// If it has a syntax error or an unknown filter.
    pub fn new(template: String) -> Result<Self, minijinja::Error> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_syntax(
            SyntaxConfig::builder()
                .trim_blocks(true)
                .lstrip_blocks(true)
                .build()?,
        );
        if let Some((line, filter)) = unknown_filter(&environment, &template) {
            let text = format!("line {line}: there is no filter `{filter}`");
            return Err(minijinja::Error::new(
                minijinja::ErrorKind::UnknownFilter,
                text,
            ));
        }
        environment.add_template_owned(NAME, template)?;
        Ok(Self(environment))
    }

    /// Renders `<article class="report">…</article>`: no scripts, no inline styles, every value escaped.
    ///
    /// # Errors
    /// If the template uses an undefined value.
    pub fn render(&self, document: &Document) -> Result<String, minijinja::Error> {
        self.0
            .get_template(NAME)?
            .render(Serde(document.completed().as_ref()))
    }
}
