//! After submit: everything known about a prospect becomes one document, shown as a page, a PDF and Markdown.
//!
//! [`Document`] is data only and is the single source of all three faces, so they cannot disagree: each face
//! walks the same sections in the same order and takes even its headings from the data. Nothing here knows a
//! grade, a fit or an intent, and of the contact it sees only the name that the report is prepared for.

mod changes;
mod diagram;
mod document;
mod layer;
mod next_steps;
mod practical;
mod summary;
mod text;
mod told;
mod words;

pub mod html;
pub mod markdown;
#[cfg(feature = "pdf")]
pub mod pdf;

#[cfg(test)]
mod engine_tests;
#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;

pub use changes::{Flip, Relaxation};
pub use diagram::{Diagram, Node};
pub use document::{Contradiction, Document, MatchupNote, Meta, NotNeeded, Open, Question, Risk, Version, document};
pub use layer::{Alternative, Excluded, Further, LayerSection, Reason};
pub use practical::{DataModel, Estimate, Part, Phase, Roadmap, TableLine, Trigger};
pub use summary::{StackRow, Summary};
pub use text::{long_date, one_line};
pub use told::{ToldAnswer, ToldStep, answer_labels};
pub use words::Words;
