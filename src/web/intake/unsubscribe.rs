//! Ends the reminders: a page with a button, and the one-click POST of mail programs (RFC 8058), which carries no cookie
//! and comes from any origin.

use std::sync::Arc;

use poem::web::{Data, Path};
use poem::{Response, handler};
use serde::Serialize;

use crate::flow;
use crate::http::Problem;
use crate::keys::Purpose;
use crate::services::Services;
use crate::web::Web;
use crate::web::shared::response::{html, rendered};
use crate::web::shared::templates::{RenderResult, Templates};

#[derive(Serialize)]
struct UnsubscribePage<'a> {
    token: &'a str,
    done: bool,
}

/// Shows the button; changes nothing, because programs that scan mails follow links.
#[handler]
pub(super) async fn confirm(
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Path(token): Path<String>,
) -> poem::Result<Response> {
    if app.keys.open(Purpose::UNSUBSCRIBE, &token).is_none() {
        return Err(Problem::not_found().into());
    }
    rendered(unsubscribe_page(&web.templates, &token, false)).map(html)
}

#[handler]
pub(super) async fn unsubscribe(
    Data(app): Data<&Services>,
    Data(web): Data<&Arc<Web>>,
    Path(token): Path<String>,
) -> poem::Result<Response> {
    flow::unsubscribe(app, &token)
        .await
        .map_err(Problem::from)?;
    rendered(unsubscribe_page(&web.templates, &token, true)).map(html)
}

/// Renders the page with the button, or what it says once reminders have ended.
pub fn unsubscribe_page(templates: &Templates, token: &str, done: bool) -> RenderResult {
    templates.render("intake/unsubscribe.html", &UnsubscribePage { token, done })
}
