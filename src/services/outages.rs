//! The outages that this process knows of, so that a delivery costs no query while every provider is there.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::store::{OutageRow, Provider};

/// What this process knows of outages. The rows of `outages` are shared by all processes.
#[derive(Debug, Default)]
pub struct Outages(Mutex<BTreeMap<String, KnownOutage>>);

/// What is known of one provider.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct KnownOutage {
    /// Failures in a row, of this process.
    pub failures: u32,
    /// Whether it counts as away.
    pub away: bool,
}

impl Outages {
    /// Reads and changes what is known of a provider, under the lock.
    pub(crate) fn change<T>(
        &self,
        provider: &Provider,
        change: impl FnOnce(&mut KnownOutage) -> T,
    ) -> T {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(all.entry(provider.target()).or_default())
    }

    /// Takes over what the database knows.
    pub(crate) fn learn(&self, rows: &[OutageRow]) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (target, known) in all.iter_mut() {
            if known.away && !rows.iter().any(|row| row.target == *target) {
                *known = KnownOutage::default();
            }
        }
        for row in rows {
            all.entry(row.target.clone()).or_default().away = true;
        }
    }
}
