//! Wakes the workers of this process when a transaction that enqueued jobs is committed.

use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Waker;

/// Wakes every worker of this process. Notified after the commit, never before.
#[derive(Clone, Debug, Default)]
pub struct JobNotifier(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    notified: AtomicU64,
    wakers: Mutex<Vec<Waker>>,
}

impl JobNotifier {
    /// Wakes the workers to fetch jobs.
    pub fn notify(&self) {
        self.0.notified.fetch_add(1, SeqCst);
        for waker in self
            .0
            .wakers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .drain(..)
        {
            waker.wake();
        }
    }

    /// Registers a waker for the next notification. Returns the number of notifications so far: a difference between
    /// two calls reveals one in between.
    pub(crate) fn register(&self, waker: &Waker) -> u64 {
        let mut wakers = self.0.wakers.lock().unwrap_or_else(PoisonError::into_inner);
        if !wakers.iter().any(|known| known.will_wake(waker)) {
            wakers.push(waker.clone());
        }
        self.0.notified.load(SeqCst)
    }
}
