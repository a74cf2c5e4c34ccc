//! Who asks: prospects hold a token for one intake, staff hold tokens with a role.

use poem_openapi::SecurityScheme;
use poem_openapi::auth::Bearer;
use uuid::Uuid;

use super::Failure;
use crate::app::App;
use crate::keys::Purpose;
use crate::staff;
use crate::store::{Role, StaffToken};

/// The `resume_token` of the intake.
#[derive(SecurityScheme)]
#[oai(ty = "bearer", rename = "resume_token")]
pub struct Prospect(Bearer);

impl Prospect {
    /// Checks that the token opens this intake.
    ///
    /// # Errors
    /// 401 for every other token.
    pub fn opens(&self, app: &App, intake: Uuid) -> Result<(), Failure> {
        match app.keys.open(Purpose::Resume, &self.0.token) {
            Some(id) if id == intake => Ok(()),
            _ => Err(Failure::unauthorized()),
        }
    }
}

/// A staff token, as `stackmatch token create` prints it.
#[derive(SecurityScheme)]
#[oai(ty = "bearer", rename = "staff_token")]
pub struct Staff(Bearer);

impl Staff {
    /// Checks that the token is in use and of this role, or of an administrator.
    ///
    /// # Errors
    /// 401 for a token that is not in use, 403 for another role.
    pub async fn may(&self, app: &App, needed: Role) -> Result<StaffToken, Failure> {
        require(app, &self.0.token, needed).await
    }
}

/// Checks a staff token, notes that it was used, and counts it when it is refused.
///
/// # Errors
/// 401 for a token that is not in use, 403 for another role.
pub async fn require(app: &App, token: &str, needed: Role) -> Result<StaffToken, Failure> {
    let Some(staff) = staff::verify(&app.db, token, app.clock.now()).await? else {
        staff::refused(app);
        return Err(Failure::unauthorized());
    };
    if staff.role.may(needed) {
        staff::used(app, &staff);
        Ok(staff)
    } else {
        staff::refused(app);
        Err(Failure::forbidden(format!("it is of the role {}; this needs {needed} or admin", staff.role)))
    }
}
