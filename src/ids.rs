//! Identifiers, a type for each kind of thing, so that the compiler finds one that is passed for another.
//!
//! Each is a UUID of version 7, made by [`Clock::new_id`](crate::clock::Clock::new_id): ids of one kind sort by the time at
//! which they were made. Jobs have the same 128 bits in the form of a ULID, the only one that apalis can read. How databases bind them is in `store/ids.rs`, how the API reads and writes them in `api/ids.rs`.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ulid::Ulid;
use uuid::Uuid;

/// The id of one `Kind` of thing.
pub struct Id<Kind> {
    uuid: Uuid,
    kind: PhantomData<fn() -> Kind>,
}

/// Declares kinds and the names of their ids.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident => $id:ident,)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug)]
            pub enum $kind {}

            #[doc = concat!("The id of one [`", stringify!($kind), "`].")]
            pub type $id = Id<$kind>;
        )*
    };
}

kinds! {
    /// A prospect's answers, open or submitted.
    Intake => IntakeId,
    /// A submitted intake.
    Lead => LeadId,
    /// A version of the report of a lead.
    Report => ReportId,
    /// Something that happened and is delivered.
    Event => EventId,
    /// A row of the ledger of deliveries.
    Delivery => DeliveryId,
    /// An attempt of a job.
    Attempt => AttemptId,
    /// A token of one of the staff.
    Staff => StaffId,
    /// An entry of the record of what staff did.
    Audit => AuditId,
    /// An alert that operators get.
    Alert => AlertId,
    /// A link that opens a session for the owner of a report.
    OwnerLink => OwnerLinkId,
    /// A session of the owner of a report.
    OwnerSession => OwnerSessionId,
    /// A link for reading that an owner shared.
    Share => ShareId,
    /// A request to mail the link of an intake.
    ResumeRequest => ResumeRequestId,
    /// A run of the retention rules.
    RetentionRun => RetentionRunId,
    /// An installation of Stackmatch: a database with its server key.
    Installation => InstallationId,
}

impl<K> Id<K> {
    /// The id with no bits set, for samples.
    #[must_use]
    pub const fn nil() -> Self {
        Self::new(Uuid::nil())
    }

    /// The id with these bits.
    #[must_use]
    pub const fn from_u128(bits: u128) -> Self {
        Self::new(Uuid::from_u128(bits))
    }

    /// The id with these bytes, in network order.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self::new(Uuid::from_bytes(bytes))
    }

    /// The 128 bits.
    #[must_use]
    pub const fn as_u128(&self) -> u128 {
        self.uuid.as_u128()
    }

    /// The 16 bytes, in network order.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        self.uuid.as_bytes()
    }

    /// The UUID, where a database binds it.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }

    const fn new(uuid: Uuid) -> Self {
        Self {
            uuid,
            kind: PhantomData,
        }
    }
}

impl<K> From<Uuid> for Id<K> {
    fn from(uuid: Uuid) -> Self {
        Self::new(uuid)
    }
}

/// The first version of the report of a lead has the lead's id.
impl From<LeadId> for ReportId {
    fn from(lead: LeadId) -> Self {
        Self::new(lead.uuid)
    }
}

/// That an intake became a lead is an event with the lead's id.
impl From<LeadId> for EventId {
    fn from(lead: LeadId) -> Self {
        Self::new(lead.uuid)
    }
}

/// See `From<ReportId> for EventId`.
impl From<EventId> for ReportId {
    fn from(event: EventId) -> Self {
        Self::new(event.uuid)
    }
}

/// That a version of a report was built is an event with its id.
impl From<ReportId> for EventId {
    fn from(report: ReportId) -> Self {
        Self::new(report.uuid)
    }
}

/// That a link or a reminder is to be mailed is an event with the id of what asked for it.
macro_rules! events {
    ($($id:ident),+) => {$(
        impl From<$id> for EventId {
            fn from(id: $id) -> Self {
                Self::new(id.uuid)
            }
        }

        impl From<EventId> for $id {
            fn from(event: EventId) -> Self {
                Self::new(event.uuid)
            }
        }
    )+};
}

events!(OwnerLinkId, ResumeRequestId);

impl<K> FromStr for Id<K> {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self::new)
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}

impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}

// The traits below are written out because a derive would ask them of the kind as well.

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Id<K> {}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}

impl<K> Eq for Id<K> {}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.uuid.cmp(&other.uuid)
    }
}

impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}

impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.uuid.serialize(serializer)
    }
}

impl<'de, K> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::new)
    }
}

/// The id of a job: a ULID, 26 characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(Ulid);

impl JobId {
    /// The id with no bits set, for samples.
    #[must_use]
    pub const fn nil() -> Self {
        Self(Ulid::nil())
    }

    /// The id with these bits.
    #[must_use]
    pub const fn from_u128(bits: u128) -> Self {
        Self(Ulid(bits))
    }

    /// The first id that can be made at or after a time, in milliseconds since 1970.
    #[must_use]
    pub const fn first_at(milliseconds: u64) -> Self {
        Self(Ulid::from_parts(milliseconds, 0))
    }
}

impl From<Uuid> for JobId {
    fn from(uuid: Uuid) -> Self {
        Self(Ulid::from(uuid.as_u128()))
    }
}

impl FromStr for JobId {
    type Err = ulid::DecodeError;

    fn from_str(text: &str) -> Result<Self, ulid::DecodeError> {
        text.parse().map(Self)
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_round_trip_as_uuids() {
        let text = "01900000-0000-7000-8000-123456789abc";
        let id: LeadId = text.parse().unwrap();
        assert_eq!(id.to_string(), text);
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{text}\""));
        assert_eq!(
            serde_json::from_str::<LeadId>(&format!("\"{text}\"")).unwrap(),
            id
        );
        assert!("lead-7".parse::<LeadId>().is_err());
    }
}
