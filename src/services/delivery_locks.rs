//! What this process is handing over right now. A job that ran out of time leaves its mail on the way; the next attempt must
//! not send a second one beside it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use crate::store::DeliveryKey;

/// The deliveries that are on their way. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct DeliveryLocks(Arc<Mutex<BTreeSet<DeliveryKey>>>);

/// A delivery on its way, until this is dropped.
#[derive(Debug)]
pub(crate) struct DeliveryGuard(DeliveryLocks, DeliveryKey);

impl DeliveryLocks {
    /// Begins a delivery; `None` while an earlier attempt's is on its way.
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
