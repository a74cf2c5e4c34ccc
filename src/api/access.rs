//! Who may call an operation. A parameter of its function says so, checks it before all other parameters but the names
//! of the query, and writes it into the specification.

use std::marker::PhantomData;
use std::ops::Deref;

use poem::{Request, RequestBody};
use poem_openapi::auth::{Bearer, BearerAuthorization};
use poem_openapi::registry::{MetaSecurityScheme, Registry};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use crate::auth::Credentials;
use crate::http::Problem;
use crate::i18n::message;
use crate::ids::IntakeId;
use crate::keys::Purpose;
use crate::services::Services;
use crate::store::{Role, StaffToken};

/// The prospect of the intake in the address, by its `resume_token`.
pub(super) struct Prospect;

impl<'a> ApiExtractor<'a> for Prospect {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        let description = "The `resume_token` of the intake.";
        registry.create_security_scheme("resume_token", bearer(description));
    }

    fn security_schemes() -> Vec<&'static str> {
        vec!["resume_token"]
    }

    async fn from_request(
        request: &'a Request,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let token = Bearer::from_request(request)?.token;
        let app: &Services = request.data().ok_or_else(Problem::internal)?;
        let mut segments = request.uri().path().split('/');
        let intake: IntakeId = segments
            .find(|segment| *segment == "intakes")
            .and_then(|_| segments.next()?.parse().ok())
            .ok_or_else(|| Problem::bad_request(message!("problem-intake-id")))?;
        match app.keys.open(Purpose::RESUME, &token) {
            Some(opened) if opened == intake => Ok(Self),
            _ => Err(Problem::unauthorized().into()),
        }
    }
}

fn bearer(description: &'static str) -> MetaSecurityScheme {
    MetaSecurityScheme {
        ty: "http",
        description: Some(description),
        name: None,
        key_in: None,
        scheme: Some("bearer"),
        bearer_format: None,
        flows: None,
        openid_connect_url: None,
    }
}

/// The roles that an operation is for. Administrators may call every operation.
pub(super) trait Audience: Send + Sync + 'static {
    /// Each of them suffices.
    const ROLES: &'static [Role];
}

/// For sales.
pub(super) struct Sales;

impl Audience for Sales {
    const ROLES: &'static [Role] = &[Role::Sales];
}

/// For operators.
pub(super) struct Operators;

impl Audience for Operators {
    const ROLES: &'static [Role] = &[Role::Operator];
}

/// For sales and operators.
pub(super) struct SalesAndOperators;

impl Audience for SalesAndOperators {
    const ROLES: &'static [Role] = &[Role::Sales, Role::Operator];
}

/// The member of staff who calls, of the roles that the operation is for.
pub(super) struct Staff<A>(StaffToken, PhantomData<A>);

impl<A> Deref for Staff<A> {
    type Target = StaffToken;

    fn deref(&self) -> &StaffToken {
        &self.0
    }
}

/// The name of the security scheme, with the role after a space: [`super::Specification`] makes a scope of it.
fn requirement(role: Role) -> &'static str {
    match role {
        Role::Sales => "staff_token sales",
        Role::Operator => "staff_token operator",
        Role::Admin => "staff_token admin",
    }
}

impl<'a, A: Audience> ApiExtractor<'a> for Staff<A> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        let description = "A staff token, as `stackmatch token create` prints it. Each requirement names a role that suffices.";
        registry.create_security_scheme("staff_token", bearer(description));
    }

    fn security_schemes() -> Vec<&'static str> {
        let roles = A::ROLES.iter().chain([&Role::Admin]);
        roles.map(|role| requirement(*role)).collect()
    }

    async fn from_request(
        request: &'a Request,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        // The password of a browser opens pages, not the API.
        Bearer::from_request(request)?;
        let app: &Services = request.data().ok_or_else(Problem::internal)?;
        let credentials = Credentials::of(request);
        let staff = credentials.require_any(app, A::ROLES).await?;
        Ok(Self(staff, PhantomData))
    }
}
