//! Waking workers: at once when a job is committed in this process, and by a tick for jobs of other processes and retries.
//!
//! apalis's own `IntervalStrategy` can lose its wake-up and then sleeps until the next heartbeat; this one
//! polls its timer again after each reset, so that somebody always holds the waker.

use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use apalis::prelude::{PollSnapshot, PollStrategy};
use tokio::time::{Instant, Sleep};

/// Wakes every worker of this process. Rung after the commit, never before.
#[derive(Clone, Debug, Default)]
pub struct Bell(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    rung: AtomicU64,
    wakers: Mutex<Vec<Waker>>,
}

impl Bell {
    /// Tells the workers that there is something to fetch.
    pub fn ring(&self) {
        self.0.rung.fetch_add(1, SeqCst);
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

    fn listen(&self, waker: &Waker) -> u64 {
        let mut wakers = self.0.wakers.lock().unwrap_or_else(PoisonError::into_inner);
        if !wakers.iter().any(|known| known.will_wake(waker)) {
            wakers.push(waker.clone());
        }
        self.0.rung.load(SeqCst)
    }
}

/// When a worker looks for jobs: when the bell rings, and every `every`.
pub struct WakeOrTick {
    bell: Bell,
    heard: u64,
    every: Duration,
    tick: Option<Pin<Box<Sleep>>>,
}

impl WakeOrTick {
    /// A strategy that has heard nothing yet.
    #[must_use]
    pub fn new(bell: Bell, every: Duration) -> Self {
        Self {
            bell,
            heard: 0,
            every,
            tick: None,
        }
    }
}

impl Clone for WakeOrTick {
    fn clone(&self) -> Self {
        Self::new(self.bell.clone(), self.every)
    }
}

impl PollStrategy for WakeOrTick {
    fn poll_drive(&mut self, cx: &mut Context<'_>, _: &PollSnapshot) -> Poll<Option<()>> {
        let rung = self.bell.listen(cx.waker());
        let mut look = rung != self.heard;
        self.heard = rung;
        let every = self.every;
        let tick = self
            .tick
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(every)));
        while tick.as_mut().poll(cx).is_ready() {
            look = true;
            tick.as_mut().reset(Instant::now() + every);
        }
        if look {
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
    async fn the_bell_wakes_at_once_and_the_tick_later() {
        let bell = Bell::default();
        let mut strategy = WakeOrTick::new(bell.clone(), Duration::from_secs(1));
        let snapshot = PollSnapshot::default();
        let begin = Instant::now();
        bell.ring();
        poll_fn(|cx| strategy.poll_drive(cx, &snapshot)).await;
        assert_eq!(begin.elapsed(), Duration::ZERO);
        for seconds in 1..=3 {
            poll_fn(|cx| strategy.poll_drive(cx, &snapshot)).await;
            assert_eq!(begin.elapsed().as_secs(), seconds);
        }
    }

    #[tokio::test]
    async fn a_ring_between_two_looks_is_never_lost() {
        let bell = Bell::default();
        let mut strategy = WakeOrTick::new(bell.clone(), Duration::from_secs(3600));
        let snapshot = PollSnapshot::default();
        for _ in 0..200 {
            let ringer = bell.clone();
            let ring = tokio::spawn(async move { ringer.ring() });
            poll_fn(|cx| strategy.poll_drive(cx, &snapshot)).await;
            ring.await.unwrap();
        }
    }
}
