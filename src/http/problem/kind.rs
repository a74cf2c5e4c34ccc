//! Every kind of problem: its stable name, its status, its title.

use poem::http::StatusCode;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $status:ident, $slug:literal, $title:literal;)+) => {
        /// A kind of problem, by which clients tell problems apart: `type` is `/problems/` plus the slug.
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

            /// The kind in words.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$kind => $title),+ }
            }
        }
    };
}

kinds! {
    /// A parameter, header or body that cannot be parsed.
    BadRequest = BAD_REQUEST, "bad-request", "The request cannot be understood";
    /// No token, or none that is in use.
    Unauthorized = UNAUTHORIZED, "unauthorized", "A valid token is needed";
    /// A valid token without the role.
    Forbidden = FORBIDDEN, "forbidden", "This token does not allow it";
    /// It does not exist, or not for this caller.
    NotFound = NOT_FOUND, "not-found", "Not found";
    /// The address does not accept this method.
    MethodNotAllowed = METHOD_NOT_ALLOWED, "method-not-allowed", "Method not allowed";
    /// The intake became a lead.
    Submitted = CONFLICT, "submitted", "This intake was submitted";
    /// An attempt of the job is running.
    JobRunning = CONFLICT, "job-running", "Not possible in the current state";
    /// The job has no next attempt.
    JobNotWaiting = CONFLICT, "job-not-waiting", "Not possible in the current state";
    /// The job is done.
    JobDone = CONFLICT, "job-done", "Not possible in the current state";
    /// The job is neither dead nor cancelled.
    JobNotEnded = CONFLICT, "job-not-ended", "Not possible in the current state";
    /// The delivery is being sent.
    DeliverySending = CONFLICT, "delivery-sending", "Not possible in the current state";
    /// The delivery is held.
    DeliveryHeld = CONFLICT, "delivery-held", "Not possible in the current state";
    /// The delivery is not held.
    DeliveryNotHeld = CONFLICT, "delivery-not-held", "Not possible in the current state";
    /// An earlier step must be completed first.
    StepNotBegun = CONFLICT, "step-not-begun", "Not possible in the current state";
    /// The mail server or webhook is not away.
    NotAway = CONFLICT, "not-away", "Not possible in the current state";
    /// The matching jobs differ from those counted.
    OtherJobs = CONFLICT, "other-jobs", "The selection has changed";
    /// The resource has changed since it was read.
    StaleVersion = PRECONDITION_FAILED, "stale-version", "It has changed since you read it";
    /// The body is over the limit.
    TooLarge = PAYLOAD_TOO_LARGE, "too-large", "The body is too large";
    /// The body is not JSON.
    UnsupportedMediaType = UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "Unsupported media type";
    /// Fields with invalid values.
    InvalidFields = UNPROCESSABLE_ENTITY, "invalid-fields", "Some fields are invalid";
    /// The rate limit.
    TooManyRequests = TOO_MANY_REQUESTS, "too-many-requests", "Too many requests from your address";
    /// The daily limit on stored data.
    StorageUsed = TOO_MANY_REQUESTS, "storage-used", "Your network has reached today's storage limit";
    /// A server error.
    Internal = INTERNAL_SERVER_ERROR, "internal", "Something went wrong on our side";
    /// The server or its database is busy or unavailable.
    Unavailable = SERVICE_UNAVAILABLE, "unavailable", "Temporarily unavailable";
}

impl ProblemKind {
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
        }
        assert!(ProblemKind::ALL.is_sorted_by_key(|kind| kind.status().as_u16()));
    }
}
