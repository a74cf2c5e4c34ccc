//! The outage of the database, which the database itself cannot store.

use std::sync::{Mutex, PoisonError};

use crate::store::AlertRow;

/// The database outage that this process sees, if any.
#[derive(Default)]
pub struct DatabaseOutage(Mutex<Option<AlertRow>>);

impl DatabaseOutage {
    /// Returns the outage that operators know of.
    pub(crate) fn get(&self) -> Option<AlertRow> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Records the outage, or its end as `None`.
    pub(crate) fn set(&self, alert: Option<AlertRow>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = alert;
    }
}
