//! The formats of a report: HTML, Markdown and PDF. All show the same sections in the same order. Decision records and
//! scripts are files of their own; the HTML shows the records as well, and links the scripts.

mod files;
mod html;
pub mod markdown;
#[cfg(feature = "pdf")]
mod pdf;
mod renderer;
mod template_filters;

pub use files::{DECISIONS, FILE_LINK, ReportFile, files, link_files};
pub use renderer::{
    HTML_TEMPLATE, OwnParts, PDF_TEMPLATE, RenderError, RenderedReport, ReportRenderer,
    evict_cache, validate_pdf,
};
pub use template_filters::unknown_filter;
