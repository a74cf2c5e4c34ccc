//! What prints a document in all its faces. Made once at start, from templates that a folder may replace.

use serde::Serialize;

use super::html::Page;
#[cfg(feature = "pdf")]
use super::pdf::Typesetter;
use super::{Document, markdown};
use crate::content::brand::Brand;

/// The template of the page, inside the folder of web files.
pub const PAGE: &str = "report/report.html";
/// The template of the PDF, likewise.
pub const SHEET: &str = "report/report.typ";

/// Prints documents.
pub struct Press {
    page: Page,
    #[cfg(feature = "pdf")]
    typesetter: Typesetter,
}

/// A document that could not be printed. The text is about a template, never about what a visitor typed.
#[derive(Debug, thiserror::Error)]
#[error("{face} of the report: {text}")]
pub struct PrintError {
    face: &'static str,
    text: String,
}

/// All faces of one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Faces {
    /// The page, as an `<article>`.
    pub article: String,
    /// Markdown.
    pub markdown: String,
    /// PDF; none without the feature `pdf`.
    #[serde(skip)]
    pub pdf: Option<Vec<u8>>,
}

impl Press {
    /// With the templates that are part of the program.
    ///
    /// # Errors
    /// Never in a release: tests print with them.
    pub fn embedded(brand: &Brand) -> Result<Self, PrintError> {
        Self::new(None, None, brand)
    }

    /// With templates of one's own for the page and the PDF, where they are given.
    ///
    /// # Errors
    /// When one of them does not compile.
    #[cfg_attr(not(feature = "pdf"), allow(unused_variables))]
    pub fn new(
        page: Option<String>,
        sheet: Option<String>,
        brand: &Brand,
    ) -> Result<Self, PrintError> {
        let page = page.map_or_else(Page::embedded, Page::with);
        let page = page.map_err(|error| PrintError {
            face: "the page",
            text: format!("web/{PAGE}: {error:#}"),
        })?;
        Ok(Self {
            page,
            #[cfg(feature = "pdf")]
            typesetter: sheet
                .map_or_else(
                    || Typesetter::new(brand),
                    |text| Typesetter::with(text, brand),
                )
                .map_err(pdf_error)?,
        })
    }

    /// Prints a document in all faces. The PDF takes tens of milliseconds: call this where blocking is fine.
    ///
    /// # Errors
    /// When a template asks for something that is not there, or the PDF is not sound.
    pub fn print(&self, document: &Document) -> Result<Faces, PrintError> {
        Ok(Faces {
            article: self.article(document)?,
            markdown: markdown::render(document),
            pdf: self.pdf(document)?,
        })
    }

    /// The page alone.
    ///
    /// # Errors
    /// When the template asks for something that is not there.
    pub fn article(&self, document: &Document) -> Result<String, PrintError> {
        let error = |error| PrintError {
            face: "the page",
            text: format!("web/{PAGE}: {error:#}"),
        };
        self.page.article(document).map_err(error)
    }

    /// The PDF alone; none without the feature `pdf`.
    ///
    /// # Errors
    /// When it cannot be typeset, or what came out is not sound.
    #[cfg(feature = "pdf")]
    pub fn pdf(&self, document: &Document) -> Result<Option<Vec<u8>>, PrintError> {
        let pdf = self.typesetter.render(document).map_err(pdf_error)?;
        sound(&pdf)?;
        Ok(Some(pdf))
    }

    /// The PDF alone; none without the feature `pdf`.
    ///
    /// # Errors
    /// None.
    #[cfg(not(feature = "pdf"))]
    pub fn pdf(&self, _: &Document) -> Result<Option<Vec<u8>>, PrintError> {
        Ok(None)
    }
}

/// Forgets what earlier documents left in memory. Call it after each, when nobody waits.
pub fn tidy() {
    #[cfg(feature = "pdf")]
    super::pdf::tidy();
}

#[cfg(feature = "pdf")]
fn pdf_error(error: impl std::fmt::Display) -> PrintError {
    PrintError {
        face: "the PDF",
        text: error.to_string(),
    }
}

/// Whether a PDF may be handed to somebody: it begins as one, opens, and has pages.
///
/// # Errors
/// What is wrong with it.
#[cfg(feature = "pdf")]
pub fn sound(pdf: &[u8]) -> Result<(), PrintError> {
    if !pdf.starts_with(b"%PDF-") {
        return Err(pdf_error("the file does not begin as a PDF does"));
    }
    let opened = hayro_syntax::Pdf::new(pdf.to_vec())
        .map_err(|error| pdf_error(format!("it does not open: {error:?}")))?;
    if opened.pages().is_empty() {
        return Err(pdf_error("it has no pages"));
    }
    Ok(())
}

/// Without the feature `pdf` there is none to be broken.
///
/// # Errors
/// None.
#[cfg(not(feature = "pdf"))]
pub fn sound(_: &[u8]) -> Result<(), PrintError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Content;

    #[test]
    fn a_template_that_does_not_compile_is_named() {
        let brand = Content::embedded().unwrap().brand;
        let error = Press::new(Some("{% if %}".to_owned()), None, &brand)
            .err()
            .unwrap()
            .to_string();
        assert!(error.contains("web/report/report.html"), "{error}");
    }

    #[cfg(feature = "pdf")]
    #[test]
    fn a_broken_pdf_is_told_from_a_sound_one() {
        let content = Content::embedded().unwrap();
        let press = Press::embedded(&content.brand).unwrap();
        let pdf = press
            .pdf(&crate::report::fixture::document())
            .unwrap()
            .unwrap();
        sound(&pdf).unwrap();
        assert!(sound(b"").is_err() && sound(&pdf[1..]).is_err());
        assert!(sound(b"%PDF-1.7\nnothing else").is_err());
        let half = sound(&pdf[..pdf.len() / 8]);
        assert!(half.is_err(), "a file that was cut off has lost its pages");
    }
}
