//! A value that is expensive to compute: computed once, shared by all callers during that time and for a while after.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures::FutureExt;
use futures::future::BoxFuture;

type Computation<T> = futures::future::Shared<BoxFuture<'static, Option<Arc<T>>>>;

/// The value, with the time its computation started.
pub(crate) struct Shared<T>(Mutex<Option<(Instant, Computation<T>)>>);

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T: Send + Sync + 'static> Shared<T> {
    /// Returns the value if it is being computed or was started within the last `fresh`; else computes it with `compute`,
    /// in a separate task, so that it completes even if the caller is dropped.
    pub async fn get<F>(&self, fresh: Duration, compute: impl Fn() -> F) -> Arc<T>
    where
        F: Future<Output = T> + Send + 'static,
    {
        loop {
            // No value only if the task panicked; it is then computed again.
            if let Some(value) = self.computation(fresh, &compute).await {
                return value;
            }
            tokio::task::yield_now().await;
        }
    }

    fn computation<F>(&self, fresh: Duration, compute: impl Fn() -> F) -> Computation<T>
    where
        F: Future<Output = T> + Send + 'static,
    {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((begun, computation)) = &*last {
            let is_done = computation.peek().is_some();
            let failed = matches!(computation.peek(), Some(None));
            if !failed && (!is_done || begun.elapsed() < fresh) {
                return computation.clone();
            }
        }
        let task = tokio::spawn(compute());
        let computation = async move { task.await.ok().map(Arc::new) }
            .boxed()
            .shared();
        *last = Some((Instant::now(), computation.clone()));
        computation
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Semaphore;

    use super::*;

    #[tokio::test]
    async fn concurrent_callers_share_one_computation_until_it_is_stale() {
        let (shared, computations) = (Shared::default(), Arc::new(AtomicUsize::new(0)));
        let gate = Arc::new(Semaphore::new(0));
        let compute = || {
            let (computations, gate) = (computations.clone(), gate.clone());
            async move {
                gate.acquire().await.unwrap().forget();
                computations.fetch_add(1, Ordering::SeqCst)
            }
        };
        let hour = Duration::from_secs(3600);
        let callers = futures::future::join_all((0..100).map(|_| shared.get(hour, compute)));
        let (seen, ()) = tokio::join!(callers, async { gate.add_permits(1) });
        assert!(seen.iter().all(|one| **one == 0));
        assert_eq!(
            (
                *shared.get(hour, compute).await,
                computations.load(Ordering::SeqCst)
            ),
            (0, 1),
            "it is fresh"
        );
        gate.add_permits(1);
        assert_eq!(*shared.get(Duration::ZERO, compute).await, 1, "it is stale");
    }
}
