//! What a job is told: ids only, so that nobody who looks at the queue sees whom it is about.

use crate::ids::LeadId;
use std::time::Duration;

use anyhow::anyhow;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::JobError;

/// The version that this program writes and reads. A newer one is left to newer workers.
const VERSION: u32 = 1;
/// How long a job of a newer version waits for a newer worker to come by.
const WAIT: Duration = Duration::from_secs(60);

/// The arguments of a job.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arguments {
    v: u32,
    /// The lead it works for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<LeadId>,
    /// The webhook to call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<String>,
    /// The tick of the schedule that asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tick: Option<DateTime<Utc>>,
    /// The trace that it belongs to, a `traceparent` of the W3C.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
}

impl Arguments {
    /// For a lead.
    #[must_use]
    pub fn of(lead: LeadId) -> Self {
        Self {
            v: VERSION,
            lead: Some(lead),
            trace: crate::telemetry::traceparent(),
            ..Self::default()
        }
    }

    /// To tell a webhook of a lead.
    #[must_use]
    pub fn webhook(lead: LeadId, name: &str) -> Self {
        Self {
            webhook: Some(name.to_owned()),
            ..Self::of(lead)
        }
    }

    /// For a tick of a schedule.
    #[must_use]
    pub fn tick(at: DateTime<Utc>) -> Self {
        Self {
            v: VERSION,
            tick: Some(at),
            ..Self::default()
        }
    }

    /// What makes it the same task again, for all of a queue: a second one is not enqueued.
    #[must_use]
    pub fn key(&self) -> String {
        let parts = [
            self.lead.map(|lead| lead.to_string()),
            self.webhook.clone(),
            self.tick.map(|tick| tick.timestamp().to_string()),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(":")
    }

    /// Reads arguments as stored.
    ///
    /// # Errors
    /// [`JobError::Wait`] for those of a newer program, [`JobError::GiveUp`] for what nobody can read.
    pub fn read(arguments: &Value) -> Result<Self, JobError> {
        let version = arguments["v"].as_u64().unwrap_or_default();
        if version > VERSION.into() {
            return Err(JobError::Wait {
                error: anyhow!(
                    "the job's arguments are of version {version}, this program reads version {VERSION}; a newer worker will take it"
                ),
                delay: WAIT,
            });
        }
        Self::deserialize(arguments).map_err(|error| {
            JobError::GiveUp(anyhow!("the job's arguments cannot be read: {error}"))
        })
    }

    pub(super) fn lead(&self) -> Result<LeadId, JobError> {
        self.lead
            .ok_or_else(|| JobError::GiveUp(anyhow!("the job's arguments name no lead")))
    }
}
