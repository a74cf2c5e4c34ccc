//! The API specification, and the page that shows it: Swagger UI, whose files are in `vendor/`.

use std::sync::Arc;

use poem::endpoint::make_sync;
use poem::http::{HeaderValue, header};
use poem::{Endpoint, Request};

use crate::http::routes::Router;
use crate::web::StaticResponse;

/// The page fetches the specification, and its stylesheet embeds its images.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
);
const START: &str = r##""use strict";
SwaggerUIBundle({ url: "openapi.json", dom_id: "#docs", deepLinking: true, validatorUrl: null });
"##;

/// Adds the specification and its page.
pub(super) fn documented(router: Router, specification: String) -> Router {
    let script = StaticResponse::compressed(
        include_bytes!("../../vendor/swagger-ui/swagger-ui-bundle.js"),
        include_bytes!(concat!(env!("OUT_DIR"), "/swagger-ui-bundle.js.gz")),
        "text/javascript; charset=utf-8",
    );
    let style = StaticResponse::compressed(
        include_bytes!("../../vendor/swagger-ui/swagger-ui.css"),
        include_bytes!(concat!(env!("OUT_DIR"), "/swagger-ui.css.gz")),
        "text/css; charset=utf-8",
    );
    let start = StaticResponse::new(START, "text/javascript; charset=utf-8");
    let page = Arc::new(StaticResponse::page(page(
        style.version(),
        script.version(),
        start.version(),
    )));
    let specification = StaticResponse::new(specification, "application/json");
    router
        .get(
            "/openapi.json",
            make_sync(move |request: Request| specification.respond(request.headers())),
        )
        .get(
            "/docs",
            make_sync(move |request: Request| {
                let mut response = page.respond(request.headers());
                response
                    .headers_mut()
                    .insert(header::CONTENT_SECURITY_POLICY, POLICY);
                response
            }),
        )
        .get("/docs/swagger-ui-bundle.js", file(script))
        .get("/docs/swagger-ui.css", file(style))
        .get("/docs/start.js", file(start))
}

fn file(file: StaticResponse) -> impl Endpoint {
    make_sync(move |request: Request| file.respond_versioned(&request))
}

fn page(style: &str, script: &str, start: &str) -> String {
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API – Stackmatch</title>
<link rel="icon" href="favicon.ico">
<link rel="stylesheet" href="docs/swagger-ui.css?v={style}">
<script src="docs/swagger-ui-bundle.js?v={script}" defer></script>
<script src="docs/start.js?v={start}" defer></script>
</head>
<body>
<main id="docs"><noscript>This page needs JavaScript; the specification itself is <a href="openapi.json">openapi.json</a>.</noscript></main>
</body>
</html>
"#
    )
}
