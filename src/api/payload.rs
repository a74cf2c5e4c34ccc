//! JSON that is already serialised, with the schema of its type.

use std::marker::PhantomData;

use poem::http::header;
use poem::{Body, IntoResponse, Response};
use poem_openapi::ApiResponse;
use poem_openapi::payload::Payload;
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, MetaSchemaRef, Registry};
use poem_openapi::types::Type;
use serde::Serialize;

use crate::http::{EntityTags, Problem};
use crate::i18n::message;

/// The bytes of a `T` in JSON.
pub struct Written<T> {
    body: Body,
    etag: Option<String>,
    kind: PhantomData<fn() -> T>,
}

impl<T> Written<T> {
    /// Bytes that hold a `T`.
    pub fn new(bytes: impl Into<Body>) -> Self {
        Self {
            body: bytes.into(),
            etag: None,
            kind: PhantomData,
        }
    }

    /// Serialises a `T`, without a tree of values in between.
    ///
    /// # Errors
    /// 500 if it has no form in JSON, such as a map whose keys are not strings.
    pub fn json(value: &T) -> Result<Self, Problem>
    where
        T: Serialize,
    {
        let bytes = serde_json::to_vec(value).map_err(|_| Problem::internal())?;
        Ok(Self::new(bytes))
    }

    /// Adds the version as an `ETag`, for `If-Match`.
    #[must_use]
    pub fn version(mut self, version: i64) -> Self {
        self.etag = Some(version_tag(version));
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
        let mut response = Response::builder()
            .content_type(Self::CONTENT_TYPE)
            .body(self.body);
        if let Some(etag) = self
            .etag
            .and_then(|etag| header::HeaderValue::from_str(&etag).ok())
        {
            response.headers_mut().insert(header::ETAG, etag);
        }
        response
    }
}

impl<T: Type> ApiResponse for Written<T> {
    fn meta() -> MetaResponses {
        let content = vec![MetaMediaType {
            content_type: Self::CONTENT_TYPE,
            schema: T::schema_ref(),
        }];
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

/// The `ETag` of a version.
pub fn version_tag(version: i64) -> String {
    format!("\"{version}\"")
}

/// The versions that an `If-Match` header allows; `None` for every version.
///
/// # Errors
/// 400 if the header is not a list of entity tags.
pub fn expected_versions(if_match: Option<&str>) -> Result<Option<Vec<i64>>, Problem> {
    let Some(header) = if_match else {
        return Ok(None);
    };
    match EntityTags::parse(header) {
        Some(EntityTags::Any) => Ok(None),
        // An unknown tag is a version that never existed.
        Some(EntityTags::Listed(tags)) => Ok(Some(
            tags.iter().filter_map(|tag| tag.parse().ok()).collect(),
        )),
        None => Err(Problem::bad_request(message!(
            "problem-if-match",
            header = header.to_owned()
        ))),
    }
}

/// Whether a `Prefer` header asks for an answer without a body (RFC 7240).
pub fn prefers_minimal(prefer: Option<&str>) -> bool {
    let preferences = prefer.unwrap_or_default().split([',', ';']);
    let mut returns = preferences.filter_map(|preference| {
        let (name, value) = preference.split_once('=')?;
        let is_return = name.trim().eq_ignore_ascii_case("return");
        is_return.then(|| value.trim().trim_matches('"'))
    });
    // The first one counts if there are several.
    returns.next() == Some("minimal")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn if_match_names_versions() {
        let read = |header: Option<&str>| expected_versions(header).unwrap();
        assert_eq!((read(None), read(Some("*"))), (None, None));
        assert_eq!(read(Some(&version_tag(3))), Some(vec![3]));
        assert_eq!(read(Some("W/\"3\", \"4-gzip\"")), Some(vec![3, 4]));
        assert_eq!(
            read(Some("\"of another site\"")),
            Some(vec![]),
            "it matches no version"
        );
        for wrong in ["3", "\"3", ""] {
            assert_eq!(
                expected_versions(Some(wrong))
                    .unwrap_err()
                    .status()
                    .as_u16(),
                400,
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_program_may_prefer_an_answer_without_a_body() {
        for minimal in [
            "return=minimal",
            "respond-async, Return = \"minimal\"",
            "return=minimal; foo=bar, return=representation",
        ] {
            assert!(prefers_minimal(Some(minimal)), "{minimal}");
        }
        for whole in ["return=representation, return=minimal", "minimal", ""] {
            assert!(!prefers_minimal(Some(whole)), "{whole}");
        }
        assert!(!prefers_minimal(None));
    }
}
