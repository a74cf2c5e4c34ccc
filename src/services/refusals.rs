//! Refused sign-ins, counted for the log.

use std::sync::{Mutex, PoisonError};

/// Sign-ins refused since the last log message about them.
#[derive(Debug, Default)]
pub struct Refusals(Mutex<Option<u64>>);

impl Refusals {
    /// Counts a refusal. `true` for the first of a window: the caller logs it, and later the count from [`Self::take`].
    pub(crate) fn add(&self) -> bool {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *waiting {
            Some(count) => *count += 1,
            none => *none = Some(0),
        }
        *waiting == Some(0)
    }

    /// Returns and resets the count since. `None`: there were none, and the next refusal is again a first.
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
    fn the_first_refusal_is_logged_at_once_and_later_ones_are_counted() {
        let refusals = Refusals::default();
        assert!(refusals.add());
        assert!(!refusals.add() && !refusals.add());
        assert_eq!(refusals.take(), Some(2));
        assert!(!refusals.add(), "a minute has just begun");
        assert_eq!((refusals.take(), refusals.take()), (Some(1), None));
        assert!(refusals.add(), "after a quiet minute");
    }
}
