//! The deliveries of a lead.

use serde::Serialize;

use crate::i18n::{Locale, long_time};
use crate::store::Delivery;
use crate::t;
use crate::web::shared::holds::hold_reason;

#[derive(Serialize)]
pub(super) struct DeliveryView {
    what: String,
    state: String,
    at: String,
    /// The last error, or why the delivery is held; may be empty.
    error: String,
}

impl DeliveryView {
    pub(super) fn new(locale: &Locale, row: &Delivery) -> Self {
        let (kind, target) = (row.kind().as_str(), row.target.as_str());
        let status = row.status.as_str();
        Self {
            what: t!(locale, "desk-delivery-kind", kind = kind, target = target),
            state: match row.tries {
                ..=1 => status.to_owned(),
                tries => t!(
                    locale,
                    "desk-delivery-tries",
                    status = status,
                    tries = tries
                ),
            },
            at: long_time(locale, row.sent_at.unwrap_or(row.created_at)),
            error: hold_text(locale, row)
                .or_else(|| row.last_error.clone())
                .unwrap_or_default(),
        }
    }
}

/// Why a delivery is held and how to release it; `None` unless it is held.
fn hold_text(locale: &Locale, row: &Delivery) -> Option<String> {
    let hold = row.hold()?;
    let (reason, id) = (hold_reason(locale, hold.reason), row.id.to_string());
    Some(match hold.until {
        Some(until) => t!(
            locale,
            "desk-delivery-held-until",
            until = long_time(locale, until),
            reason = reason,
            id = id
        ),
        None => t!(locale, "desk-delivery-held", reason = reason, id = id),
    })
}
