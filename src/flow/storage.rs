//! Storage limits of visitors: bytes are counted by network and day, in the transaction that writes them.

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use super::FlowError;
use crate::keys::Counted;
use crate::services::Services;
use crate::store::{Campaign, Charge, Counter, Tx};

/// Approximate overhead of a row, in bytes.
const ROW: usize = 200;
/// Maximum stored length of the referrer, in bytes.
const LONGEST_REFERRER: usize = 1024;
/// Maximum stored size of campaign parameters, names and values together, in bytes.
const LONGEST_CAMPAIGN: usize = 2048;

/// The network that a request came from: an IPv4 address or an IPv6 /64. None if the peer is this machine, that is, a
/// local user or a proxy that does not forward the client's address. Never printed.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct ClientNetwork(Option<IpAddr>);

impl ClientNetwork {
    /// Wraps a network; loopback counts as none.
    #[must_use]
    pub fn new(network: Option<IpAddr>) -> Self {
        Self(
            network
                .map(|ip| ip.to_canonical())
                .filter(|ip| !ip.is_loopback() && !ip.is_unspecified()),
        )
    }

    /// Returns the key that its usage is counted under.
    pub(super) fn counter(self, app: &Services) -> Option<Counter> {
        self.0
            .map(|network| app.keys.counter(Counted::Client, &network.to_string()))
    }
}

/// What to charge to a visitor's network for writing so many bytes; `None` if it is not known or has no limit.
pub(super) fn charge_of(
    app: &Services,
    client: ClientNetwork,
    bytes: impl FnOnce() -> usize,
) -> Option<Charge> {
    let limit = app.config.limits.storage_per_client;
    let client = client.counter(app).filter(|_| limit > 0)?;
    Some(Charge {
        client,
        bytes: i64::try_from(bytes() + ROW).unwrap_or(i64::MAX),
        limit: i64::try_from(limit).unwrap_or(i64::MAX),
    })
}

/// Charges the bytes that this transaction writes to a visitor's network.
///
/// # Errors
/// [`FlowError::StorageUsed`] when the network has used up its share of today; the caller must not commit the
/// transaction.
pub(super) async fn charge(
    app: &Services,
    tx: &mut Tx,
    client: ClientNetwork,
    bytes: impl FnOnce() -> usize,
) -> Result<(), FlowError> {
    let Some(charge) = charge_of(app, client, bytes) else {
        return Ok(());
    };
    let now = app.clock.now();
    let used = tx.add_usage(charge.client, charge.bytes, now).await?;
    if used > charge.limit {
        return Err(storage_used(app, now));
    }
    Ok(())
}

/// Counts a refusal, and says until when to wait.
pub(super) fn storage_used(app: &Services, now: DateTime<Utc>) -> FlowError {
    app.metrics.storage_refusal();
    FlowError::StorageUsed {
        retry_after: until_tomorrow(now),
    }
}

/// Returns the seconds until the day (UTC) ends.
fn until_tomorrow(now: DateTime<Utc>) -> u32 {
    u32::try_from(86_400 - now.timestamp().rem_euclid(86_400)).unwrap_or(86_400)
}

/// Returns the size of a value as JSON, in bytes.
pub(super) fn size(value: &impl serde::Serialize) -> usize {
    serde_json::to_vec(value)
        .map(|json| json.len())
        .unwrap_or_default()
}

/// Truncates an oversized campaign, which must not keep a visitor from starting.
pub(super) fn bounded(campaign: &Campaign) -> Campaign {
    let mut left = LONGEST_CAMPAIGN;
    let utm = campaign.utm.iter().filter(|(name, value)| {
        let fits = name.len() + value.len() <= left;
        if fits {
            left -= name.len() + value.len();
        }
        fits
    });
    let referrer = campaign.referrer.as_ref().map(|referrer| {
        let end = referrer.floor_char_boundary(LONGEST_REFERRER);
        referrer[..end].to_owned()
    });
    Campaign {
        utm: utm
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
        referrer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_campaign_is_bounded_in_bytes() {
        let pairs = (0..10).map(|n| (format!("{n}"), "🚀".repeat(200)));
        let campaign = Campaign {
            utm: pairs.collect(),
            referrer: Some("é".repeat(2000)),
        };
        let kept = bounded(&campaign);
        assert_eq!(kept.utm.len(), 2, "801 bytes each");
        assert_eq!(kept.referrer.unwrap().len(), 1024);
        let small = Campaign {
            utm: [("source".into(), "news".into())].into(),
            referrer: Some("https://a.example".into()),
        };
        assert_eq!(bounded(&small), small);
    }

    #[test]
    fn local_addresses_have_no_network() {
        for (ip, is_one) in [
            ("127.0.0.1", false),
            ("::1", false),
            ("::ffff:127.0.0.1", false),
            ("0.0.0.0", false),
            ("192.0.2.1", true),
            ("2001:db8::", true),
        ] {
            assert_eq!(
                ClientNetwork::new(ip.parse().ok()).0.is_some(),
                is_one,
                "{ip}"
            );
        }
    }

    #[test]
    fn the_day_ends_at_midnight_utc() {
        assert_eq!(until_tomorrow("2026-11-26T23:59:00Z".parse().unwrap()), 60);
        assert_eq!(
            until_tomorrow("2026-11-26T00:00:00Z".parse().unwrap()),
            86_400
        );
    }
}
