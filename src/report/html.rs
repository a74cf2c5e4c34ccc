//! The page, as a fragment that the site's layout takes in.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};

use super::Document;
use super::filters::unknown_filter;

/// The name ends in `.html`, which is what makes minijinja escape every value.
const NAME: &str = "report.html";
const EMBEDDED: &str = include_str!("../../web/report/report.html");

/// The template of the page, compiled.
#[derive(Debug, Clone)]
pub struct Page(Environment<'static>);

impl Page {
    /// The template that is part of the program.
    ///
    /// # Errors
    /// Never in a release: a test renders it.
    pub fn embedded() -> Result<Self, minijinja::Error> {
        Self::with(EMBEDDED.to_owned())
    }

    /// Another template.
    ///
    /// # Errors
    /// When it does not compile.
    pub fn with(template: String) -> Result<Self, minijinja::Error> {
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

    /// The report as `<article class="report">…</article>`: no scripts, no inline styles, every value escaped.
    ///
    /// # Errors
    /// When the template asks for something that a document does not have.
    pub fn article(&self, document: &Document) -> Result<String, minijinja::Error> {
        self.0.get_template(NAME)?.render(Serde(document))
    }
}
