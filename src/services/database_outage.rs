//! The outage of the database, which the database itself cannot keep.

use std::sync::{Mutex, PoisonError};

use crate::store::AlertRow;

/// The outage of the database that this process sees, if there is one.
#[derive(Default)]
pub struct DatabaseOutage(Mutex<Option<AlertRow>>);

impl DatabaseOutage {
    /// The outage that operators know of.
    pub(crate) fn get(&self) -> Option<AlertRow> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Remembers it, or that it is over.
    pub(crate) fn set(&self, alert: Option<AlertRow>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = alert;
    }
}
