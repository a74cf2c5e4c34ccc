//! The problems that an operation answers with, as its return type declares them: `Result<Answer, OneOf<(NotFound,
//! JobRunning)>>`. What every operation of its sort can answer is not repeated: [`super::Specification`] adds it.

use std::marker::PhantomData;

use poem_openapi::ApiResponse;
use poem_openapi::payload::{Json, Payload};
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, Registry};
use poem_openapi::types::Type;

use crate::http::{Problem, ProblemDetails, ProblemKind};

/// Kinds that every operation may answer with, for reasons that lie in the request, the caller or the server.
const COMMON: [ProblemKind; 9] = [
    ProblemKind::BadRequest,
    ProblemKind::Unauthorized,
    ProblemKind::Forbidden,
    ProblemKind::MethodNotAllowed,
    ProblemKind::TooLarge,
    ProblemKind::UnsupportedMediaType,
    ProblemKind::TooManyRequests,
    ProblemKind::Internal,
    ProblemKind::Unavailable,
];

/// A set of kinds, as a type: one, or a tuple of several.
pub(super) trait Kinds: Send + Sync + 'static {
    /// All of them.
    fn all() -> Vec<ProblemKind>;
}

macro_rules! kinds {
    ($($kind:ident),+ $(,)?) => { $(
        #[doc = concat!("[`ProblemKind::", stringify!($kind), "`].")]
        pub(super) struct $kind;

        impl Kinds for $kind {
            fn all() -> Vec<ProblemKind> {
                vec![ProblemKind::$kind]
            }
        }
    )+ };
}

kinds!(
    NotFound,
    Submitted,
    JobRunning,
    JobNotWaiting,
    JobDone,
    JobNotEnded,
    DeliverySending,
    DeliveryHeld,
    DeliveryNotHeld,
    StepNotBegun,
    NotAway,
    OtherJobs,
    StaleVersion,
    InvalidFields,
    StorageUsed,
);

macro_rules! tuples {
    ($(($($set:ident),*))+) => { $(
        impl<$($set: Kinds),*> Kinds for ($($set,)*) {
            fn all() -> Vec<ProblemKind> {
                #[allow(unused_mut)]
                let mut all = vec![];
                $(all.extend($set::all());)*
                all
            }
        }
    )+ };
}

tuples!(()(A, B)(A, B, C)(A, B, C, D)(A, B, C, D, E));

/// A problem of one of the kinds `K`, or of those that are common to all operations.
#[derive(Debug)]
pub(super) struct OneOf<K>(Problem, PhantomData<K>);

/// Only the problems that are common to all operations.
pub(super) type Common = OneOf<()>;

impl<K: Kinds, E> From<E> for OneOf<K>
where
    Problem: From<E>,
{
    fn from(error: E) -> Self {
        let problem = Problem::from(error);
        let kind = problem.kind();
        if !COMMON.contains(&kind) && !K::all().contains(&kind) {
            debug_assert!(false, "an operation does not declare {kind:?}");
            tracing::error!(
                ?kind,
                "an operation answers with a problem that it does not declare"
            );
        }
        Self(problem, PhantomData)
    }
}

impl<K> From<OneOf<K>> for poem::Error {
    fn from(failure: OneOf<K>) -> Self {
        failure.0.into()
    }
}

impl<K: Kinds> ApiResponse for OneOf<K> {
    /// One response for each status. The keys of its content are the slugs of the kinds: [`super::Specification`] makes
    /// examples of them.
    fn meta() -> MetaResponses {
        let mut responses: Vec<MetaResponse> = vec![];
        for kind in K::all() {
            let content = MetaMediaType {
                content_type: kind.slug(),
                schema: <Json<ProblemDetails> as Payload>::schema_ref(),
            };
            let status = kind.status().as_u16();
            match responses.iter_mut().find(|one| one.status == Some(status)) {
                Some(response) => response.content.push(content),
                None => responses.push(MetaResponse {
                    description: kind.english_title(),
                    status: Some(status),
                    status_range: None,
                    content: vec![content],
                    headers: vec![],
                }),
            }
        }
        MetaResponses { responses }
    }

    fn register(registry: &mut Registry) {
        ProblemDetails::register(registry);
    }
}
