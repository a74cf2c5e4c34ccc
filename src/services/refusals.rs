//! Refused sign-ins, counted for the log.

use std::sync::{Mutex, PoisonError};

/// Sign-ins that were refused since the log last said so.
#[derive(Debug, Default)]
pub struct Refusals(Mutex<Option<u64>>);

impl Refusals {
    /// Counts one. `true` for the first of a window: the caller logs it, and then what [`Self::take`] gives.
    pub(crate) fn add(&self) -> bool {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *waiting {
            Some(count) => *count += 1,
            none => *none = Some(0),
        }
        *waiting == Some(0)
    }

    /// How many have come since; `None` when there were none, and the next one is a first one again.
    pub(crate) fn take(&self) -> Option<u64> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = waiting.take().filter(|count| *count > 0);
        *waiting = count.map(|_| 0);
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_refusal_is_logged_at_once_and_the_others_by_number() {
        let refusals = Refusals::default();
        assert!(refusals.add());
        assert!(!refusals.add() && !refusals.add());
        assert_eq!(refusals.take(), Some(2));
        assert!(!refusals.add(), "a minute has just begun");
        assert_eq!((refusals.take(), refusals.take()), (Some(1), None));
        assert!(refusals.add(), "after a quiet minute");
    }
}
