//! Exponential backoff of failed jobs, capped, with a spread so that many jobs do not return at once.

use std::time::Duration;

use crate::config::Config;
use crate::ids::JobId;

/// The delays between attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The delay after the first failed attempt.
    pub base: Duration,
    /// The longest delay.
    pub cap: Duration,
}

impl From<&Config> for Backoff {
    fn from(config: &Config) -> Self {
        Self {
            base: Duration::from_secs(config.job_retry_base),
            cap: Duration::from_secs(config.job_retry_cap),
        }
    }
}

impl Backoff {
    /// The delay after attempt number `attempt` (from 1) of the job `id`: `base · 2^(attempt−1)`, at most `cap`, plus
    /// up to a fifth that depends only on the id.
    #[must_use]
    pub fn delay(&self, id: JobId, attempt: u32) -> Duration {
        let factor = 2_u32.saturating_pow(attempt.saturating_sub(1).min(30));
        self.spread(id, self.base.saturating_mul(factor).min(self.cap))
    }

    /// `delay` plus up to a fifth that depends only on the job's id.
    #[must_use]
    pub fn spread(&self, id: JobId, delay: Duration) -> Duration {
        let spread = id.to_string().bytes().fold(0_u32, |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(byte.into())
        }) % 100;
        delay + delay * spread / 500
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_the_cap_and_spread_by_at_most_a_fifth() {
        let backoff = Backoff {
            base: Duration::from_secs(5),
            cap: Duration::from_secs(3600),
        };
        for (attempt, plain) in [(1, 5), (2, 10), (3, 20), (9, 1280), (12, 3600), (60, 3600)] {
            let delay = backoff.delay(JobId::first_at(1_731_000_000_000), attempt);
            let plain = Duration::from_secs(plain);
            assert!(
                delay >= plain && delay <= plain * 6 / 5,
                "attempt {attempt}: {delay:?}"
            );
        }
    }
}
