//! Everything known about a prospect becomes one document, shown as a page, a PDF and Markdown.
//!
//! [`Document`] is data only and is the single source of all three faces, so they cannot disagree: each face
//! walks the same sections in the same order and takes even its headings from the data. Nothing here knows a
//! grade, a fit or an intent, and of the contact it sees only the name that the report is prepared for.

mod changes;
mod chart;
mod data_model;
mod diagram;
mod display_name;
mod document;
mod drawing;
mod entities;
mod filters;
mod layer;
mod matchup;
mod next_steps;
mod practical;
mod press;
mod reference;
mod source;
mod summary;
mod text;
mod told;
mod words;

mod html;
pub mod markdown;
#[cfg(feature = "pdf")]
mod pdf;

#[cfg(test)]
mod engine_tests;
#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;

pub use changes::{Flip, Relaxation, Request};
pub use data_model::DataModel;
pub use display_name::display_name;
pub use document::{
    Contradiction, Document, Meta, NotNeeded, Open, Question, Risk, Version, document, sample,
};
pub use drawing::{Anchor, BoxStyle, Drawing, LineStyle, Shape, TextStyle};
pub use filters::unknown_filter;
pub use layer::{Alternative, Further, LayerSection, Reason, RuledOut};
pub use matchup::MatchupNote;
pub use practical::{Estimate, Part, Phase, Roadmap, Trigger};
pub use press::{Faces, PAGE, Press, PrintError, SHEET, sound, tidy};
pub use reference::reference;
pub use source::Source;
pub use summary::{StackRow, Summary};
pub use text::{long_date, one_line};
pub use told::{ToldAnswer, ToldStep, answer_labels};
pub use words::Words;
