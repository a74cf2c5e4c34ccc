//! Every kind of problem: its stable name, its status, its title.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use poem::http::StatusCode;

use crate::i18n::{Locale, Messages};
use crate::t;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $status:ident, $slug:literal;)+) => {
        /// A kind of problem, by which clients distinguish problems: `type` is `/problems/` plus the slug.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum ProblemKind { $($(#[$doc])* $kind),+ }

        impl ProblemKind {
            /// All kinds, ordered by status.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// The last segment of `type`, stable.
            #[must_use]
            pub fn slug(self) -> &'static str {
                match self { $(Self::$kind => $slug),+ }
            }

            /// The status of the answer.
            #[must_use]
            pub fn status(self) -> StatusCode {
                match self { $(Self::$kind => StatusCode::$status),+ }
            }
        }
    };
}

kinds! {
    /// A parameter, header or body that cannot be parsed.
    BadRequest = BAD_REQUEST, "bad-request";
    /// No token, or none that is in use.
    Unauthorized = UNAUTHORIZED, "unauthorized";
    /// A valid token without the role.
    Forbidden = FORBIDDEN, "forbidden";
    /// It does not exist, or not for this caller.
    NotFound = NOT_FOUND, "not-found";
    /// The address does not accept this method.
    MethodNotAllowed = METHOD_NOT_ALLOWED, "method-not-allowed";
    /// The intake became a lead.
    Submitted = CONFLICT, "submitted";
    /// An attempt of the job is running.
    JobRunning = CONFLICT, "job-running";
    /// The job has no next attempt.
    JobNotWaiting = CONFLICT, "job-not-waiting";
    /// The job is done.
    JobDone = CONFLICT, "job-done";
    /// The job is neither dead nor cancelled.
    JobNotEnded = CONFLICT, "job-not-ended";
    /// The delivery is being sent.
    DeliverySending = CONFLICT, "delivery-sending";
    /// The delivery is held.
    DeliveryHeld = CONFLICT, "delivery-held";
    /// The delivery is not held.
    DeliveryNotHeld = CONFLICT, "delivery-not-held";
    /// An earlier step must be completed first.
    StepNotBegun = CONFLICT, "step-not-begun";
    /// The mail server or webhook is not away.
    NotAway = CONFLICT, "not-away";
    /// The matching jobs differ from those counted.
    OtherJobs = CONFLICT, "other-jobs";
    /// There are as many as there may be.
    LimitReached = CONFLICT, "limit-reached";
    /// The resource has changed since it was read.
    StaleVersion = PRECONDITION_FAILED, "stale-version";
    /// The body is over the limit.
    TooLarge = PAYLOAD_TOO_LARGE, "too-large";
    /// The body is not JSON.
    UnsupportedMediaType = UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type";
    /// Fields with invalid values.
    InvalidFields = UNPROCESSABLE_ENTITY, "invalid-fields";
    /// The rate limit.
    TooManyRequests = TOO_MANY_REQUESTS, "too-many-requests";
    /// The daily limit on stored data.
    StorageUsed = TOO_MANY_REQUESTS, "storage-used";
    /// A server error.
    Internal = INTERNAL_SERVER_ERROR, "internal";
    /// The server or its database is busy or unavailable.
    Unavailable = SERVICE_UNAVAILABLE, "unavailable";
}

impl ProblemKind {
    /// The kind in words.
    #[must_use]
    pub fn title(self, locale: &Locale) -> String {
        t!(locale, "problem-title", kind = self.slug())
    }

    /// The kind in English, for the specification.
    #[must_use]
    pub fn english_title(self) -> &'static str {
        static TITLES: LazyLock<BTreeMap<ProblemKind, String>> = LazyLock::new(|| {
            let title = |kind: &ProblemKind| (*kind, kind.title(Messages::built_in()));
            ProblemKind::ALL.iter().map(title).collect()
        });
        TITLES.get(&self).map_or("", String::as_str)
    }

    /// Returns the kind with this slug.
    #[must_use]
    pub fn of(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.slug() == slug)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_unique_and_kinds_are_sorted_by_status() {
        for kind in ProblemKind::ALL {
            assert_eq!(ProblemKind::of(kind.slug()), Some(*kind));
            let is_other = kind.english_title() == "Not possible in the current state";
            assert!(
                !is_other || kind.status() == StatusCode::CONFLICT,
                "{kind:?}"
            );
        }
        assert!(ProblemKind::ALL.is_sorted_by_key(|kind| kind.status().as_u16()));
    }
}
