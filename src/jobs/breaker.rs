//! While a mail server is away: after some failures in a row nothing is sent for a while, so that an outage of a day costs
//! neither attempts nor a storm of connections when it ends.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Failures in a row after which it opens.
const PATIENCE: u32 = 3;
/// For how long it opens first; twice as long after each further failure.
const FIRST: Duration = Duration::from_secs(5);
/// For how long at most.
const LONGEST: Duration = Duration::from_secs(300);

/// A circuit breaker: closed, it lets all through; open, nothing until its time is over; then what comes through decides.
#[derive(Debug, Default)]
pub struct Breaker(Mutex<State>);

#[derive(Clone, Copy, Debug, Default)]
struct State {
    failures: u32,
    open_until: Option<Instant>,
}

impl Breaker {
    /// The other side answered, whatever it said.
    pub fn succeeded(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = State::default();
    }

    /// The other side could not be reached. Gives how long nothing more will be tried; none while there is patience.
    pub fn failed(&self, now: Instant) -> Option<Duration> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(until) = state.open_until.filter(|until| *until > now) {
            // What was under way when it opened says nothing new.
            return Some(until - now);
        }
        state.failures = state.failures.saturating_add(1);
        let beyond = state.failures.checked_sub(PATIENCE)?;
        let pause = FIRST.saturating_mul(2_u32.saturating_pow(beyond.min(16))).min(LONGEST);
        state.open_until = Some(now + pause);
        Some(pause)
    }

    /// Whether nothing is to be tried now.
    #[must_use]
    pub fn is_open(&self, now: Instant) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).open_until.is_some_and(|until| until > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_after_three_failures_for_longer_each_time_and_closes_with_the_first_answer() {
        let (breaker, begin) = (Breaker::default(), Instant::now());
        let after = |seconds| begin + Duration::from_secs(seconds);
        assert_eq!(breaker.failed(after(0)), None);
        assert_eq!(breaker.failed(after(1)), None);
        assert!(!breaker.is_open(after(1)));
        assert_eq!(breaker.failed(after(2)), Some(Duration::from_secs(5)));
        assert!(breaker.is_open(after(6)) && !breaker.is_open(after(7)));
        assert_eq!(breaker.failed(after(3)), Some(Duration::from_secs(4)), "another that was under way");
        assert_eq!(breaker.failed(after(8)), Some(Duration::from_secs(10)));
        let mut at = 18;
        for _ in 0..20 {
            at += breaker.failed(after(at)).unwrap().as_secs();
        }
        assert_eq!(breaker.failed(after(at)), Some(LONGEST));
        breaker.succeeded();
        assert!(!breaker.is_open(after(at + 1)));
        assert_eq!(breaker.failed(after(at + 1)), None, "patience is back");
    }
}
