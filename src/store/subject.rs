//! Subjects: whom a job works for and a delivery is about. Stored as text, `lead:UUID`.

use std::fmt;
use std::str::FromStr;

use crate::ids::{IntakeId, LeadId, StaffId};

/// Whom a job works for, or a delivery is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A lead.
    Lead(LeadId),
    /// An intake that is not submitted.
    Intake(IntakeId),
    /// A member of staff, by token.
    Staff(StaffId),
}

impl Subject {
    /// Returns the lead, if it is one.
    #[must_use]
    pub fn lead(self) -> Option<LeadId> {
        match self {
            Self::Lead(id) => Some(id),
            Self::Intake(_) | Self::Staff(_) => None,
        }
    }
}

impl From<LeadId> for Subject {
    fn from(id: LeadId) -> Self {
        Self::Lead(id)
    }
}

impl From<IntakeId> for Subject {
    fn from(id: IntakeId) -> Self {
        Self::Intake(id)
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lead(id) => write!(f, "lead:{id}"),
            Self::Intake(id) => write!(f, "intake:{id}"),
            Self::Staff(id) => write!(f, "staff:{id}"),
        }
    }
}

impl FromStr for Subject {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, id) = text.split_once(':').unwrap_or_default();
        let subject = match kind {
            "lead" => id.parse().map(Self::Lead),
            "intake" => id.parse().map(Self::Intake),
            "staff" => id.parse().map(Self::Staff),
            _ => return Err(format!("{text:?} is no subject")),
        };
        subject.map_err(|error| format!("{text:?} is no subject: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_round_trip_as_text() {
        for subject in [
            Subject::Lead(LeadId::from_u128(7)),
            Subject::Intake(IntakeId::from_u128(8)),
            Subject::Staff(StaffId::from_u128(9)),
        ] {
            assert_eq!(subject.to_string().parse(), Ok(subject));
        }
        assert_eq!(
            Subject::Lead(LeadId::from_u128(7)).to_string(),
            "lead:00000000-0000-0000-0000-000000000007"
        );
        for text in [
            "",
            "lead",
            "lead:7",
            "order:00000000-0000-0000-0000-000000000007",
        ] {
            assert!(text.parse::<Subject>().is_err(), "{text}");
        }
    }
}
