//! Handlers of the static files.

use poem::web::{Data, Path};
use poem::{Request, Response, handler};

use crate::app::App;
use crate::http::Problem;
use crate::web::shared::assets::LOGO;
use crate::web::shared::response::{IMMUTABLE, REVALIDATE};

#[handler]
pub(super) fn asset(
    request: &Request,
    Data(app): Data<&App>,
    Path(name): Path<String>,
) -> poem::Result<Response> {
    let asset = app.web.assets.file(&name).ok_or_else(Problem::not_found)?;
    let is_versioned = request.uri().query() == Some(&format!("v={}", asset.version()));
    let cache = if is_versioned { IMMUTABLE } else { REVALIDATE };
    Ok(asset.respond(request.headers(), cache))
}

/// For browsers that request `/favicon.ico` without reading a page first.
#[handler]
pub(super) fn favicon(request: &Request, Data(app): Data<&App>) -> poem::Result<Response> {
    let logo = app.web.assets.file(LOGO).ok_or_else(Problem::not_found)?;
    Ok(logo.respond(request.headers(), REVALIDATE))
}
