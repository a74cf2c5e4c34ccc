//! The only source of the current time, new ids and random bytes; frozen in tests.
#![allow(clippy::disallowed_methods)]

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use tokio::sync::watch;
use uuid::{ContextV7, Timestamp, Uuid};

/// Clocks that differ by less count as equal. Also the precision of reading another clock over a network.
const DEAD_BAND: TimeDelta = TimeDelta::milliseconds(250);
/// How far ahead a past time can seem: clocks are slightly adjusted, and another process may have read its own later.
const TOLERANCE: TimeDelta = TimeDelta::seconds(60);

/// Keeps ids of the same millisecond in order; paired with the second of the last id.
type Sequence = Mutex<(u64, ContextV7)>;

/// Shared by all clocks that follow the time.
static SEQUENCE: Sequence = Mutex::new((0, ContextV7::new()));

/// When this process first measured a time.
static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// The source of the current time.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that only [`Clock::advance`] moves.
    Fixed(Arc<Fixed>),
    /// A machine's clock that is off by this much; ahead if positive. For tests.
    Skewed(TimeDelta),
    /// Another clock, corrected to agree with the database server's.
    Synchronized(Arc<Synchronized>),
}

/// The time that a fixed clock shows, and its ids: those of one moment stay in order beside clocks that show another.
#[derive(Debug)]
pub struct Fixed {
    now: watch::Sender<DateTime<Utc>>,
    sequence: Sequence,
}

/// A clock and how far the reference is ahead of it.
#[derive(Debug)]
pub struct Synchronized {
    local: Clock,
    offset_micros: AtomicI64,
}

impl Clock {
    /// Creates a clock frozen at `now`.
    #[must_use]
    pub fn fixed(now: DateTime<Utc>) -> Self {
        Self::Fixed(Arc::new(Fixed {
            now: watch::Sender::new(now),
            sequence: Mutex::new((0, ContextV7::new())),
        }))
    }

    /// Makes this clock ready to follow another by [`Clock::synchronize`]. All clones follow together.
    #[must_use]
    pub fn synchronized(self) -> Self {
        match self {
            Self::System | Self::Skewed(_) => Self::Synchronized(Arc::new(Synchronized {
                local: self,
                offset_micros: AtomicI64::new(0),
            })),
            Self::Fixed(_) | Self::Synchronized(_) => self,
        }
    }

    /// The current UTC time, truncated to microseconds (PostgreSQL's precision). Once synchronized, it is the database
    /// server's, so it can be compared with every stored time, whichever process or server wrote it.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::Synchronized(clock) => clock.local.now() + clock.offset(),
            _ => self.local(),
        }
    }

    /// This machine's time, for receivers of signed calls, which compare it with their own.
    #[must_use]
    pub fn local(&self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now().trunc_subsecs(6),
            Self::Fixed(fixed) => *fixed.now.borrow(),
            Self::Skewed(ahead) => Utc::now().trunc_subsecs(6) + *ahead,
            Self::Synchronized(clock) => clock.local.local(),
        }
    }

    /// The time since a fixed moment of the past; never goes back, unlike [`Clock::now`].
    #[must_use]
    pub fn monotonic(&self) -> Duration {
        match self {
            Self::Fixed(fixed) => (*fixed.now.borrow() - DateTime::UNIX_EPOCH)
                .to_std()
                .unwrap_or_default(),
            _ => START.elapsed(),
        }
    }

    /// Follows a reference that showed `reference` at some moment between `asked` and `answered` of [`Clock::local`].
    /// Returns how far the reference is ahead if that has changed. A clock that cannot follow, and an answer too slow
    /// to be meaningful, change nothing.
    pub fn synchronize(
        &self,
        asked: DateTime<Utc>,
        reference: DateTime<Utc>,
        answered: DateTime<Utc>,
    ) -> Option<TimeDelta> {
        let Self::Synchronized(clock) = self else {
            return None;
        };
        let took = answered - asked;
        let offset = reference - (asked + took / 2);
        let offset = if offset.abs() < DEAD_BAND {
            TimeDelta::zero()
        } else {
            offset
        };
        let moved = (offset - clock.offset()).abs();
        // The error of the measurement is half the round trip.
        if moved < DEAD_BAND || moved < took / 2 {
            return None;
        }
        clock
            .offset_micros
            .store(offset.num_microseconds()?, Ordering::Relaxed);
        Some(offset)
    }

    /// Advances a fixed clock and wakes what waits for it; every other clock ignores it.
    pub fn advance(&self, by: Duration) {
        if let Self::Fixed(fixed) = self {
            let by = TimeDelta::from_std(by).unwrap_or(TimeDelta::zero());
            fixed.now.send_modify(|now| *now += by);
        }
    }

    /// Waits for `duration` on this clock.
    pub async fn sleep(&self, duration: Duration) {
        let Self::Fixed(fixed) = self else {
            return tokio::time::sleep(duration).await;
        };
        let mut now = fixed.now.subscribe();
        let duration = TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX);
        let until = now.borrow_and_update().checked_add_signed(duration);
        // `self` keeps the sender, so only reaching the time ends the wait.
        let _ = now
            .wait_for(|now| until.is_some_and(|until| *now >= until))
            .await;
    }

    /// Waits for `interval` of real time, or until a fixed clock no longer shows `since`: the pause of a loop that
    /// looks for what is due.
    pub async fn pause(&self, since: DateTime<Utc>, interval: Duration) {
        let pause = tokio::time::sleep(interval);
        match self {
            Self::Fixed(fixed) => {
                let mut now = fixed.now.subscribe();
                tokio::select! {
                    () = pause => {}
                    _ = now.wait_for(|now| *now != since) => {}
                }
            }
            _ => pause.await,
        }
    }

    /// Returns a new id: a version 7 UUID, so ids sort by creation time, on the same clock as [`Clock::now`].
    #[must_use]
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        let now = self.now();
        let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
        let sequence = match self {
            Self::Fixed(fixed) => &fixed.sequence,
            _ => &SEQUENCE,
        };
        let mut sequence = sequence
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        // The sequence never goes back, so after a clock that was ahead it would stay ahead.
        if seconds + 1 < sequence.0 {
            sequence.1 = ContextV7::new();
        }
        sequence.0 = seconds;
        let nanos = now.timestamp_subsec_nanos();
        Uuid::new_v7(Timestamp::from_unix(&sequence.1, seconds, nanos)).into()
    }
}

