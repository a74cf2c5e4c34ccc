//! The report: one document made from answers and recommendation, rendered as HTML, PDF and Markdown.
//!
//! [`Document`] is plain data and the single source of every format, so they cannot disagree: each shows the same
//! sections in the same order and takes even its headings from the data. The report knows nothing of the
//! qualification; of the contact it shows only the name it is prepared for.

mod charts;
mod document;
mod formats;
mod layers;
mod reference;
mod report_text;

#[cfg(test)]
pub(crate) mod tests;

pub use crate::recommendation::{Contradiction, Relaxation};
pub use charts::{Anchor, BoxStyle, Drawing, LineStyle, Shape, TextStyle};
pub use document::{
    Alternative, AnsweredStep, CloseCall, Correction, DataModel, DecisionField, Document, Estimate,
    EstimatePart, Flip, Further, GivenAnswer, LayerSection, MatchupNote, Meta, NextQuestion,
    NotNeeded, OpenQuestion, Phase, ProductToBuy, Purchase, Reason, Request, Risk, Roadmap,
    RuledOut, Script, Source, StackRow, StatementSource, SumLine, Summary, Trigger, Version,
    answer_labels, document, figures, sample, sum_and_contradictions,
};
pub use formats::{
    DECISIONS, FILE_LINK, HTML_TEMPLATE, OwnParts, PDF_TEMPLATE, RenderError, RenderedReport,
    ReportFile, ReportRenderer, evict_cache, files, link_files, markdown, unknown_filter,
    validate_pdf,
};
pub use reference::reference;
pub use report_text::ReportText;
