//! In the report: the page, as a fragment that the site's layout takes in.

use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};

use super::Document;

/// The name ends in `.html`, which is what makes minijinja escape every value.
const NAME: &str = "report.html";

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    if let Err(error) = environment.add_template(NAME, include_str!("report.html")) {
        // A test renders the template, so this cannot reach a release; `article` then says that it is missing.
        debug_assert!(false, "report.html does not compile: {error:#}");
    }
    environment
});

/// The report as `<article class="report">…</article>`: no scripts, no inline styles, every value escaped.
pub fn article(document: &Document) -> Result<String, minijinja::Error> {
    TEMPLATES.get_template(NAME)?.render(Serde(document))
}
