//! One case, written by an architect who did not look at the engine.

use std::collections::{BTreeMap, BTreeSet};

use crate::intake::Answers;

/// What a case writes for a layer that the product does not need.
pub const NOT_NEEDED: &str = "not_needed";
/// What a case writes where a layer is needed but nothing in the catalogue can do it.
pub const NOTHING_FITS: &str = "nothing_fits";

/// A visitor's situation, and what an experienced architect would approve for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The name of its file, without the ending.
    pub name: String,
    /// One line.
    pub title: String,
    /// Who asks, for what, and why the answer is what it is.
    pub context: String,
    /// As the intake would store them.
    pub answers: Answers,
    /// Per layer on which the architect has an opinion, as the case names it.
    pub layers: BTreeMap<String, Opinion>,
    /// Risks and contradictions that must be reported.
    pub flags: BTreeSet<String>,
    /// Risks and contradictions that must not be reported.
    pub not_flags: BTreeSet<String>,
    /// What must be bought instead of built: one of these; an empty list: nothing. `None`: no opinion.
    pub buy_instead: Option<Vec<String>>,
}

/// What may and what must not be chosen for one layer: technology ids, [`NOT_NEEDED`] or [`NOTHING_FITS`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opinion {
    /// The layers that it is about: one, or those that replaced a layer of version 1.
    pub layers: Vec<String>,
    /// Any of these is approved. Empty: only the wrong ones are judged.
    pub acceptable: BTreeSet<String>,
    /// Each of these would be a clear mistake.
    pub wrong: BTreeSet<String>,
}
