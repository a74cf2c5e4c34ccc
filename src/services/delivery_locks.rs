//! Deliveries that this process is sending. A job that timed out may still be sending its mail; the next attempt must
//! not send a second one in parallel.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use crate::store::DeliveryKey;

/// The deliveries in flight. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct DeliveryLocks(Arc<Mutex<BTreeSet<DeliveryKey>>>);

/// A delivery in flight, until dropped.
#[derive(Debug)]
pub(crate) struct DeliveryGuard(DeliveryLocks, DeliveryKey);

impl DeliveryLocks {
    /// Starts a delivery; `None` while that of an earlier attempt is in flight.
    pub(crate) fn begin(&self, key: &DeliveryKey) -> Option<DeliveryGuard> {
        let begun = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key.clone());
        begun.then(|| DeliveryGuard(self.clone(), key.clone()))
    }
}

impl Drop for DeliveryGuard {
    fn drop(&mut self) {
        self.0
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.1);
    }
}
