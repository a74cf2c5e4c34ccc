//! The short public id of a lead and its report.

use crate::ids::LeadId;

/// An id that people can quote on the phone: ten letters and digits from the random part of the lead's id.
#[must_use]
pub fn reference(lead: LeadId) -> String {
    let text = ulid::Ulid::from(lead.as_u128()).to_string();
    let tail = text.get(16..).unwrap_or_default();
    format!("SM-{}-{}", &tail[..5], &tail[5..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_short_and_belongs_to_one_lead() {
        let (a, b) = (
            LeadId::from_u128(0x0190_0000_0000_7000_8000_1234_5678_9abc),
            LeadId::from_u128(0x0190_0000_0000_7000_8000_1234_5678_9abd),
        );
        assert_eq!(reference(a).len(), 14);
        assert_ne!(reference(a), reference(b));
    }
}
