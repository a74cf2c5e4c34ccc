//! How the arguments of a job are stored: the fields of its type, the version of the layout, and the trace that it belongs to.

use std::time::Duration;

use anyhow::anyhow;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Job, JobError};

/// The version that this program writes and reads. A newer one is left to newer workers.
const VERSION: u32 = 1;
/// How long a job of a newer version waits for a newer worker.
const WAIT: Duration = Duration::from_secs(60);

#[derive(Deserialize, Serialize)]
struct Stored<J> {
    v: u32,
    #[serde(flatten)]
    job: J,
    /// A `traceparent` of the W3C.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trace: Option<String>,
}

/// The arguments of a job as they are stored, with the current trace if the job belongs to a lead.
pub fn write<J: Job>(job: &J) -> Value {
    json!(Stored {
        v: VERSION,
        job,
        trace: job.lead().and_then(|_| crate::telemetry::traceparent()),
    })
}

/// Reads stored arguments.
///
/// # Errors
/// [`JobError::Wait`] for those of a newer program, [`JobError::GiveUp`] for what cannot be read.
pub(super) fn read<J: Job>(arguments: &Value) -> Result<J, JobError> {
    let version = arguments["v"].as_u64().unwrap_or_default();
    if version > VERSION.into() {
        return Err(JobError::Wait {
            error: anyhow!(
                "the job's arguments are of version {version}, this program reads version {VERSION}; a newer worker will take it"
            ),
            delay: WAIT,
        });
    }
    Stored::deserialize(arguments)
        .map(|stored| stored.job)
        .map_err(|error| JobError::GiveUp(anyhow!("the job's arguments cannot be read: {error}")))
}

/// The trace that a job belongs to.
pub(super) fn trace(arguments: &Value) -> Option<&str> {
    arguments["trace"].as_str()
}
