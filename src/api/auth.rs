//! Who asks: prospects hold a token for one intake, staff hold tokens with a role.

use crate::ids::IntakeId;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use poem::Request;
use poem::http::StatusCode;
use poem_openapi::SecurityScheme;
use poem_openapi::auth::Bearer;
use tokio::sync::OnceCell;

use super::Failure;
use crate::app::App;
use crate::keys::Purpose;
use crate::staff;
use crate::store::{self, Role, StaffToken};

/// The `resume_token` of the intake.
#[derive(SecurityScheme)]
#[oai(ty = "bearer", rename = "resume_token")]
pub struct Prospect(Bearer);

impl Prospect {
    /// Checks that the token opens this intake.
    ///
    /// # Errors
    /// 401 for every other token.
    pub fn opens(&self, app: &App, intake: IntakeId) -> Result<(), Failure> {
        match app.keys.open(Purpose::RESUME, &self.0.token) {
            Some(id) if id == intake => Ok(()),
            _ => Err(Failure::unauthorized()),
        }
    }
}

/// A staff token, as `stackmatch token create` prints it.
#[derive(SecurityScheme)]
#[oai(ty = "bearer", rename = "staff_token", checker = "credentials")]
pub struct Staff(Credentials);

async fn credentials(request: &Request, _: Bearer) -> Option<Credentials> {
    Some(Credentials::of(request))
}

impl Staff {
    /// Checks that the token is in use and of this role, or of an administrator.
    ///
    /// # Errors
    /// 401 for a token that is not in use, 403 for another role.
    pub async fn may(&self, app: &App, needed: Role) -> Result<StaffToken, Failure> {
        self.0.require(app, needed).await
    }

    /// Checks that the token is in use and of one of two roles, or of an administrator.
    ///
    /// # Errors
    /// 401 for a token that is not in use, 403 for another role.
    pub async fn may_either(
        &self,
        app: &App,
        one: Role,
        other: Role,
    ) -> Result<StaffToken, Failure> {
        match self.may(app, one).await {
            Err(failure) if failure.status() == StatusCode::FORBIDDEN => self.may(app, other).await,
            decided => decided,
        }
    }
}

/// The staff token that a request carries, looked up in the database at most once, by whoever needs its owner first.
#[derive(Clone, Default)]
pub struct Credentials(Option<Arc<Carried>>);

struct Carried {
    token: String,
    owner: OnceCell<Option<StaffToken>>,
}

impl Credentials {
    /// Those of a request; the same ones each time, once they are among its data.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        if let Some(known) = request.extensions().get::<Self>() {
            return known.clone();
        }
        let token = request
            .header("authorization")
            .and_then(token)
            .filter(|token| staff::is_token(token));
        Self(token.map(|token| {
            Arc::new(Carried {
                token,
                owner: OnceCell::new(),
            })
        }))
    }

    /// Whether the request carries something that may be a staff token.
    #[must_use]
    pub fn given(&self) -> bool {
        self.0.is_some()
    }

    /// Whose token it is; `None` without a token that is in use.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn owner(&self, app: &App) -> store::Result<Option<&StaffToken>> {
        let Some(carried) = &self.0 else {
            return Ok(None);
        };
        Ok(carried
            .owner
            .get_or_try_init(|| verify(app, &carried.token))
            .await?
            .as_ref())
    }

    /// Whether the token was looked up and is not in use.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.0
            .as_ref()
            .is_some_and(|carried| matches!(carried.owner.get(), Some(None)))
    }

    /// Checks that the token is in use and of this role, or of an administrator.
    ///
    /// # Errors
    /// 401 for a token that is not in use, 403 for another role.
    pub async fn require(&self, app: &App, needed: Role) -> Result<StaffToken, Failure> {
        let staff = self.owner(app).await?.ok_or_else(Failure::unauthorized)?;
        if staff.role.may(needed) {
            staff::used(app, staff);
            Ok(staff.clone())
        } else {
            staff::refused(app);
            Err(Failure::forbidden(format!(
                "it is of the role {}; this needs {needed} or admin",
                staff.role
            )))
        }
    }
}

async fn verify(app: &App, token: &str) -> store::Result<Option<StaffToken>> {
    let owner = staff::verify(&app.db, token, app.clock.now()).await?;
    if owner.is_none() {
        staff::refused(app);
    }
    Ok(owner)
}

/// The token of an `Authorization` header: a bearer token, or the password that a browser asked for.
fn token(authorization: &str) -> Option<String> {
    let (scheme, value) = authorization.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(value.trim().to_owned());
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
    text.split_once(':')
        .map(|(_, password)| password.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_comes_as_password_or_as_bearer() {
        let basic = format!("Basic {}", STANDARD.encode("grace:smt_abc:def"));
        assert_eq!(token(&basic).as_deref(), Some("smt_abc:def"));
        assert_eq!(token("bearer smt_abc").as_deref(), Some("smt_abc"));
        for nothing in ["", "Basic", "Basic !!!", "Digest smt_abc", "smt_abc"] {
            assert_eq!(token(nothing), None, "{nothing}");
        }
    }
}
