//! Runs the engine off the async threads with limited concurrency, and caches recommendations.

use crate::ids::IntakeId;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use moka::future::Cache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::recommendation::Recommendation;

/// Requests that may wait per running computation. At tens of milliseconds each, the last one waits for a second.
const QUEUE_PER_PERMIT: usize = 32;
/// Number of cached recommendations, about 100 kB each.
const CACHE_CAPACITY: u64 = 200;
/// How long a recommendation stays cached after its last use: a visitor spends some minutes on a step.
const CACHE_IDLE: Duration = Duration::from_secs(600);

/// Bounds the cost of advice. One per process.
pub struct Advisor {
    /// For whole recommendations.
    pub(crate) whole: Lane,
    /// For previews, which must not wait for whole recommendations.
    pub(crate) quick: Lane,
    /// By intake and a hash of the answers that matter.
    pub(crate) kept: Cache<(IntakeId, u64), Arc<Recommendation>>,
    /// The same for previews.
    pub(crate) previews: Cache<(IntakeId, u64), Arc<Recommendation>>,
}

/// Computations of one kind: so many run at the same time, and so many wait.
pub(crate) struct Lane {
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    queue: usize,
}

/// Why no advice was computed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum AdvisorError {
    /// Too many requests are waiting.
    #[error("too many requests for advice are waiting")]
    Busy,
    /// The computation panicked.
    #[error("computing the advice failed: {0}")]
    Failed(String),
}

/// How long a computation may wait for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueLimit {
    /// Not at all; for work that nobody waits for.
    Idle,
    /// Refuse with [`AdvisorError::Busy`] when too many requests are waiting.
    Bounded,
    /// Wait as long as the request may take; for submissions.
    Unbounded,
}

impl Default for Advisor {
    /// Computes on half of the processors, at least one.
    fn default() -> Self {
        let permits = std::thread::available_parallelism()
            .map_or(1, usize::from)
            .div_ceil(2);
        let lane = || Lane::new(permits, permits * QUEUE_PER_PERMIT);
        let cache = || {
            Cache::builder()
                .max_capacity(CACHE_CAPACITY)
                .time_to_idle(CACHE_IDLE)
                .build()
        };
        Self {
            whole: lane(),
            quick: lane(),
            kept: cache(),
            previews: cache(),
        }
    }
}

impl Lane {
    /// A lane for at most `permits` concurrent and `queue` waiting computations.
    fn new(permits: usize, queue: usize) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(permits)),
            waiting: AtomicUsize::new(0),
            queue,
        }
    }

    /// Runs `work` on a blocking thread once a permit is free.
    ///
    /// # Errors
    /// [`AdvisorError::Busy`] when it may not wait as long, [`AdvisorError::Failed`] when `work` panics.
    pub async fn run<T: Send + 'static>(
        &self,
        limit: QueueLimit,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AdvisorError> {
        let permit = self.permit(limit).await?;
        // The thread holds the permit: dropping the request does not stop the work.
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        done.await
            .map_err(|error| AdvisorError::Failed(error.to_string()))
    }

    async fn permit(&self, limit: QueueLimit) -> Result<OwnedSemaphorePermit, AdvisorError> {
        let failed = |error: tokio::sync::AcquireError| AdvisorError::Failed(error.to_string());
        if let Ok(permit) = self.permits.clone().try_acquire_owned() {
            return Ok(permit);
        }
        let waiting = Waiting::begin(&self.waiting);
        let is_refused = match limit {
            QueueLimit::Idle => true,
            QueueLimit::Bounded => waiting.before >= self.queue,
            QueueLimit::Unbounded => false,
        };
        if is_refused {
            return Err(AdvisorError::Busy);
        }
        self.permits.clone().acquire_owned().await.map_err(failed)
    }
}

/// Counts a waiting request until dropped.
struct Waiting<'a> {
    all: &'a AtomicUsize,
    before: usize,
}

impl<'a> Waiting<'a> {
    fn begin(all: &'a AtomicUsize) -> Self {
        Self {
            all,
            before: all.fetch_add(1, Ordering::Relaxed),
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.all.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[tokio::test]
    async fn requests_beyond_the_queue_are_refused_unless_they_are_submissions() {
        let lane = Arc::new(Lane::new(1, 1));
        let (begun, begins) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        let running = {
            let lane = lane.clone();
            tokio::spawn(async move {
                let work = move || {
                    begun.send(()).unwrap();
                    released.recv().unwrap();
                    1
                };
                lane.run(QueueLimit::Bounded, work).await
            })
        };
        tokio::task::spawn_blocking(move || begins.recv().unwrap())
            .await
            .unwrap();
        let mut waiting = Box::pin(lane.run(QueueLimit::Bounded, || 2));
        assert!(futures::poll!(&mut waiting).is_pending());
        assert!(matches!(
            lane.run(QueueLimit::Bounded, || 3).await,
            Err(AdvisorError::Busy)
        ));
        assert!(matches!(
            lane.run(QueueLimit::Idle, || 0).await,
            Err(AdvisorError::Busy)
        ));
        let mut submission = Box::pin(lane.run(QueueLimit::Unbounded, || 4));
        assert!(futures::poll!(&mut submission).is_pending());
        // A dropped request frees its place.
        drop(waiting);
        drop(submission);
        let waiting = lane.run(QueueLimit::Bounded, || 5);
        release.send(()).unwrap();
        assert_eq!(waiting.await.unwrap(), 5);
        assert_eq!(running.await.unwrap().unwrap(), 1);
    }

    #[tokio::test]
    async fn a_panic_releases_the_permit() {
        let lane = Lane::new(1, 0);
        let failed = lane.run(QueueLimit::Bounded, || panic!("no rule")).await;
        assert!(matches!(failed, Err::<(), _>(AdvisorError::Failed(_))));
        assert_eq!(lane.run(QueueLimit::Bounded, || 1).await.unwrap(), 1);
    }
}