impl Synchronized {
    fn offset(&self) -> TimeDelta {
        TimeDelta::microseconds(self.offset_micros.load(Ordering::Relaxed))
    }
}

/// The latest time that a past event can carry at `now`. Anything stored with a later one was stored by a clock that
/// was ahead.
#[must_use]
pub fn latest_past(now: DateTime<Utc>) -> DateTime<Utc> {
    now + TOLERANCE
}

/// Returns `N` bytes from the operating system's random source.
///
/// # Errors
/// When the operating system has no random source; every supported system has one.
pub fn random_bytes<const N: usize>() -> anyhow::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| anyhow::anyhow!("the operating system gave no random bytes: {error}"))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_synchronized_clock_shows_the_time_of_its_reference() {
        let clock = Clock::Skewed(TimeDelta::seconds(120)).synchronized();
        let clone = clock.clone();
        assert!((clock.now() - Utc::now()).num_seconds() >= 119);
        let asked = clock.local();
        let moved = clock.synchronize(asked, Utc::now(), clock.local()).unwrap();
        assert!(
            (moved + TimeDelta::seconds(120)).abs() < DEAD_BAND,
            "{moved}"
        );
        for clock in [&clock, &clone] {
            assert!(
                (clock.now() - Utc::now()).abs() < DEAD_BAND
                    && (clock.local() - Utc::now()).num_seconds() >= 119
            );
        }
        let id: Uuid = clock.new_id();
        let id = id.get_timestamp().unwrap().to_unix().0;
        assert!(
            id.abs_diff(Utc::now().timestamp() as u64) <= 1,
            "ids follow as well"
        );
    }

    #[test]
    fn small_differences_and_slow_answers_do_not_move_a_clock() {
        let clock = Clock::System.synchronized();
        let at = |milliseconds| DateTime::UNIX_EPOCH + TimeDelta::milliseconds(milliseconds);
        assert_eq!(clock.synchronize(at(0), at(200), at(2)), None);
        assert_eq!(
            clock.synchronize(at(0), at(3_000), at(4_000)),
            None,
            "1 s ahead, give or take 2 s"
        );
        assert_eq!(
            clock.synchronize(at(0), at(5_001), at(2)),
            Some(TimeDelta::milliseconds(5_000))
        );
        assert_eq!(clock.synchronize(at(0), at(5_101), at(2)), None);
        assert_eq!(
            clock.synchronize(at(0), at(101), at(2)),
            Some(TimeDelta::zero())
        );
        let fixed = Clock::fixed(at(7)).synchronized();
        assert_eq!(
            (fixed.synchronize(at(0), at(9_000), at(0)), fixed.now()),
            (None, at(7))
        );
    }

    #[test]
    fn ids_sort_by_the_order_in_which_they_are_made() {
        let clock = Clock::fixed("2026-11-26T12:00:00Z".parse().unwrap());
        let ahead = Clock::fixed("2038-01-01T00:00:00Z".parse().unwrap());
        let new_id = |_| {
            let _: Uuid = ahead.new_id();
            clock.new_id()
        };
        let ids: Vec<Uuid> = (0..1000).map(new_id).collect();
        assert!(ids.is_sorted());
        clock.advance(Duration::from_millis(1));
        assert!(clock.new_id::<Uuid>() > ids[999]);
    }

    #[tokio::test]
    async fn a_fixed_clock_wakes_what_waits_for_it() {
        let clock = Clock::fixed(DateTime::UNIX_EPOCH);
        let hour = Duration::from_secs(3600);
        let mut asleep = std::pin::pin!(clock.sleep(hour));
        let mut paused = std::pin::pin!(clock.pause(clock.now(), hour));
        assert!(
            futures::poll!(&mut asleep).is_pending() && futures::poll!(&mut paused).is_pending()
        );
        clock.advance(hour - Duration::from_secs(1));
        assert!(futures::poll!(&mut asleep).is_pending() && futures::poll!(&mut paused).is_ready());
        clock.advance(Duration::from_secs(1));
        assert!(futures::poll!(&mut asleep).is_ready());
        clock.sleep(Duration::ZERO).await;
    }

    #[test]
    fn ids_go_back_with_a_clock_that_was_ahead() {
        for ahead in [TimeDelta::days(365), TimeDelta::zero()] {
            let clock = Clock::Skewed(ahead);
            let made = clock.new_id::<Uuid>().get_timestamp().unwrap().to_unix().0;
            assert!(
                made.abs_diff(clock.now().timestamp() as u64) <= 1,
                "{ahead}: {made}"
            );
        }
    }
}
