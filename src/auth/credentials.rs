//! The staff token of a request, and the check that its role suffices.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use poem::Request;
use tokio::sync::OnceCell;

use super::tokens;
use crate::services::Services;
use crate::store::{self, Role, StaffToken};

/// Why a staff request is refused.
#[derive(Debug, thiserror::Error)]
pub enum Denied {
    /// It carries no valid token.
    #[error("a staff token in use is required")]
    NotSignedIn,
    /// The role of the token does not suffice.
    #[error("the role of the token does not suffice")]
    Role {
        /// The role of the token.
        held: Role,
        /// The roles that suffice, besides admin.
        needed: Vec<Role>,
    },
    /// The database failed.
    #[error("the database failed")]
    Store(#[from] sqlx::Error),
}

/// The staff token of a request. Its owner is looked up in the database at most once.
#[derive(Clone, Default)]
pub struct Credentials(Option<Arc<Carried>>);

struct Carried {
    token: String,
    owner: OnceCell<Option<StaffToken>>,
}

impl Credentials {
    /// Extracts the credentials of a request, or returns those stored in its extensions, which all callers share.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        if let Some(stored) = request.extensions().get::<Self>() {
            return stored.clone();
        }
        let token = request
            .header("authorization")
            .and_then(token)
            .filter(|token| tokens::is_token(token));
        Self(token.map(|token| {
            Arc::new(Carried {
                token,
                owner: OnceCell::new(),
            })
        }))
    }

    /// Whether the request carries a text with the prefix of a staff token, valid or not.
    #[must_use]
    pub fn given(&self) -> bool {
        self.0.is_some()
    }

    /// Returns the owner of the token; `None` without a valid token.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn owner(&self, app: &Services) -> store::Result<Option<&StaffToken>> {
        let Some(carried) = &self.0 else {
            return Ok(None);
        };
        Ok(carried
            .owner
            .get_or_try_init(|| verify(app, &carried.token))
            .await?
            .as_ref())
    }

    /// Whether the token was looked up and found invalid.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.0
            .as_ref()
            .is_some_and(|carried| matches!(carried.owner.get(), Some(None)))
    }

    /// Requires a valid token with this role or the admin role.
    ///
    /// # Errors
    /// [`Denied`].
    pub async fn require(&self, app: &Services, needed: Role) -> Result<StaffToken, Denied> {
        self.require_any(app, &[needed]).await
    }

    /// Requires a valid token with one of these roles or the admin role.
    ///
    /// # Errors
    /// [`Denied`].
    pub async fn require_any(&self, app: &Services, needed: &[Role]) -> Result<StaffToken, Denied> {
        let staff = self.owner(app).await?.ok_or(Denied::NotSignedIn)?;
        if needed.iter().any(|role| staff.role.may(*role)) {
            tokens::used(app, staff);
            return Ok(staff.clone());
        }
        tokens::refused(app);
        Err(Denied::Role {
            held: staff.role,
            needed: needed.to_vec(),
        })
    }
}

async fn verify(app: &Services, token: &str) -> store::Result<Option<StaffToken>> {
    let owner = tokens::verify(&app.db, token, app.clock.now()).await?;
    if owner.is_none() {
        tokens::refused(app);
    }
    Ok(owner)
}

/// Extracts the token from an `Authorization` header: a bearer token, or the password of basic authentication.
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
    fn the_token_is_a_basic_password_or_a_bearer_token() {
        let basic = format!("Basic {}", STANDARD.encode("grace:smt_abc:def"));
        assert_eq!(token(&basic).as_deref(), Some("smt_abc:def"));
        assert_eq!(token("bearer smt_abc").as_deref(), Some("smt_abc"));
        for nothing in ["", "Basic", "Basic !!!", "Digest smt_abc", "smt_abc"] {
            assert_eq!(token(nothing), None, "{nothing}");
        }
    }
}
