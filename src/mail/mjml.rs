//! MJML, compiled to HTML.

use mrml::prelude::render::RenderOptions;

use super::template_error::TemplateError;
use crate::text::did_you_mean;

/// The elements that mrml renders. It leaves all others unchanged, and mail programs drop them.
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

/// The first element with the prefix `mj-` that MJML does not have.
fn unknown_element(mjml: &str) -> Option<&str> {
    let tags = mjml
        .match_indices("<mj-")
        .map(|(index, _)| &mjml[index + 1..]);
    let mut names = tags.map(|tag| {
        &tag[..tag
            .find(|letter: char| !letter.is_alphanumeric() && letter != '-')
            .unwrap_or(tag.len())]
    });
    names.find(|name| !ELEMENTS.contains(name))
}

/// Compiles MJML to HTML that loads nothing from elsewhere.
///
/// # Errors
/// If it is not valid, or has an unknown element.
pub(super) fn compile(name: &str, mjml: &str) -> Result<String, TemplateError> {
    if let Some(element) = unknown_element(mjml) {
        let hint = did_you_mean(element, ELEMENTS.iter().copied());
        return Err(TemplateError::new(
            name,
            format!("there is no element `{element}` in MJML{hint}"),
        ));
    }
    let parsed = mrml::parse(mjml)
        .map_err(|error| TemplateError::new(name, format!("is not valid MJML: {error}")))?;
    let options = RenderOptions {
        fonts: Default::default(),
        ..RenderOptions::default()
    };
    let html = parsed
        .element
        .render(&options)
        .map_err(|error| TemplateError::new(name, format!("does not render: {error}")))?;
    // All of a mail is its main part, a landmark that screen readers know.
    Ok(html.replacen("role=\"article\"", "role=\"main\"", 1))
}
