//! Who may see and change operations.

#[cfg(test)]
mod tests;

use poem::Request;
use url::{Origin, Url};

use crate::auth::Credentials;
use crate::http::Problem;
use crate::i18n::message;
use crate::services::Services;
use crate::store::{Role, StaffToken};

/// Requires the token of an operator.
pub(super) async fn require_operator(
    request: &Request,
    app: &Services,
) -> poem::Result<StaffToken> {
    Ok(Credentials::of(request)
        .require(app, Role::Operator)
        .await?)
}

/// Requires the token of an operator, and a form of this site: browsers send a Basic password along from any site.
pub(super) async fn require_own_form(
    request: &Request,
    app: &Services,
) -> poem::Result<StaffToken> {
    let is_own = match (request.header("sec-fetch-site"), request.header("origin")) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => is_origin_of(origin, &app.config.base_url()),
        (None, None) => false,
    };
    if !is_own {
        return Err(Problem::forbidden(message!("problem-foreign-form")).into());
    }
    require_operator(request, app).await
}

/// Whether an `Origin` header is the origin of an address: scheme, host and port, in any notation.
fn is_origin_of(origin: &str, address: &str) -> bool {
    let parse = |text: &str| {
        Url::parse(text)
            .ok()
            .map(|url| url.origin())
            .filter(Origin::is_tuple)
    };
    parse(origin).is_some_and(|origin| parse(address) == Some(origin))
}
