//! Handlers of the static files.

use std::sync::Arc;

use poem::web::{Data, Path};
use poem::{Request, Response, handler};

use crate::http::Problem;
use crate::web::Web;
use crate::web::shared::assets::LOGO;

#[handler]
pub(super) fn asset(
    request: &Request,
    Data(web): Data<&Arc<Web>>,
    Path(name): Path<String>,
) -> poem::Result<Response> {
    let asset = web.assets.file(&name).ok_or_else(Problem::not_found)?;
    Ok(asset.respond_versioned(request))
}

/// For browsers that request `/favicon.ico` without reading a page first.
#[handler]
pub(super) fn favicon(request: &Request, Data(web): Data<&Arc<Web>>) -> poem::Result<Response> {
    let logo = web.assets.file(LOGO).ok_or_else(Problem::not_found)?;
    Ok(logo.respond(request.headers()))
}
