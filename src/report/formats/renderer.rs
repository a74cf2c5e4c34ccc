//! Renders a document in every format, with templates compiled once at start.

use serde::Serialize;

use super::html::HtmlTemplate;
use super::markdown;
#[cfg(feature = "pdf")]
use super::pdf::Typesetter;
use crate::content::brand::Brand;
use crate::report::document::Document;

/// Path of the HTML template in the folder of web files.
pub const HTML_TEMPLATE: &str = "report/report.html";
/// Path of the PDF template in the folder of web files.
pub const PDF_TEMPLATE: &str = "report/report.typ";

/// Renders documents in every format.
pub struct ReportRenderer {
    html: HtmlTemplate,
    #[cfg(feature = "pdf")]
    typesetter: Typesetter,
}

/// A document that could not be rendered. The message describes the template, never what a visitor typed.
#[derive(Debug, thiserror::Error)]
#[error("{format} of the report: {message}")]
pub struct RenderError {
    format: &'static str,
    message: String,
}

/// A document in every format.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RenderedReport {
    /// HTML: an `<article>` for the layout of the site.
    pub article: String,
    /// Markdown.
    pub markdown: String,
    /// PDF; `None` without the feature `pdf`.
    #[serde(skip)]
    pub pdf: Option<Vec<u8>>,
}

/// What an installation has of its own.
#[derive(Default)]
#[cfg_attr(not(feature = "pdf"), allow(dead_code))]
pub struct OwnParts {
    /// The template of the HTML.
    pub html: Option<String>,
    /// The template of the PDF.
    pub pdf: Option<String>,
    /// Files of fonts (TTF, OTF or TTC) by name, for letters that the embedded fonts of the PDF lack.
    pub fonts: Vec<(String, Vec<u8>)>,
}

impl ReportRenderer {
    /// Uses the embedded templates.
    ///
    /// # Errors
    /// If one does not compile, which tests rule out.
    pub fn embedded(brand: &Brand) -> Result<Self, RenderError> {
        Self::new(OwnParts::default(), brand)
    }

    /// Uses the parts of an installation, and the embedded ones for the rest.
    ///
    /// # Errors
    /// If a template does not compile, or a file of fonts holds none.
    pub fn new(own: OwnParts, brand: &Brand) -> Result<Self, RenderError> {
        Ok(Self {
            html: own
                .html
                .map_or_else(HtmlTemplate::embedded, HtmlTemplate::new)
                .map_err(html_error)?,
            #[cfg(feature = "pdf")]
            typesetter: Typesetter::new(own.pdf, own.fonts, brand).map_err(pdf_error)?,
        })
    }

    /// Renders every format. Blocks for tens of milliseconds of processor time.
    ///
    /// # Errors
    /// If a template uses an undefined value, or the PDF is invalid.
    pub fn render(&self, document: &Document) -> Result<RenderedReport, RenderError> {
        Ok(RenderedReport {
            article: self.article(document)?,
            markdown: markdown::render(document),
            pdf: self.pdf(document)?,
        })
    }

    /// Renders the HTML.
    ///
    /// # Errors
    /// If the template uses an undefined value.
    pub fn article(&self, document: &Document) -> Result<String, RenderError> {
        self.html.render(document).map_err(html_error)
    }

    /// Renders the PDF; `None` without the feature `pdf`.
    ///
    /// # Errors
    /// If it cannot be typeset, or the result is invalid.
    pub fn pdf(&self, document: &Document) -> Result<Option<Vec<u8>>, RenderError> {
        self.pdf_with_note(document, "")
    }

    /// Renders the PDF with a note under the date; `None` without the feature `pdf`.
    ///
    /// # Errors
    /// If it cannot be typeset, or the result is invalid.
    #[cfg(feature = "pdf")]
    pub fn pdf_with_note(
        &self,
        document: &Document,
        note: &str,
    ) -> Result<Option<Vec<u8>>, RenderError> {
        let pdf = self.typesetter.render(document, note).map_err(pdf_error)?;
        validate_pdf(&pdf)?;
        Ok(Some(pdf))
    }

