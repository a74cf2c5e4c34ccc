//! A value that is expensive to compute: computed once, shared by all callers during that time and for a while after.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures::FutureExt;
use futures::future::BoxFuture;

type Making<T> = futures::future::Shared<BoxFuture<'static, Option<Arc<T>>>>;

/// The value, with the time its computation started.
pub(crate) struct Shared<T>(Mutex<Option<(Instant, Making<T>)>>);

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T: Send + Sync + 'static> Shared<T> {
    /// Returns the value if it is being computed or was started within the last `fresh`; else computes it with `make`,
    /// in a separate task, so that it completes even if the caller is dropped.
    pub async fn get<F>(&self, fresh: Duration, make: impl Fn() -> F) -> Arc<T>
    where
        F: Future<Output = T> + Send + 'static,
    {
        loop {
            // No value only if the task panicked; it is then computed again.
            if let Some(value) = self.made(fresh, &make).await {
                return value;
            }
            tokio::task::yield_now().await;
        }
    }

    fn made<F>(&self, fresh: Duration, make: impl Fn() -> F) -> Making<T>
    where
        F: Future<Output = T> + Send + 'static,
    {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((begun, making)) = &*last {
            let is_made = making.peek().is_some();
            let failed = matches!(making.peek(), Some(None));
            if !failed && (!is_made || begun.elapsed() < fresh) {
                return making.clone();
            }
        }
        let task = tokio::spawn(make());
        let making = async move { task.await.ok().map(Arc::new) }
            .boxed()
            .shared();
        *last = Some((Instant::now(), making.clone()));
        making
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Semaphore;

    use super::*;

    #[tokio::test]
    async fn a_hundred_who_ask_at_once_cause_one_look_and_the_next_comes_when_it_is_old() {
        let (shared, looks) = (Shared::default(), Arc::new(AtomicUsize::new(0)));
        let gate = Arc::new(Semaphore::new(0));
        let look = || {
            let (looks, gate) = (looks.clone(), gate.clone());
            async move {
                gate.acquire().await.unwrap().forget();
                looks.fetch_add(1, Ordering::SeqCst)
            }
        };
        let hour = Duration::from_secs(3600);
        let asking = futures::future::join_all((0..100).map(|_| shared.get(hour, look)));
        let (seen, ()) = tokio::join!(asking, async { gate.add_permits(1) });
        assert!(seen.iter().all(|one| **one == 0));
        assert_eq!(
            (*shared.get(hour, look).await, looks.load(Ordering::SeqCst)),
            (0, 1),
            "it is fresh"
        );
        gate.add_permits(1);
        assert_eq!(*shared.get(Duration::ZERO, look).await, 1, "it is old");
    }
}
