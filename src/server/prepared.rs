//! Responses to the requests that most visitors send: pages and files that are the same for everyone. Headers and bodies
//! are made once at start, by the code that makes them for any other request.

use std::collections::HashMap;

use bytes::Bytes;
use poem::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use poem::{Body, Request, Response};

use crate::http::routes::RouteTable;
use crate::http::{accepts_gzip, secure};
use crate::services::Funnel;
use crate::web::{SharedPage, Web, is_person};

/// With any of these headers a request asks for more than the page.
const SPECIAL: [HeaderName; 6] = [
    header::AUTHORIZATION,
    header::CONTENT_LENGTH,
    header::IF_NONE_MATCH,
    header::RANGE,
    header::TRANSFER_ENCODING,
    HeaderName::from_static("traceparent"),
];

/// The responses, by path and query.
pub(super) struct PreparedResponses(HashMap<String, Prepared>);

struct Prepared {
    plain: Variant,
    gzip: Variant,
    /// The page, and the matchup that it is about, under which a view is counted.
    view: Option<(&'static str, String)>,
}

struct Variant {
    headers: HeaderMap,
    body: Bytes,
}

impl PreparedResponses {
    /// Prepares all pages and files that are the same for everyone.
    pub fn new(web: &Web, routes: &RouteTable, https: bool) -> Self {
        let pages = web.shared_pages().into_iter();
        Self(
            pages
                .map(|page| {
                    let prepared = Prepared {
                        plain: Variant::new(&page, routes, https, "identity"),
                        gzip: Variant::new(&page, routes, https, "gzip"),
                        view: page.view.map(|(page, matchup)| (page, matchup.to_owned())),
                    };
                    (page.address, prepared)
                })
                .collect(),
        )
    }

    /// The response to a request, if one is prepared; counts the view of a page.
    pub fn respond(&self, request: &Request, funnel: &Funnel) -> Option<Response> {
        let headers = request.headers();
        if request.method() != Method::GET || SPECIAL.iter().any(|name| headers.contains_key(name))
        {
            return None;
        }
        let prepared = self.0.get(request.uri().path_and_query()?.as_str())?;
        if let Some((page, matchup)) = &prepared.view
            && is_person(request)
        {
            funnel.view(page, matchup);
        }
        let variant = if accepts_gzip(headers) {
            &prepared.gzip
        } else {
            &prepared.plain
        };
        let mut response = Response::from(Body::from(variant.body.clone()));
        *response.headers_mut() = variant.headers.clone();
        Some(response)
    }
}

impl Variant {
    fn new(page: &SharedPage<'_>, routes: &RouteTable, https: bool, coding: &'static str) -> Self {
        let request = Request::builder()
            .uri_str(&page.address)
            .header(header::ACCEPT_ENCODING, HeaderValue::from_static(coding))
            .finish();
        let mut response = page.response.respond_versioned(&request);
        let route = routes.find(request.method(), request.uri().path());
        secure(&mut response, route, https);
        Self {
            headers: response.headers().clone(),
            body: page.response.body_for(request.headers()).clone(),
        }
    }
}
