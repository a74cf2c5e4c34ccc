//! Wakes the workers of this process for jobs that were committed, here or, on PostgreSQL, in another process.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use serde::Deserialize;
use sqlx::postgres::PgListener;

use super::{Db, Either, Result};

/// The channel on which apalis's trigger notifies of inserted jobs.
const CHANNEL: &str = "apalis::job::insert";

/// Wakes the workers of this process, queue by queue. Notified after the commit, never before.
#[derive(Clone, Debug, Default)]
pub struct JobNotifier(Arc<Mutex<HashMap<String, Queue>>>);

#[derive(Debug, Default)]
struct Queue {
    notified: u64,
    wakers: Vec<Waker>,
}

impl Queue {
    fn notify(&mut self) {
        self.notified += 1;
        for waker in self.wakers.drain(..) {
            waker.wake();
        }
    }
}

impl JobNotifier {
    /// Wakes the workers of a queue to fetch jobs.
    pub fn notify(&self, queue: &str) {
        let mut queues = self.queues();
        queues.entry(queue.to_owned()).or_default().notify();
    }

    /// Wakes the workers of every queue.
    pub fn notify_all(&self) {
        self.queues().values_mut().for_each(Queue::notify);
    }

    /// Registers a waker for the next notification of a queue. Returns the number of notifications so far: a difference
    /// between two calls reveals one in between.
    pub(crate) fn register(&self, queue: &str, waker: &Waker) -> u64 {
        let mut queues = self.queues();
        let queue = queues.entry(queue.to_owned()).or_default();
        if !queue.wakers.iter().any(|known| known.will_wake(waker)) {
            queue.wakers.push(waker.clone());
        }
        queue.notified
    }

    fn queues(&self) -> MutexGuard<'_, HashMap<String, Queue>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the trigger tells of an inserted job.
#[derive(Deserialize)]
struct Inserted {
    job_type: String,
}

impl Db {
    /// Wakes the workers of this process for jobs of all processes, as long as PostgreSQL can be listened to. Pends on
    /// SQLite, which notifies nobody.
    ///
    /// # Errors
    /// When the connection cannot be opened again.
    pub async fn forward_notifications(&self) -> Result<Infallible> {
        let Either::Postgres(pool) = &self.queue else {
            return std::future::pending().await;
        };
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        loop {
            // Whatever was inserted while nobody listened, at first or between two connections.
            self.notifier.notify_all();
            while let Some(notification) = listener.try_recv().await? {
                match serde_json::from_str::<Inserted>(notification.payload()) {
                    Ok(inserted) => self.notifier.notify(&inserted.job_type),
                    Err(_) => self.notifier.notify_all(),
                }
            }
        }
    }
}
