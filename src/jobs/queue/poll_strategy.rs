//! When workers fetch: at once for jobs committed in this process, on a tick for retries and other processes' jobs.
//!
//! apalis's own `IntervalStrategy` can lose its wake-up and then sleeps until the next heartbeat; this one polls its
//! timer again after each reset, so the waker is always registered.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use apalis::prelude::{PollSnapshot, PollStrategy};
use tokio::time::{Instant, Sleep};

use crate::store::JobNotifier;

/// Fetches jobs when notified, and every `every`.
pub struct WakeOrTick {
    notifier: JobNotifier,
    queue: &'static str,
    seen: u64,
    every: Duration,
    tick: Option<Pin<Box<Sleep>>>,
}

impl WakeOrTick {
    /// Creates a strategy that has seen no notification yet.
    #[must_use]
    pub fn new(notifier: JobNotifier, queue: &'static str, every: Duration) -> Self {
        Self {
            notifier,
            queue,
            seen: 0,
            every,
            tick: None,
        }
    }
}

impl Clone for WakeOrTick {
    fn clone(&self) -> Self {
        Self::new(self.notifier.clone(), self.queue, self.every)
    }
}

impl PollStrategy for WakeOrTick {
    fn poll_drive(&mut self, cx: &mut Context<'_>, _: &PollSnapshot) -> Poll<Option<()>> {
        let notified = self.notifier.register(self.queue, cx.waker());
        let mut fetch = notified != self.seen;
        self.seen = notified;
        let every = self.every;
        let tick = self
            .tick
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(every)));
        while tick.as_mut().poll(cx).is_ready() {
            fetch = true;
            tick.as_mut().reset(Instant::now() + every);
        }
        if fetch {
            Poll::Ready(Some(()))
        } else {
            Poll::Pending
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;

    #[tokio::test(start_paused = true)]
    async fn a_notification_wakes_at_once_and_the_tick_wakes_later() {
        let notifier = JobNotifier::default();
        let mut strategy = WakeOrTick::new(notifier.clone(), "queue", Duration::from_secs(1));
        let snapshot = PollSnapshot::default();
        let begin = Instant::now();
        notifier.notify("another queue");
        notifier.notify("queue");
        poll_fn(|cx| strategy.poll_drive(cx, &snapshot)).await;
        assert_eq!(begin.elapsed(), Duration::ZERO);
        for seconds in 1..=3 {
            poll_fn(|cx| strategy.poll_drive(cx, &snapshot)).await;
            assert_eq!(begin.elapsed().as_secs(), seconds);
        }
    }

    #[tokio::test]
    async fn a_notification_between_two_polls_is_never_lost() {
        let notifier = JobNotifier::default();
        let mut strategy = WakeOrTick::new(notifier.clone(), "queue", Duration::from_secs(3600));
        let snapshot = PollSnapshot::default();
        for _ in 0..200 {
            let sender = notifier.clone();
            let notification = tokio::spawn(async move { sender.notify("queue") });
            poll_fn(|cx| strategy.poll_drive(cx, &snapshot)).await;
            notification.await.unwrap();
        }
    }
}
