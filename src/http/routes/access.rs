//! Checks that a caller belongs to the audience of a route.

use std::sync::Arc;

use poem::web::Redirect;
use poem::{IntoResponse, Request, Response};
use secrecy::ExposeSecret;
use subtle::ConstantTimeEq;
use url::{Origin, Url};

use super::owner::open_as_owner;
use super::{Audience, RouteSpec};
use crate::auth::Credentials;
use crate::http::{Problem, check_text, writes};
use crate::i18n::message;
use crate::services::Services;
use crate::store::Role;

/// Refuses callers that are not of the audience. Handlers of staff routes read the caller as `Data<&StaffToken>`, those
/// of the owner's routes the lead as `Data<&Arc<LeadRow>>`. The token of a link is checked by the handler, which needs
/// what it opens.
///
/// Returns a response if the caller can become one of the audience: an owner without a session is sent to the page that
/// mails a link.
pub(super) async fn admit(
    route: &RouteSpec,
    request: &mut Request,
) -> poem::Result<Option<Response>> {
    match route.audience {
        Audience::Everyone | Audience::Link | Audience::Prospect => Ok(None),
        Audience::Owner => {
            let app = services(request)?;
            let token = request.raw_path_param("token").unwrap_or_default();
            let Some(lead) = open_as_owner(&app, token, request).await? else {
                let page = format!("/reports/{token}/owner");
                return Ok(Some(Redirect::see_other(page).into_response()));
            };
            request.set_data(Arc::new(lead));
            Ok(None)
        }
        Audience::Staff(roles) => {
            let app = services(request)?;
            check_text(request.uri())?;
            if writes(&route.method) {
                require_own_form(request, &app)?;
            }
            let staff = Credentials::of(request).require_any(&app, roles).await?;
            request.set_data(staff);
            Ok(None)
        }
        Audience::Metrics => {
            let app = services(request)?;
            require_metrics_token(request, &app).await?;
            Ok(None)
        }
    }
}

fn services(request: &Request) -> Result<Services, Problem> {
    request.data().cloned().ok_or_else(Problem::internal)
}

/// Requires a form of this site: browsers send a Basic password along from any site.
///
/// # Errors
/// 403 if another site sent the form, or if it cannot be told.
pub fn require_own_form(request: &Request, app: &Services) -> Result<(), Problem> {
    let is_own = match (request.header("sec-fetch-site"), request.header("origin")) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => is_origin_of(origin, &app.config.base_url()),
        (None, None) => false,
    };
    if is_own {
        Ok(())
    } else {
        Err(Problem::forbidden(message!("problem-foreign-form")))
    }
}

/// Whether an `Origin` header is the origin of an address: scheme, host and port, in any notation.
pub(super) fn is_origin_of(origin: &str, address: &str) -> bool {
    let parse = |text: &str| {
        Url::parse(text)
            .ok()
            .map(|url| url.origin())
            .filter(Origin::is_tuple)
    };
    parse(origin).is_some_and(|origin| parse(address) == Some(origin))
}

/// Requires a bearer token: `--metrics-token`, or one of an operator.
async fn require_metrics_token(request: &Request, app: &Services) -> poem::Result<()> {
    let token = request
        .header("authorization")
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or_else(Problem::unauthorized)?;
    let is_metrics_token = app.config.metrics_token().is_some_and(|expected| {
        bool::from(expected.expose_secret().as_bytes().ct_eq(token.as_bytes()))
    });
    if !is_metrics_token {
        Credentials::of(request)
            .require(app, Role::Operator)
            .await?;
    }
    Ok(())
}
