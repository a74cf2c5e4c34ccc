//! The deliveries of a lead.

use serde::Serialize;

use crate::store::{Delivery, DeliveryKind};
use crate::text::long_time;

#[derive(Serialize)]
pub(super) struct DeliveryView {
    what: String,
    state: String,
    at: String,
    /// The last error, or why the delivery is held; may be empty.
    error: String,
}

impl DeliveryView {
    pub(super) fn new(row: &Delivery) -> Self {
        let what = match row.kind() {
            DeliveryKind::ReportReady => "Report to the prospect".to_owned(),
            DeliveryKind::LeadQualified => "Brief to sales".to_owned(),
            DeliveryKind::LeadWebhook => format!("Webhook {}", row.target),
        };
        let tries = match row.tries {
            ..=1 => String::new(),
            tries => format!(" after {tries} tries"),
        };
        Self {
            what,
            state: format!("{}{tries}", row.status),
            at: long_time(row.sent_at.unwrap_or(row.created_at)),
            error: hold_text(row)
                .or_else(|| row.last_error.clone())
                .unwrap_or_default(),
        }
    }
}

/// Why a delivery is held and how to release it; `None` unless it is held.
fn hold_text(row: &Delivery) -> Option<String> {
    let hold = row.hold()?;
    let (reason, id) = (hold.reason.text(), row.id);
    Some(match hold.until {
        Some(until) => format!(
            "Held until {}: {reason}. Release it sooner with POST /api/v1/deliveries/{id}/release.",
            long_time(until)
        ),
        None => {
            format!("Held: {reason}. Release it with POST /api/v1/deliveries/{id}/release.")
        }
    })
}
