//! JSON that was written before the request came, served under the schema of the type that it is of.

use std::marker::PhantomData;

use poem::http::header;
use poem::web::headers::ETag;
use poem::{Body, IntoResponse, Response};
use poem_openapi::ApiResponse;
use poem_openapi::payload::Payload;
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, MetaSchemaRef, Registry};
use poem_openapi::types::Type;

/// The bytes of a `T` in JSON.
pub struct Written<T> {
    body: Body,
    etag: Option<String>,
    kind: PhantomData<fn() -> T>,
}

impl<T> Written<T> {
    /// Bytes that hold a `T`.
    pub fn new(bytes: impl Into<Body>) -> Self {
        Self { body: bytes.into(), etag: None, kind: PhantomData }
    }

    /// With the version of what was read, for `If-Match`.
    #[must_use]
    pub fn version(mut self, version: i64) -> Self {
        self.etag = Some(format!("\"{version}\""));
        self
    }
}

impl<T: Type> Payload for Written<T> {
    const CONTENT_TYPE: &'static str = "application/json; charset=utf-8";

    fn schema_ref() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<T: Type> IntoResponse for Written<T> {
    fn into_response(self) -> Response {
        let mut response = Response::builder().content_type(Self::CONTENT_TYPE).body(self.body);
        if let Some(etag) = self.etag.and_then(|etag| header::HeaderValue::from_str(&etag).ok()) {
            response.headers_mut().insert(header::ETAG, etag);
        }
        response
    }
}

impl<T: Type> ApiResponse for Written<T> {
    fn meta() -> MetaResponses {
        let content = vec![MetaMediaType { content_type: Self::CONTENT_TYPE, schema: T::schema_ref() }];
        MetaResponses {
            responses: vec![MetaResponse {
                description: "",
                status: Some(200),
                status_range: None,
                content,
                headers: vec![],
            }],
        }
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

/// The version that an `If-Match` header asks for: `None` for no header or `*`.
///
/// # Errors
/// For an entity tag that is none of ours.
pub fn expected_version(if_match: Option<&str>) -> Result<Option<i64>, super::Failure> {
    let Some(tag) = if_match.map(str::trim).filter(|tag| *tag != "*") else {
        return Ok(None);
    };
    let valid = tag.parse::<ETag>().is_ok();
    tag.trim_matches('"').parse().ok().filter(|_| valid).map(Some).ok_or_else(|| {
        super::Failure::bad_request(format!("If-Match must be an ETag as it was given, such as \"3\"; it is {tag}"))
    })
}