    /// Renders the PDF with a note under the date; `None` without the feature `pdf`.
    ///
    /// # Errors
    /// Never.
    #[cfg(not(feature = "pdf"))]
    pub fn pdf_with_note(&self, _: &Document, _: &str) -> Result<Option<Vec<u8>>, RenderError> {
        Ok(None)
    }
}

/// Evicts what rendering earlier documents left in memory. Takes milliseconds: call it after a report, not before.
pub fn evict_cache() {
    #[cfg(feature = "pdf")]
    super::pdf::evict_cache();
}

/// Checks that a PDF is complete: it has the signature, opens, and has pages.
///
/// # Errors
/// If it is not.
#[cfg(feature = "pdf")]
pub fn validate_pdf(pdf: &[u8]) -> Result<(), RenderError> {
    if !pdf.starts_with(b"%PDF-") {
        return Err(pdf_error("the file does not start with %PDF-"));
    }
    let opened = hayro_syntax::Pdf::new(pdf.to_vec())
        .map_err(|error| pdf_error(format!("it does not open: {error:?}")))?;
    if opened.pages().is_empty() {
        return Err(pdf_error("it has no pages"));
    }
    Ok(())
}

/// Accepts everything: without the feature `pdf` there are no PDFs.
///
/// # Errors
/// Never.
#[cfg(not(feature = "pdf"))]
pub fn validate_pdf(_: &[u8]) -> Result<(), RenderError> {
    Ok(())
}

fn html_error(error: minijinja::Error) -> RenderError {
    RenderError {
        format: "the page",
        message: format!("web/{HTML_TEMPLATE}: {error:#}"),
    }
}

#[cfg(feature = "pdf")]
fn pdf_error(error: impl std::fmt::Display) -> RenderError {
    RenderError {
        format: "the PDF",
        message: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Content;

    #[test]
    fn a_template_that_does_not_compile_is_named() {
        let brand = Content::embedded().unwrap().brand;
        let own = OwnParts {
            html: Some("{% if %}".to_owned()),
            ..OwnParts::default()
        };
        let error = ReportRenderer::new(own, &brand).err().unwrap().to_string();
        assert!(error.contains("web/report/report.html"), "{error}");
    }

    #[cfg(feature = "pdf")]
    #[test]
    fn letters_of_other_scripts_are_set_in_the_fonts_of_the_installation() {
        let brand = Content::embedded().unwrap().brand;
        let text = |fonts: Vec<(String, Vec<u8>)>| {
            let own = OwnParts {
                fonts,
                ..OwnParts::default()
            };
            let mut document = crate::report::tests::fixture::document();
            document.statement = "Öztürk, Иван, 東京".to_owned();
            let pdf = ReportRenderer::new(own, &brand)?.pdf(&document)?.unwrap();
            let pdf = lopdf::Document::load_mem(&pdf).unwrap();
            let text = pdf.extract_text(&[1]).unwrap();
            Ok(text.split_whitespace().collect())
        };
        let without: Result<String, RenderError> = text(Vec::new());
        let without = without.unwrap();
        assert!(without.contains("Öztürk,Иван,□□"), "{without}");
        let tokyo = include_bytes!("../../../tests/fixtures/fonts/tokyo.otf").to_vec();
        let with = text(vec![("tokyo.otf".to_owned(), tokyo)]).unwrap();
        assert!(with.contains("Öztürk,Иван,東京"), "{with}");
        let broken = text(vec![("notes.ttf".to_owned(), b"no font".to_vec())]);
        let broken = broken.unwrap_err().to_string();
        assert!(broken.contains("`notes.ttf` holds no font"), "{broken}");
    }

    #[cfg(feature = "pdf")]
    #[test]
    fn a_broken_pdf_is_refused() {
        let content = Content::embedded().unwrap();
        let renderer = ReportRenderer::embedded(&content.brand).unwrap();
        let pdf = renderer
            .pdf(&crate::report::tests::fixture::document())
            .unwrap()
            .unwrap();
        validate_pdf(&pdf).unwrap();
        assert!(validate_pdf(b"").is_err() && validate_pdf(&pdf[1..]).is_err());
        assert!(validate_pdf(b"%PDF-1.7\nnothing else").is_err());
        let truncated = validate_pdf(&pdf[..pdf.len() / 8]);
        assert!(truncated.is_err(), "a truncated file has lost its pages");
    }
}
