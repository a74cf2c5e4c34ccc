//! Sales opens a lead from the mail: who it is, how good it looks, what they answered, what was sent.

use crate::ids::LeadId;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};

use super::answer::{html, rendered};
use super::lead_page::lead_page;
use crate::api::{Credentials, Failure};
use crate::app::App;
use crate::keys::Purpose;
use crate::store::Role;

#[handler]
pub(super) async fn lead(
    request: &Request,
    Data(app): Data<&App>,
    Path(id): Path<String>,
) -> poem::Result<Response> {
    Credentials::of(request).require(app, Role::Sales).await?;
    let id = id.parse::<LeadId>().map_err(|_| Failure::not_found())?;
    let lead = app
        .db
        .lead(id)
        .await
        .map_err(Failure::from)?
        .ok_or_else(Failure::not_found)?;
    let deliveries = app.db.deliveries(id).await.map_err(Failure::from)?;
    let report = app.keys.token(Purpose::REPORT, id);
    rendered(lead_page(
        &app.web.templates,
        &app.content,
        &lead,
        &deliveries,
        &report,
    ))
    .map(html)
}
