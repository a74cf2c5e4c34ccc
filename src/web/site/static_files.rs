//! Handlers of the static files.

use std::sync::Arc;

use poem::web::{Data, Path};
use poem::{Request, Response, handler};

use crate::http::Problem;
use crate::web::Web;
use crate::web::shared::assets::LOGO;
use crate::web::shared::response::{IMMUTABLE, REVALIDATE};

#[handler]
pub(super) fn asset(
    request: &Request,
    Data(web): Data<&Arc<Web>>,
    Path(name): Path<String>,
) -> poem::Result<Response> {
    let asset = web.assets.file(&name).ok_or_else(Problem::not_found)?;
    let is_versioned = request.uri().query() == Some(&format!("v={}", asset.version()));
    let cache = if is_versioned { IMMUTABLE } else { REVALIDATE };
    Ok(asset.respond(request.headers(), cache))
}

/// For browsers that request `/favicon.ico` without reading a page first.
#[handler]
pub(super) fn favicon(request: &Request, Data(web): Data<&Arc<Web>>) -> poem::Result<Response> {
    let logo = web.assets.file(LOGO).ok_or_else(Problem::not_found)?;
    Ok(logo.respond(request.headers(), REVALIDATE))
}
