//! Sales opens a lead from the mail: who it is, how good it looks, what they answered, what was sent.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use uuid::Uuid;

use super::answer::{html, rendered};
use super::lead_page::lead_page;
use crate::api::{Failure, require};
use crate::app::App;
use crate::keys::Purpose;
use crate::store::Role;

#[handler]
pub(super) async fn lead(request: &Request, Data(app): Data<&App>, Path(id): Path<String>) -> poem::Result<Response> {
    let token = staff_token(request.header("authorization").unwrap_or_default()).ok_or_else(Failure::unauthorized)?;
    require(app, &token, Role::Sales).await?;
    let id = Uuid::parse_str(&id).map_err(|_| Failure::not_found())?;
    let lead = app.db.lead(id).await.map_err(Failure::from)?.ok_or_else(Failure::not_found)?;
    let deliveries = app.db.deliveries(id).await.map_err(Failure::from)?;
    let report = app.keys.token(Purpose::Report, id);
    rendered(lead_page(&app.web.templates, &app.content, &lead, &deliveries, &report)).map(html)
}

/// The staff token of a request: the password that a browser asks for, or a bearer token.
pub(super) fn staff_token(authorization: &str) -> Option<String> {
    let (scheme, value) = authorization.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(value.trim().to_owned());
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
    text.split_once(':').map(|(_, password)| password.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_comes_as_password_or_as_bearer() {
        let basic = format!("Basic {}", STANDARD.encode("grace:smt_abc:def"));
        assert_eq!(staff_token(&basic).as_deref(), Some("smt_abc:def"));
        assert_eq!(staff_token("bearer smt_abc").as_deref(), Some("smt_abc"));
        for nothing in ["", "Basic", "Basic !!!", "Digest smt_abc", "smt_abc"] {
            assert_eq!(staff_token(nothing), None, "{nothing}");
        }
    }
}
