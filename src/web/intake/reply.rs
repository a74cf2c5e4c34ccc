//! The answer to a script that saves answers one by one.

use std::collections::BTreeMap;

use poem::Response;
use poem::http::StatusCode;
use serde::Serialize;

use super::preview::PreviewRow;
use super::session::json;
use super::view::{ConflictView, ErrorLink, IntakeView};
use crate::i18n::Locale;
use crate::intake::{fingerprint, progress};
use crate::t;

/// What became of a form, and what the page shows now.
#[derive(Serialize)]
pub struct Reply<'a> {
    /// The version of the intake.
    version: i64,
    /// The fingerprints of the saved answers, by question id.
    seen: BTreeMap<&'a str, String>,
    /// The questions of the page that show now.
    visible: Vec<&'a str>,
    /// The address of the next page.
    next: &'a str,
    /// Whether the next page is another one.
    moves_on: bool,
    /// What is wrong with the answers that were not saved.
    errors: Vec<ErrorLink>,
    /// The answers that were not saved because another window changed them as well.
    conflicts: Vec<ConflictView>,
    /// Essential questions that are answered.
    answered: usize,
    /// Essential questions.
    total: usize,
    /// Both in a few words, and in a sentence.
    progress: [String; 2],
    /// The stack so far, what the answers changed in it first; empty while answers are few.
    preview: &'a [PreviewRow],
}

/// The parts of a [`Reply`] that depend on the page.
pub struct PageState<'a> {
    /// The questions of the page that show now.
    pub visible: Vec<&'a str>,
    /// The address of the next page.
    pub next: &'a str,
    /// Whether the next page is another one.
    pub moves_on: bool,
    /// What is wrong with the answers that were not saved.
    pub errors: Vec<ErrorLink>,
    /// The answers that were not saved because another window changed them as well.
    pub conflicts: Vec<ConflictView>,
}

/// Answers with the state of an intake after it was saved: 200, 409 with conflicts, 422 with errors.
///
/// # Errors
/// See [`json`].
pub fn reply(
    locale: &Locale,
    intake: &IntakeView<'_>,
    asked: &[String],
    page: PageState<'_>,
) -> poem::Result<Response> {
    let status = match (page.conflicts.is_empty(), page.errors.is_empty()) {
        (false, _) => StatusCode::CONFLICT,
        (true, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, true) => StatusCode::OK,
    };
    let progress = progress(intake.questionnaire, intake.answers);
    let (answered, total) = (progress.answered_core, progress.visible_core);
    let seen = asked.iter().map(|id| {
        let answer = intake.answers.answer(id);
        (id.as_str(), fingerprint(answer))
    });
    let reply = Reply {
        version: intake.version,
        seen: seen.collect(),
        visible: page.visible,
        next: page.next,
        moves_on: page.moves_on,
        errors: page.errors,
        conflicts: page.conflicts,
        answered,
        total,
        progress: [
            t!(
                locale,
                "intake-bar-count",
                answered = answered,
                total = total
            ),
            t!(
                locale,
                "intake-bar-value",
                answered = answered,
                total = total
            ),
        ],
        preview: intake.preview,
    };
    json(status, &reply)
}
