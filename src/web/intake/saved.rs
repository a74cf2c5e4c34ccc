//! The page with the private link that resumes the intake: to copy, to scan, or to be mailed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use poem::http::StatusCode;
use poem::{IntoResponse, Response};
use qrcode::QrCode;
use qrcode::render::svg;
use serde::Serialize;

use super::form::FormValues;
use super::question::as_sentence;
use super::session::Session;
use super::view::IntakeView;
use crate::flow::{self, FlowError};
use crate::http::Problem;
use crate::i18n::{Locale, long_date};
use crate::intake::{next_step, progress};
use crate::store::IntakeRow;
use crate::t;
use crate::web::shared::response::{html, rendered};
use crate::web::shared::templates::{RenderResult, Templates};

/// The link, and what became of the request to mail it.
#[derive(Default, Serialize)]
pub struct SavedLink<'a> {
    /// The link.
    pub resume_url: &'a str,
    /// The day on which the answers are deleted; empty if they are kept.
    pub deleted_on: &'a str,
    /// The address that the link was mailed to; empty before.
    pub mailed_to: &'a str,
    /// The address that was typed.
    pub email: &'a str,
    /// Whether the box for a reminder was ticked.
    pub remind: bool,
    /// Why the link was not mailed; empty if it was, or before.
    pub error: &'a str,
    /// Whether a reminder can be asked for.
    pub can_remind: bool,
}

#[derive(Serialize)]
struct SavedPage<'a> {
    section: &'static str,
    #[serde(flatten)]
    link: &'a SavedLink<'a>,
    /// The link as a QR code, an SVG image in base64.
    qr_code: String,
    token: &'a str,
    next: &'a str,
    answered: usize,
    total: usize,
}

pub(super) async fn show(session: &Session<'_>) -> poem::Result<Response> {
    respond(session, SavedLink::default()).await.map(html)
}

/// Mails the link to the address in the form.
pub(super) async fn mail(session: &Session<'_>, mut values: FormValues) -> poem::Result<Response> {
    let email = values.take("email").unwrap_or_default();
    let remind = values.take("remind").is_some();
    let locale = session.web.templates.locale();
    let wording = t!(locale, "intake-saved-remind");
    let consent = remind.then_some(wording.as_str());
    let (app, client) = (session.app, session.client);
    let sent = flow::mail_resume_link(app, client, &session.row, &email, consent).await;
    let error = match sent {
        Ok(()) => {
            let link = SavedLink {
                mailed_to: &email,
                ..SavedLink::default()
            };
            return respond(session, link).await.map(html);
        }
        Err(FlowError::Invalid(errors)) => errors
            .first()
            .map(|error| error.message.text(locale))
            .unwrap_or_default(),
        Err(error @ FlowError::TooManyMails { .. }) => Problem::from(error).details(locale).detail,
        Err(error) => return Err(Problem::from(error).into()),
    };
    let link = SavedLink {
        email: &email,
        remind,
        error: &as_sentence(&error),
        ..SavedLink::default()
    };
    respond(session, link).await.map(|page| {
        html(page)
            .with_status(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response()
    })
}

async fn respond(session: &Session<'_>, link: SavedLink<'_>) -> poem::Result<String> {
    let app = session.app;
    let locale = session.web.templates.locale();
    let resume_url = format!("{}/intake/{}", app.config.base_url(), session.token);
    let deleted_on = deletion_day(session, locale, &session.row).await?;
    let link = SavedLink {
        resume_url: &resume_url,
        deleted_on: &deleted_on,
        can_remind: app.config.retention.remind_after > 0,
        ..link
    };
    let view = session.view(&session.row, &[]);
    rendered(saved_page(&session.web.templates, &view, &link))
}

/// The day on which a draft is deleted; empty if it is kept.
async fn deletion_day(
    session: &Session<'_>,
    locale: &Locale,
    row: &IntakeRow,
) -> poem::Result<String> {
    let Some(expiry) = session.app.config.retention.draft_expiry(row.updated_at) else {
        return Ok(String::new());
    };
    let kept = session.app.db.draft_grace_ends_at(row.id).await;
    let kept = kept.map_err(Problem::from)?;
    let day = kept.map_or(expiry, |kept| kept.max(expiry));
    Ok(long_date(locale, day.date_naive()))
}

/// Renders the page.
pub fn saved_page(
    templates: &Templates,
    intake: &IntakeView<'_>,
    link: &SavedLink<'_>,
) -> RenderResult {
    let progress = progress(intake.questionnaire, intake.answers);
    let page = SavedPage {
        section: "intake",
        link,
        qr_code: qr_code(link.resume_url),
        token: intake.token,
        next: next_step(intake.questionnaire, intake.answers).map_or("review", |step| &step.id),
        answered: progress.answered_core,
        total: progress.visible_core,
    };
    templates.render("intake/saved.html", &page)
}

/// The QR code of a link, an SVG image in base64; empty if the link is too long for one.
fn qr_code(url: &str) -> String {
    let Ok(code) = QrCode::new(url) else {
        return String::new();
    };
    let image = code
        .render::<svg::Color<'_>>()
        .min_dimensions(200, 200)
        .build();
    STANDARD.encode(image)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_drawn_as_an_image() {
        let image = STANDARD.decode(qr_code("https://stackmatch.example/intake/abc"));
        let image = String::from_utf8(image.unwrap()).unwrap();
        assert!(
            image.starts_with("<?xml") && image.contains("<path"),
            "{image}"
        );
        assert_eq!(qr_code(&"x".repeat(10_000)), "");
    }
}
