//! The stored form of job arguments: the job's fields, a layout version, and the trace the job belongs to.

use std::time::Duration;

use anyhow::anyhow;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Job, JobError};

/// The layout version this program reads and writes. Newer versions are left to newer workers.
const VERSION: u32 = 1;
/// How long a job with a newer layout version waits for a newer worker.
const NEWER_WORKER_WAIT: Duration = Duration::from_secs(60);

#[derive(Deserialize, Serialize)]
struct Stored<J> {
    v: u32,
    #[serde(flatten)]
    job: J,
    /// A W3C `traceparent`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trace: Option<String>,
}

/// Serializes a job's arguments for storage, with the current trace if the job has a subject.
pub fn write<J: Job>(job: &J) -> Value {
    json!(Stored {
        v: VERSION,
        job,
        trace: job.subject().and_then(|_| crate::telemetry::traceparent()),
    })
}

/// Deserializes stored arguments.
///
/// # Errors
/// [`JobError::Wait`] if a newer program wrote them, [`JobError::GiveUp`] if they cannot be read.
pub(super) fn read<J: Job>(arguments: &Value) -> Result<J, JobError> {
    let version = arguments["v"].as_u64().unwrap_or_default();
    if version > VERSION.into() {
        return Err(JobError::Wait {
            error: anyhow!(
                "the job's arguments are of version {version}, this program reads version {VERSION}; a newer worker will take it"
            ),
            delay: NEWER_WORKER_WAIT,
        });
    }
    Stored::deserialize(arguments)
        .map(|stored| stored.job)
        .map_err(|error| JobError::GiveUp(anyhow!("the job's arguments cannot be read: {error}")))
}

/// The trace a job belongs to.
pub(super) fn trace(arguments: &Value) -> Option<&str> {
    arguments["trace"].as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::LeadId;
    use crate::jobs::{CallWebhook, JobKind, TidyUp};

    #[test]
    fn arguments_stored_by_earlier_versions_decode_to_the_same_key() {
        let lead = "01900000-0000-7000-8000-123456789abc";
        let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        for (kind, stored, key) in [
            (JobKind::BuildReport, json!({ "v": 1, "lead": lead }), lead),
            (
                JobKind::SendReport,
                json!({ "v": 1, "lead": lead, "trace": trace }),
                lead,
            ),
            (JobKind::AlertSales, json!({ "v": 1, "lead": lead }), lead),
            (
                JobKind::CallWebhook,
                json!({ "v": 1, "lead": lead, "webhook": "crm" }),
                "01900000-0000-7000-8000-123456789abc:crm",
            ),
            (
                JobKind::TidyUp,
                json!({ "v": 1, "tick": "2026-11-26T03:30:00Z" }),
                "1795663800",
            ),
        ] {
            assert_eq!(kind.decode(&stored).unwrap().key(), key, "{stored}");
        }
    }

    #[test]
    fn arguments_are_stored_in_the_layout_of_earlier_versions() {
        let lead = LeadId::from_u128(7);
        let job = CallWebhook::qualified(lead, "crm");
        assert_eq!(
            write(&job),
            json!({ "v": 1, "lead": lead, "webhook": "crm" })
        );
        let tick = "2026-11-26T03:30:00Z".parse().unwrap();
        assert_eq!(
            write(&TidyUp { tick }),
            json!({ "v": 1, "tick": "2026-11-26T03:30:00Z" })
        );
    }
}
