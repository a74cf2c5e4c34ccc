//! Who reads a report: its owner in a session, the prospect by the link of the report, or someone with a shared link.

use poem::Request;
use poem::http::header;

use crate::flow::{self, FlowError, Reader};
use crate::http::{LostLink, Problem, writes};
use crate::services::Services;
use crate::store::LeadRow;

use super::access::require_own_form;

/// The cookie of an owner's session. Its path is that of one report.
const COOKIE: &str = "stackmatch-owner";

/// A report, and who opened it.
pub struct Opened {
    /// The lead.
    pub lead: LeadRow,
    /// By which link it was opened.
    pub reader: Reader,
    /// Whether the reader is in a session of its owner.
    pub is_owner: bool,
}

/// Opens the report of a token.
///
/// # Errors
/// 404 for a token that opens none.
pub async fn open_report(app: &Services, token: &str, request: &Request) -> poem::Result<Opened> {
    let (lead, reader) = match flow::reported_lead(app, token).await {
        Err(FlowError::NotFound) => return Err(Problem::lost_link(LostLink::Report).into()),
        opened => opened.map_err(Problem::from)?,
    };
    let is_owner = match (&reader, session_cookie(request)) {
        (Reader::Prospect, Some(cookie)) => flow::is_owner(app, lead.id, cookie)
            .await
            .map_err(Problem::from)?,
        _ => false,
    };
    Ok(Opened {
        lead,
        reader,
        is_owner,
    })
}

/// Opens the report of a token for the prospect, not by a link that was shared.
///
/// # Errors
/// 404 for a token that opens no report, and for a link that was shared.
pub async fn open_as_prospect(
    app: &Services,
    token: &str,
    request: &Request,
) -> poem::Result<Opened> {
    let opened = open_report(app, token, request).await?;
    if opened.reader != Reader::Prospect {
        return Err(Problem::not_found().into());
    }
    Ok(opened)
}

/// Opens the report of a token for its owner; `None` without a session. A form must come from this site.
///
/// # Errors
/// 404 for a token that opens no report, and for a link that was shared; 403 for a form of another site.
pub(super) async fn open_as_owner(
    app: &Services,
    token: &str,
    request: &Request,
) -> poem::Result<Option<LeadRow>> {
    let opened = open_as_prospect(app, token, request).await?;
    if writes(request.method()) {
        require_own_form(request, app)?;
    }
    Ok(opened.is_owner.then_some(opened.lead))
}

/// The value of the session's cookie.
pub fn session_cookie(request: &Request) -> Option<&str> {
    let cookies = request.header(header::COOKIE)?;
    let pairs = cookies.split(';').map(str::trim);
    let mut pairs = pairs.filter_map(|pair| pair.split_once('='));
    pairs
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value)
}

/// The `Set-Cookie` header that begins a session, or ends it if `value` is empty. Sent only to the pages of this report.
pub fn owner_cookie(app: &Services, token: &str, value: &str, seconds: i64) -> String {
    let secure = if app.config.base_url().starts_with("https:") {
        "; Secure"
    } else {
        ""
    };
    format!(
        "{COOKIE}={value}; Path=/reports/{token}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
    )
}
