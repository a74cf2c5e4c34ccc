//! The page with the private link that resumes the intake.

use poem::Response;
use serde::Serialize;

use super::session::Session;
use super::view::IntakeView;
use crate::intake::{next_step, progress};
use crate::web::shared::response::{html, rendered};
use crate::web::shared::templates::{RenderResult, Templates};

#[derive(Serialize)]
struct SavedPage<'a> {
    section: &'static str,
    resume_url: &'a str,
    token: &'a str,
    next: &'a str,
    answered: usize,
    total: usize,
}

pub(super) fn show(session: &Session<'_>) -> poem::Result<Response> {
    let app = session.app;
    let resume_url = format!("{}/intake/{}", app.config.base_url(), session.token);
    let view = session.view(&session.row, &[]);
    rendered(saved_page(&session.web.templates, &view, &resume_url)).map(html)
}

/// Renders the page; `resume_url` is the link.
pub fn saved_page(
    templates: &Templates,
    intake: &IntakeView<'_>,
    resume_url: &str,
) -> RenderResult {
    let progress = progress(intake.questionnaire, intake.answers);
    let page = SavedPage {
        section: "intake",
        resume_url,
        token: intake.token,
        next: next_step(intake.questionnaire, intake.answers).map_or("review", |step| &step.id),
        answered: progress.answered_core,
        total: progress.visible_core,
    };
    templates.render("intake/saved.html", &page)
}
