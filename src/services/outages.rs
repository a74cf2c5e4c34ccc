//! The outages that this process knows of, so that a delivery costs no query while no provider is away.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::store::{OutageRow, Provider};

/// Outages, as this process knows them. All processes share the rows of `outages`.
#[derive(Debug, Default)]
pub struct Outages(Mutex<BTreeMap<String, KnownOutage>>);

/// The state of one provider.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct KnownOutage {
    /// Consecutive failures in this process.
    pub failures: u32,
    /// Whether the provider counts as away.
    pub away: bool,
}

impl Outages {
    /// Reads and updates the state of a provider under the lock.
    pub(crate) fn change<T>(
        &self,
        provider: &Provider,
        change: impl FnOnce(&mut KnownOutage) -> T,
    ) -> T {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(all.entry(provider.target()).or_default())
    }

    /// Applies the outages stored in the database.
    pub(crate) fn learn(&self, rows: &[OutageRow]) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (target, outage) in all.iter_mut() {
            if outage.away && !rows.iter().any(|row| row.target == *target) {
                *outage = KnownOutage::default();
            }
        }
        for row in rows {
            all.entry(row.target.clone()).or_default().away = true;
        }
    }
}
